"""Shapley values and logarithmic-mean effects explain the whole gap or change, and nothing else."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.estimator.cost_gap import PARTS, CostSide, NoGap, gap_shares, log_gap_parts
from apps.estimator.decompositions import NoMean, lmdi, log_mean, shapley, total

KAP = 35_000 / (4 * 8766 * 3600 * 0.5)


def side(price_per_mtok, kwh_usd, pue, seconds, kap=KAP):
    """Return one side as numbers; w = 900 W."""
    return CostSide(*(np.array(value) for value in (kwh_usd, pue, 900.0, kap, seconds, price_per_mtok / 1e6)))


def test_the_worked_gap_is_mostly_architecture_and_hardly_electricity():
    # 5.00 against 0.30 USD/M: ln = 2.8134. Electricity per GPU second 2.616e-5 against 1.75e-5 beside a chip of
    # 5.5455e-4: ln(5.8071e-4 / 5.7205e-4) = .01502 = 0.5 %. Architecture ln 5.7 = 1.7405 = 61.9 %, hardware 0,
    # the rest 37.6 %.
    parts = log_gap_parts(side(5.0, 0.091, 1.15, 5.7e-3), side(0.30, 0.056, 1.25, 1e-3))
    shares = {name: float(value) for name, value in gap_shares(parts).items()}
    assert shares["electricity"] == pytest.approx(0.005, abs=5e-4)
    assert shares["hardware"] == pytest.approx(0, abs=1e-12)
    assert shares["architecture"] == pytest.approx(0.619, abs=5e-4)
    assert shares["residual"] == pytest.approx(0.376, abs=5e-4)
    assert sum(float(value) for value in parts.values()) == pytest.approx(log(5 / 0.3), abs=1e-12)


def test_the_extreme_gap_gives_electricity_seven_percent():
    # 0.15 against 0.03 USD/kWh, chips at 15,000 USD and 80 % busy: 6.9 / 0 / 61.9 / 31.3 %.
    kap = 15_000 / (4 * 8766 * 3600 * 0.8)
    parts = log_gap_parts(side(5.0, 0.15, 1.15, 5.7e-3, kap), side(0.30, 0.03, 1.25, 1e-3, kap))
    shares = [float(gap_shares(parts)[name]) for name in PARTS]
    assert shares == pytest.approx([0.069, 0, 0.619, 0.313], abs=6e-4)


def test_electricity_explains_no_more_than_its_share_of_cost():
    # G51: 5 % of cost and 40 % cheaper is 2 % of cost: ln(.98) = -.0202027, of ln 16.6667 = 2.8134107 that is .72 %.
    chip = 0.95
    power = 0.05 * 3.6e6 / 900
    dear = CostSide(*(np.array(v) for v in (power, 1.0, 900.0, chip, 1.0, 50 / 3)))
    cheap = CostSide(*(np.array(v) for v in (power * 0.6, 1.0, 900.0, chip, 1.0, 1.0)))
    assert float(cheap.cost_usd_per_token / dear.cost_usd_per_token) == pytest.approx(0.98)
    parts = log_gap_parts(dear, cheap)
    assert float(parts["electricity"]) == pytest.approx(0.0202027, rel=1e-4)
    assert float(gap_shares(parts)["electricity"]) == pytest.approx(0.0071808, rel=1e-4)


def test_equal_prices_have_no_gap_to_share():
    with pytest.raises(NoGap, match="no gap"):
        gap_shares(log_gap_parts(side(1.0, 0.08, 1.2, 1e-3), side(1.0, 0.08, 1.2, 1e-3)))
    with pytest.raises(NoGap, match="free variants"):
        log_gap_parts(side(0.0, 0.08, 1.2, 1e-3), side(1.0, 0.08, 1.2, 1e-3))


positive = st.floats(1e-3, 1e3)
sides = st.builds(side, positive, positive, st.floats(1, 2), positive, positive)


@given(sides, sides)
def test_the_parts_of_a_gap_add_to_it_and_turn_round_with_it(one, other):
    parts, back = log_gap_parts(one, other), log_gap_parts(other, one)
    whole = float(np.log(one.price_usd_per_token / other.price_usd_per_token))
    assert sum(float(value) for value in parts.values()) == pytest.approx(whole, abs=1e-9)
    for name in PARTS:
        assert float(parts[name]) == pytest.approx(-float(back[name]), abs=1e-9)


@given(st.lists(st.floats(-5, 5), min_size=8, max_size=8))
def test_shapley_is_efficient_symmetric_and_gives_nothing_to_who_adds_nothing(values):
    # Three players a, b, c and a fourth that changes nothing: worth depends on the set without it.
    sets = ["", "a", "b", "c", "ab", "ac", "bc", "abc"]
    worths = dict(zip(sets, values, strict=True))
    worths["b"], worths["bc"] = worths["a"], worths["ac"]

    def worth(members):
        return np.array(worths["".join(sorted(members - {"idle"}))])

    found = {name: float(value) for name, value in shapley(["a", "b", "c", "idle"], worth).items()}
    assert sum(found.values()) == pytest.approx(worths["abc"] - worths[""], abs=1e-12)
    assert found["a"] == pytest.approx(found["b"], abs=1e-12)
    assert found["idle"] == pytest.approx(0, abs=1e-12)


def test_shapley_of_a_product_is_the_logarithm_of_each_factor():
    # ln(2 x 3) from 1 x 1: ln 2 and ln 3 in every order.
    def worth(members):
        return np.log((2.0 if "x" in members else 1) * (3.0 if "y" in members else 1))

    found = {name: float(value) for name, value in shapley(["x", "y"], worth).items()}
    assert found == pytest.approx({"x": log(2), "y": log(3)})


def test_the_logarithmic_mean_meets_its_worked_values():
    # L(4, 1) = 3 / ln 4 = 2.16404; L(a, a) = a; L(a, 0) = 0.
    found = log_mean(np.array([4.0, 7.0, 5.0]), np.array([1.0, 7.0, 0.0]))
    assert found.tolist() == pytest.approx([3 / log(4), 7, 0])
    # One part in 1e12 apart the ratio of differences has no digits left; the mean is the value itself.
    assert float(log_mean(np.array(1.0), np.array(1 + 1e-12))) == pytest.approx(1, rel=1e-12)


def test_effects_of_a_product_meet_the_worked_case():
    # V: 2 x 3 = 6 to 4 x 3 = 12: all 6 are the first factor's.
    effects = lmdi({"tokens": [2.0], "price": [3.0]}, {"tokens": [4.0], "price": [3.0]})
    assert {name: float(value) for name, value in effects.items()} == pytest.approx({"price": 0, "tokens": 6})


def test_a_term_may_appear_or_vanish():
    # One lab leaves (5 x 1), another comes (0 to 7 x 1): the change of 2 is kept to the last digit.
    before, after = {"n": [5.0, 0.0], "q": [1.0, 1.0]}, {"n": [0.0, 7.0], "q": [1.0, 1.0]}
    assert sum(float(value) for value in lmdi(before, after).values()) == pytest.approx(2, rel=1e-9)


def slack(before, after):
    """Return what rounding, and a zero taken as 1e-20 of the largest value of its factor, may cost."""
    largest = np.prod([max(*before[name], *after[name]) or 1 for name in before])
    return 1e-9 * float(total(before) + total(after)) + 1e-18 * float(largest) + 1e-12


factor = st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1e6)), min_size=3, max_size=3)
product = st.fixed_dictionaries({"tokens": factor, "joules": factor, "price": factor})


@given(product, product)
def test_effects_add_to_the_change_exactly(before, after):
    change = float(total(after) - total(before))
    effects = lmdi(before, after)
    assert sum(float(value) for value in effects.values()) == pytest.approx(change, abs=slack(before, after))


@given(product, product)
def test_effects_turn_round_with_time(before, after):
    there, back = lmdi(before, after), lmdi(after, before)
    for name in there:
        assert float(there[name]) == pytest.approx(-float(back[name]), abs=slack(before, after))


def test_what_has_no_logarithm_is_refused():
    with pytest.raises(NoMean, match="finite numbers at or above zero"):
        log_mean(np.array(-1.0), np.array(1.0))
    with pytest.raises(NoMean, match="a factor is negative"):
        lmdi({"x": [-1.0]}, {"x": [1.0]})
    with pytest.raises(NoMean, match="the factors differ"):
        lmdi({"x": [1.0]}, {"y": [1.0]})
