"""Scope WORLD is the observed platform over its drawn share; its energy is held against data centres."""

import numpy as np
import pytest

from apps.estimator.distributions import Draws
from apps.estimator.measures import MEASURES
from apps.estimator.parameters import MissingParameter
from apps.estimator.scopes import (
    OVER_CEILING,
    SPEND_SHARE,
    TOKEN_SHARE,
    WORLD,
    WrongShare,
    ceiling_check,
    ceiling_checks,
    ceiling_flags,
    weeks_per_year,
    world_divisor,
)
from tests.estimator.build import SEED, parameter, parameters

K = 1001


def drawn(**changes) -> Draws:
    """Return draws of the method's parameters with ceilings of 2 TWh in CHN and 1 TWh in EUROPE."""
    rows = [
        parameter("datacentre_electricity_twh", scope, low=value, central=value, high=value)
        for scope, value in (("CHN", 2.0), ("EUROPE", 1.0))
    ]
    return Draws(parameters(**changes).replaced(rows), draws=K, seed=SEED)


def test_spending_is_scaled_by_the_share_of_spending_and_the_interval_turns_round():
    # G09: 1e6 USD over 3 %, 2 %, 1 % = 33.3, 50 and 100 million USD.
    world = 1e6 / world_divisor("SERVICE_VALUE_USD", drawn())
    assert np.quantile(world, [0.05, 0.5, 0.95]) == pytest.approx([1e8 / 3, 5e7, 1e8], rel=2e-3)
    assert np.median(world) == pytest.approx(5e7, rel=1e-9)


def test_a_share_of_spending_never_scales_tokens():
    # G09: tokens_scaled is null: refused by name, not returned.
    with pytest.raises(WrongShare, match="TOKENS cannot be scaled by openrouter_spend_share_world"):
        world_divisor("TOKENS", drawn(), key=SPEND_SHARE)
    with pytest.raises(WrongShare, match="use openrouter_spend_share_world"):
        world_divisor("SERVICE_VALUE_USD", drawn(), key=TOKEN_SHARE)
    with pytest.raises(WrongShare, match="'value_multiple' is no measure that scales"):
        world_divisor("value_multiple", drawn())


def test_every_other_measure_follows_the_share_of_tokens_draw_by_draw():
    draws = drawn()
    one = world_divisor("TOKENS", draws)
    for name in set(MEASURES) - {"SERVICE_VALUE_USD"}:
        assert (world_divisor(name, draws) == one).all()
    assert np.quantile(1 / one, [0.05, 0.5, 0.95]) == pytest.approx([50, 1 / 0.006, 400], rel=5e-3)


def test_a_year_has_52_and_a_fifth_weeks():
    # 8,766 h / (24 x 7) = 52.17857
    assert weeks_per_year(drawn()) == pytest.approx(52.1785714, rel=1e-8)


def test_a_ceiling_check_tells_the_share_of_draws_over_it():
    # 2 TWh a year are 2e9 / 52.1786 = 38.33 GWh a week: 30 and 20 GWh lie below, 40 GWh of every fourth draw above.
    week = np.where(np.arange(K) % 4 == 0, 40e6, np.where(np.arange(K) % 2 == 0, 30e6, 20e6))
    check = ceiling_check("CHN", week, drawn())
    assert check.ceiling_kwh == 2e9
    assert check.over_share == pytest.approx(251 / 1001)
    assert check.central == pytest.approx(30e6 * 8766 / 168)
    assert check.is_over
    assert not ceiling_check("CHN", np.full(K, 38.3e6), drawn()).is_over
    assert ceiling_check("CHN", np.full(K, 38.4e6), drawn()).over_share == 1


def test_the_unknown_counts_for_the_world_alone():
    # CHN has its own ceiling, DEU and FRA share EUROPE's, UNK and ATA belong to no group.
    week = {"CHN": 1e6, "DEU": 2e6, "FRA": 3e6, "UNK": 4e6, "ATA": 5e6}
    rows = {country: np.full(K, kwh) for country, kwh in week.items()}
    checks = {row.group: row for row in ceiling_checks(rows, {"DEU": "EUROPE", "FRA": "EUROPE"}, drawn())}
    assert set(checks) == {WORLD, "CHN", "EUROPE"}
    per_week = {group: row.central / weeks_per_year(drawn()) for group, row in checks.items()}
    assert per_week == pytest.approx({WORLD: 15e6, "CHN": 1e6, "EUROPE": 5e6})


def test_a_group_without_a_ceiling_of_its_own_is_an_error_with_an_address():
    with pytest.raises(MissingParameter, match=r"'ATLANTIS'.*parameters\.csv"):
        ceiling_check("ATLANTIS", np.ones(K), drawn())


def test_a_row_over_its_ceiling_carries_the_flag():
    draws = drawn()
    assert ceiling_flags("CHN", np.full(K, 39e6), draws) == (OVER_CEILING,)
    # Without a ceiling of its own a row is held against the world's 415 TWh: 7.953 TWh a week.
    assert ceiling_flags("DEU", np.full(K, 39e6), draws) == ()
    assert ceiling_flags("DEU", np.full(K, 7.96e9), draws) == (OVER_CEILING,)
    assert ceiling_flags(None, np.full(K, 7.95e9), draws) == ()
