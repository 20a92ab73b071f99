"""List prices are compared in matched pairs, by the Fisher index and by a regression on size."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.estimator.price_gap import (
    Listed,
    NoFit,
    NoPair,
    clustered_fit,
    fisher,
    geometric_ratio,
    matched_gap,
)

DAY = ("2026-02-16", "input")


def listed(model, price, tokens=1.0, match=DAY):
    """Return a price of a model; its lab is its first letter."""
    return Listed(model, model[0], price, tokens, match)


def test_two_pairs_of_equal_weight_give_the_geometric_mean():
    # G47: sqrt(16.6667 x 4) = sqrt(66.6667) = 8.1650
    assert geometric_ratio([50 / 3, 4.0], [0.5, 0.5]) == pytest.approx(8.1649658)


def test_the_published_pair_is_seventeen_times():
    # 5.00 / 0.30 USD per million input tokens = 16.667
    assert matched_gap([listed("u", 5.0)], [listed("c", 0.3)]).ratio == pytest.approx(16.6666667)


def test_only_what_matches_is_compared_and_tokens_weigh():
    # Input: u 5 and v 3 against c 1 (tokens 3 and 1): exp((3 ln 5 + 1 ln 3) / 4); the output of w has no twin.
    dear = [listed("u", 5.0, 3), listed("v", 3.0, 1), listed("w", 9.0, 100, ("2026-02-16", "output"))]
    gap = matched_gap(dear, [listed("c", 1.0, 7)])
    assert gap.ratio == pytest.approx(5**0.75 * 3**0.25)
    assert (gap.lowest, gap.highest, gap.pairs, gap.models) == (3, 5, 2, 3)


def test_without_a_pair_there_is_no_gap():
    with pytest.raises(NoPair, match="no pair"):
        matched_gap([listed("u", 5.0)], [listed("c", 1.0, match=("2026-02-23", "input"))])
    with pytest.raises(NoPair, match="no pair"):
        matched_gap([listed("u", 5.0, 0.0)], [listed("c", 1.0)])
    with pytest.raises(NoPair, match="free variants"):
        matched_gap([listed("u", 5.0)], [listed("c", 0.0)])
    with pytest.raises(NoPair, match="no pair has any tokens"):
        geometric_ratio([2.0], [0.0])
    with pytest.raises(NoPair, match="free variants"):
        geometric_ratio([0.0], [1.0])


panel = st.lists(
    st.builds(
        listed,
        st.sampled_from("uvwxyz"),
        st.floats(0.01, 100),
        st.floats(0.1, 1e9),
        st.sampled_from([DAY, ("d", 2)]),
    ),
    min_size=1,
    max_size=6,
)


@given(panel, panel)
def test_the_gap_is_the_weighted_mean_over_every_pair(dear, cheap):
    pairs = [(one, other) for one in dear for other in cheap if one.match == other.match]
    if not pairs:
        return
    ratios = [one.price_usd_per_mtok / other.price_usd_per_mtok for one, other in pairs]
    weights = [one.tokens * other.tokens for one, other in pairs]
    gap = matched_gap(dear, cheap)
    assert gap.ratio == pytest.approx(geometric_ratio(ratios, weights))
    assert gap.pairs == len(pairs)
    assert gap.lowest <= min(ratios) * (1 + 1e-12)
    assert gap.highest >= max(ratios) * (1 - 1e-12)


def test_the_fisher_index_meets_its_worked_case():
    # a: 2 -> 3 with 10 -> 5, b: 4 -> 4 with 5 -> 10. Laspeyres (30 + 20) / (20 + 20) = 1.25;
    # Paasche (15 + 40) / (10 + 40) = 1.1; Fisher sqrt(1.375) = 1.172604. c has no second price.
    first = {"a": (2.0, 10.0), "b": (4.0, 5.0), "c": (9.0, 1.0)}
    second = {"a": (3.0, 5.0), "b": (4.0, 10.0)}
    index = fisher(first, second)
    assert (index.laspeyres, index.paasche, index.matched) == (pytest.approx(1.25), pytest.approx(1.1), 2)
    assert index.fisher == pytest.approx(sqrt(1.375))


good = st.tuples(st.floats(0.01, 100), st.floats(0.01, 1e6))
basket = st.fixed_dictionaries({"a": good, "b": good, "c": good})


@given(basket, basket)
def test_the_fisher_index_turns_round_with_time_and_between_its_ends(first, second):
    there, back = fisher(first, second), fisher(second, first)
    assert there.fisher * back.fisher == pytest.approx(1)
    ratios = [second[name][0] / first[name][0] for name in first]
    assert min(ratios) * (1 - 1e-9) <= there.fisher <= max(ratios) * (1 + 1e-9)


@given(basket, basket, st.floats(0.01, 100))
def test_the_fisher_index_times_the_fisher_of_quantities_is_the_change_of_value(first, second, unit):
    flipped = [{name: (q, p) for name, (p, q) in side.items()} for side in (first, second)]
    value = sum(p * q for p, q in second.values()) / sum(p * q for p, q in first.values())
    assert fisher(first, second).fisher * fisher(*flipped).fisher == pytest.approx(value)
    dearer = {name: (p * unit, q) for name, (p, q) in second.items()}
    assert fisher(first, dearer).fisher == pytest.approx(unit * fisher(first, second).fisher)


def test_nothing_in_common_has_no_index():
    with pytest.raises(NoPair):
        fisher({"a": (1.0, 1.0)}, {"b": (1.0, 1.0)})
    with pytest.raises(NoPair):
        fisher({"a": (1.0, 0.0)}, {"a": (1.0, 0.0)})


def test_an_exact_line_is_found_without_error():
    x = np.array([[1.0, value] for value in (1, 2, 3, 4, 5, 6)])
    fit = clustered_fit(["constant", "slope"], x, x @ np.array([2.0, -0.5]), list("aabbcc"))
    assert fit.coefficients == pytest.approx({"constant": 2, "slope": -0.5})
    assert fit.errors["slope"] == pytest.approx(0, abs=1e-9)
    assert (fit.r_squared, fit.observations, fit.clusters) == (pytest.approx(1), 6, 3)


def test_the_clustered_error_of_a_mean_is_worked_by_hand():
    # y = 1, 3 of lab a and 5, 7 of lab b: mean 4, scores -3 - 1 = -4 and 1 + 3 = 4, X'X = 4.
    # Variance (16 + 16) / 16 x 2/1 x 3/3 = 4, error 2; taken as four labs it is sqrt(20 / 16 x 4/3) = 1.2910.
    x, y = np.ones((4, 1)), np.array([1.0, 3.0, 5.0, 7.0])
    fit = clustered_fit(["mean"], x, y, list("aabb"))
    assert fit.coefficients["mean"] == pytest.approx(4)
    assert fit.errors["mean"] == pytest.approx(2)
    assert clustered_fit(["mean"], x, y, list("abcd")).errors["mean"] == pytest.approx(sqrt(5 / 3))


def test_a_thin_regression_is_refused():
    x = np.ones((3, 1))
    with pytest.raises(NoFit, match="3 prices of 1 labs"):
        clustered_fit(["mean"], x, np.arange(3.0), list("aaa"))
    with pytest.raises(NoFit, match="cannot carry 3 coefficients"):
        clustered_fit(["a", "b", "c"], np.eye(3), np.arange(3.0), list("abc"))
    with pytest.raises(NoFit, match="repeat each other"):
        clustered_fit(["a", "b"], np.ones((4, 2)), np.arange(4.0), list("aabb"))


def test_the_regression_is_blind_to_the_unit_of_the_size():
    rng = np.random.default_rng(7)
    size, price = rng.uniform(1, 100, 40), rng.uniform(0.1, 10, 40)
    labs = [str(index % 6) for index in range(40)]

    def slope(unit):
        x = np.column_stack([np.ones(40), np.log(size * unit)])
        fit = clustered_fit(["constant", "size"], x, np.log(price), labs)
        return fit.coefficients["size"], fit.errors["size"]

    assert slope(1.0) == pytest.approx(slope(1e9))
