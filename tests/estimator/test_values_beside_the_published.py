"""Realised value and electricity arbitrage stand beside the published values and never in them."""

import numpy as np
import pytest

from apps.estimator.distributions import Draws
from apps.estimator.parameters import Parameters
from apps.estimator.valuation import PRICE, arbitrage_rows, arbitrage_usd, realised_rows
from apps.reference.parameters import from_tables
from tests.estimator import build


def one_place(**more):
    """Return a billion tokens of one model served in CHN."""
    return build.inputs(
        [build.model("m", "CHN", build.host("cn"))],
        [build.provider("cn", "CHN", "CHN")],
        build.usage({"m": 1e9}),
        **more,
    )


def parameters(**prices: float) -> Parameters:
    """Return the method's parameters with exact electricity prices (USD/kWh) of these countries alone."""
    kept = [row for row in from_tables() if row.key != PRICE]
    model = next(row for row in from_tables() if row.key == PRICE and row.scope == "CHN")
    rows = [build.replace(model, scope=code, low=usd, central=usd, high=usd) for code, usd in prices.items()]
    return Parameters([*kept, *rows])


def arbitrage(chosen: Parameters, given=None, pairs=3):
    """Return the arbitrage of the week by (origin, destination)."""
    rows = arbitrage_rows(given or one_place(), chosen, draws=200, seed=1, weeks={build.WEEK}, pairs=pairs)
    return {(row.origin, row.destination): row for row in rows}


def test_arbitrage_is_the_difference_of_two_bills():
    # G69: 1,000 kWh cost 79 USD at 0.079 and 81.3 USD at 0.0813: 2.3 USD apart.
    found = arbitrage_usd(np.array([1000.0]), np.array([0.079]), np.array([0.0813]))
    assert found == pytest.approx([2.3])


def test_arbitrage_of_a_pair_has_one_sign_where_prices_are_exact():
    # Electricity at 0.05 in CHN and 0.08 in USA: every kWh to USA saves 0.03; the pair and the origin are the same,
    # as no other destination has a price.
    rows = arbitrage(parameters(CHN=0.05, USA=0.08))
    pair = rows["CHN", "USA"]
    assert 0 < pair.low < pair.central < pair.high
    assert rows["CHN", None].central == pytest.approx(pair.central)
    dearer = arbitrage(parameters(CHN=0.08, USA=0.05))["CHN", "USA"]
    assert (dearer.low, dearer.high) == pytest.approx((-pair.high, -pair.low))


def test_equal_prices_leave_nothing():
    pair = arbitrage(parameters(CHN=0.05, USA=0.05))["CHN", "USA"]
    assert (pair.low, pair.central, pair.high) == pytest.approx((0, 0, 0), abs=1e-12)


def test_use_at_home_is_no_arbitrage():
    assert ("CHN", "CHN") not in arbitrage(parameters(CHN=0.05, USA=0.08))


def test_destinations_without_a_price_are_counted_out():
    all_priced = parameters(CHN=0.05, USA=0.08, DEU=0.1, IND=0.07, SGP=0.2)
    assert arbitrage(all_priced)["CHN", None].priced_share == pytest.approx(1)
    assert 0 < arbitrage(parameters(CHN=0.05, USA=0.08))["CHN", None].priced_share < 1


def test_origin_without_a_price_has_no_number():
    rows = arbitrage(parameters(USA=0.08))
    row = rows["CHN", None]
    assert (row.low, row.central, row.high, row.priced_share) == (None, None, None, 0)
    assert "price" in row.reason
    assert rows[None, None].central is None


def test_only_the_largest_pairs_are_told():
    chosen = parameters(CHN=0.05, USA=0.08, DEU=0.1, IND=0.07, SGP=0.2)
    pairs = [ends for ends in arbitrage(chosen, pairs=2) if ends[1]]
    assert len(pairs) == 2
    assert all(origin == "CHN" for origin, _ in pairs)


def test_paid_value_is_the_list_value_less_the_discount():
    # One model at exact prices and exact class shares: its list value is one number, so what is paid is that
    # number times the drawn ratio 0.6 - 0.9 - 1 (never above 1).
    fixed = Parameters(from_tables())
    for key in ("output_share", "cache_hit", "cached_price_over_input"):
        fixed = fixed.fixed(key, "central")
    rows = {
        row.quantity: row for row in realised_rows(one_place(), fixed, draws=400, seed=1, weeks={build.WEEK})
    }
    # 1e9 tokens x (0.0625 x 2 + 0.46875 x 1 + 0.46875 x 0.1) USD per million = 640.625 USD.
    paid = rows["SERVICE_VALUE_USD"]
    ratios = np.array([paid.low, paid.central, paid.high]) / 640.625
    assert ratios == pytest.approx([0.6, 0.9, 1], rel=5e-3)
    assert rows["value_multiple"].central > 0


def test_discount_never_raises_a_price():
    draws = Draws(Parameters(from_tables()), draws=500, seed=1)
    assert draws.draw("price_discount").max() == 1


def test_week_without_value_says_so():
    empty = build.inputs(
        [build.model("m", "CHN", build.host("cn"))],
        [build.provider("cn", "CHN", "CHN")],
        build.usage({"m": 0}),
    )
    rows = {
        row.quantity: row
        for row in realised_rows(empty, Parameters(from_tables()), draws=50, seed=1, weeks={build.WEEK})
    }
    assert rows["value_multiple"].central is None
    assert rows["value_multiple"].reason
