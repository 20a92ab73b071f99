"""Floor, best and ceiling: every assumption at one end, and no model dearer than its list price pays for."""

import pytest

from apps.estimator.flows import estimate
from apps.estimator.parameters import Parameters
from apps.estimator.scenarios import scenario_rows
from apps.reference.parameters import from_tables
from tests.estimator import build

MILLION = 1e6


def one_model(price=(1.0, 2.0), **more):
    """Return 1e6 tokens of one model of 37 of 671 billion parameters, served in the USA."""
    return build.inputs(
        [build.model("m", "CHN", build.host("us", price), **more)],
        [build.provider("us", "USA", "USA")],
        build.usage({"m": MILLION}),
    )


def found(given, parameters=None):
    """Return the rows of the week by quantity and country."""
    rows = scenario_rows(given, parameters or Parameters(from_tables()), seed=1, weeks={build.WEEK})
    return {(row.quantity, row.country): row for row in rows}


def test_floor_and_best_meet_the_formula():
    # ln e = -4.404 + 0.929 ln 37 + 0.387 ln(671 / 37) = 0.07202; e = 1.07468 J, x 0.6 of fleets = 0.64481 J.
    # Shares at the centre: output 0.0625, input 0.9375, half of it cached: 0.0625 + 0.15 x (0.46875 + 0.05 x
    # 0.46875) = 0.136328. Node 1.43, idle 1.12, facility 1.2 x 1: 1e6 tokens x 0.64481 x 0.136328 x 1.43 x 1.12 x
    # 1.2 / 3.6e6 = 0.0469297 kWh.
    row = found(one_model())["ENERGY_KWH", None]
    assert row.best == pytest.approx(0.0469297, rel=1e-4)
    # Floor: fleets 0.3, shock exp(-1.64485 x 0.546) = 0.40735; output 0.03, cache 0.85: 0.03 + 0.05 x 0.97 x (0.15 +
    # 0.01 x 0.85) = 0.0376873; node 1.25, idle 1.05, facility 1.2 x 0.84 = 1.008.
    floor = 1.07468 * 0.40735 * 0.3 * 0.0376873 * 1.25 * 1.05 * 1.008 / 3.6
    assert row.floor == pytest.approx(floor, rel=1e-3)


def test_ceiling_is_what_a_low_list_price_pays_for():
    # At 0.05 USD per million tokens (cached a tenth of it) the price caps the ceiling. Output 0.2 and cache 0.2 at
    # their energy-raising ends: 0.05e-6 x (0.2 + 0.64 + 0.16 x 0.1) = 4.28e-8 USD per token.
    # A GPU joule costs at least 25,000 / (6 x 8,766 x 3,600 x 0.8) / 665 = 2.4818e-7 USD of hardware and, at
    # 1.7 x 1.3 x 1.2 x 1.2 / 3.6e6 = 8.84e-7 kWh x 0.0813 = 7.187e-8 USD of electricity: 3.2005e-7 in all. So
    # 0.13373 J of GPU, 1.18217e-7 kWh per token: 0.118217 kWh for a million tokens.
    row = found(one_model(price=(0.05, 0.05)))["ENERGY_KWH", None]
    assert row.ceiling == pytest.approx(0.118217, rel=1e-3)
    assert (row.capped_share, row.unpaid_share) == (1, 0)


def test_best_guess_is_never_above_the_ceiling():
    # At 0.003 USD per million the price pays for 0.008 J; the best guess is 0.0879 J and stands.
    row = found(one_model(price=(0.003, 0.003)))["ENERGY_KWH", None]
    assert row.floor < row.best == pytest.approx(row.ceiling * 1.92192 / 3.1824)
    assert row.unpaid_share == 1


def test_model_without_a_price_is_not_capped():
    row = found(one_model(price=None))["ENERGY_KWH", None]
    assert row.capped_share == 0
    assert row.ceiling > row.best


def test_frame_holds_the_range_of_draws():
    parameters = Parameters(from_tables())
    cells = estimate(one_model(price=(10.0, 20.0)), parameters, draws=400, seed=2).balances
    world = next(cell for cell in cells if cell.measure == "ENERGY_KWH" and cell.country is None)
    row = found(one_model(price=(10.0, 20.0)))["ENERGY_KWH", None]
    assert row.floor < world.total_mean < row.ceiling


def test_places_add_to_the_whole():
    rows = found(build.three_models())
    for end in ("floor", "best", "ceiling"):
        parts = sum(
            getattr(row, end)
            for (quantity, country), row in rows.items()
            if quantity == "ENERGY_KWH" and country
        )
        assert parts == pytest.approx(getattr(rows["ENERGY_KWH", None], end))


def test_electricity_value_uses_the_central_price():
    rows = found(one_model())
    assert rows["ELECTRICITY_VALUE_USD", None].ceiling == pytest.approx(
        rows["ENERGY_KWH", None].ceiling * 0.0813
    )


def test_week_without_tokens_has_no_frame():
    empty = build.inputs(
        [build.model("m", "CHN", build.host("us"))],
        [build.provider("us", "USA", "USA")],
        build.usage({"m": 0}),
    )
    row = found(empty)["ENERGY_KWH", None]
    assert (row.floor, row.best, row.ceiling) == (None, None, None)
    assert row.reason
