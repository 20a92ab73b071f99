"""The regression gives size, country and time their own part, and refuses what cannot carry it."""

from datetime import date
from math import exp, log

import pytest

from apps.estimator.hedonic import COUNTRY, SIZE, TREND, PricePoint, hedonic
from apps.estimator.price_gap import NoFit

FIRST, LATER = date(2025, 1, 1), date(2026, 1, 1)


def points(days=(FIRST, LATER)):
    """Return prices of eight labs: 2 x size^0.5, half as much in CHN at first, a quarter a year later."""
    found = []
    for number in range(8):
        country, size = ("CHN", "USA")[number % 2], float(number + 1)
        for day in days:
            years = (day - FIRST).days / 365
            level = exp(log(0.5) * (1 + years)) if country == "CHN" else 1.0
            found.append(PricePoint(f"m{number}", f"lab{number}", country, size, day, 2 * size**0.5 * level))
    return found


def test_the_worked_world_is_found_again():
    # ln price = ln 2 + 0.5 ln size + ln 0.5 in CHN, and ln 0.5 more after a year.
    fit = hedonic(points(), country="CHN", days_per_year=365)
    assert fit.coefficients[SIZE] == pytest.approx(0.5)
    assert fit.coefficients[COUNTRY] == pytest.approx(log(0.5))
    assert fit.coefficients[TREND] == pytest.approx(log(0.5))
    assert fit.coefficients["level:2025-01-01"] == pytest.approx(log(2))
    assert (fit.observations, fit.clusters) == (16, 8)
    assert fit.r_squared == pytest.approx(1)


def test_one_day_has_no_trend():
    fit = hedonic(points((FIRST,)), country="CHN", days_per_year=365)
    assert set(fit.coefficients) == {"level:2025-01-01", SIZE, COUNTRY}
    assert fit.coefficients[COUNTRY] == pytest.approx(log(0.5))


def test_dearer_prices_move_the_level_alone():
    dearer = [
        PricePoint(p.model, p.lab, p.country, p.active_b, p.day, 3 * p.price_usd_per_mtok) for p in points()
    ]
    fit = hedonic(dearer, country="CHN", days_per_year=365)
    assert fit.coefficients["level:2026-01-01"] == pytest.approx(log(6))
    assert fit.coefficients[COUNTRY] == pytest.approx(log(0.5))


def test_what_cannot_carry_it_is_refused():
    with pytest.raises(NoFit, match="no model has both"):
        hedonic([], country="CHN", days_per_year=365)
    with pytest.raises(NoFit, match="above zero"):
        hedonic([PricePoint("m", "l", "CHN", 1.0, FIRST, 0.0)], country="CHN", days_per_year=365)
    with pytest.raises(NoFit, match="repeat each other"):
        hedonic([p for p in points() if p.country == "CHN"], country="CHN", days_per_year=365)
    with pytest.raises(NoFit, match="cannot carry"):
        hedonic(points()[:2], country="CHN", days_per_year=365)
