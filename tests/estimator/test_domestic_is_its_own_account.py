"""A nation's own tokens stand beside what is observed, never inside it."""

from datetime import date

import numpy as np
import pytest

from apps.estimator.domestic import (
    DailyFigure,
    NoAccount,
    energy_kwh,
    growth,
    in_force,
    ratio,
    tokens_per_week,
)
from apps.estimator.units import joules_per_token, kwh_per_mtok

FIGURES = [
    DailyFigure("b", date(2025, 12, 31), 100e12, "B"),
    DailyFigure("c", date(2026, 3, 1), 140e12, "B", is_lower_bound=True),
    DailyFigure("a", date(2024, 1, 1), 100e9, "B"),
]


def test_a_week_on_the_platform_is_half_a_percent_of_the_nation():
    # G10: 140e12 x 7 = 980e12; 5.3 / 980 = 0.540816 %; what is exported stays 5.3e12.
    week = tokens_per_week(140e12)
    assert week == 980e12
    assert ratio(5.3e12, week) == pytest.approx(0.00540816, rel=1e-5)


def test_the_agency_s_growth_is_reproduced():
    # G11: 140 / 100 - 1 = 40 %; 140e12 / 100e9 = 1,400 times.
    assert growth(100e12, 140e12) == pytest.approx(0.4)
    assert growth(100e9, 140e12) + 1 == pytest.approx(1400)


def test_the_last_figure_before_the_end_is_in_force_and_nothing_between():
    assert in_force(FIGURES, date(2026, 2, 23)).figure_id == "b"
    assert in_force(FIGURES, date(2026, 3, 2)).figure_id == "c"
    assert in_force(FIGURES, date(2026, 3, 1)).figure_id == "b"
    with pytest.raises(NoAccount, match="before 2024-01-01"):
        in_force(FIGURES, date(2024, 1, 1))


def test_a_brokerage_s_figure_is_three_joules_per_token():
    # G16: 87.5e9 kWh / 1e17 tokens = 0.875 kWh per million = 3.15 J per token; 980e12 tokens are 857.5 GWh.
    per_token = 87.5e9 / 1e17
    assert joules_per_token(87.5e9, 1e17) == pytest.approx(3.15)
    assert kwh_per_mtok(3.15) == pytest.approx(0.875)
    assert energy_kwh(980e12, np.array([per_token])).tolist() == pytest.approx([857.5e6])


def test_nothing_has_no_ratio_and_no_growth():
    with pytest.raises(NoAccount):
        ratio(1.0, 0.0)
    with pytest.raises(NoAccount):
        growth(0.0, 1.0)
