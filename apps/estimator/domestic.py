"""DOMESTIC: a nation's own daily tokens as an account of its own; never a flow, never added to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.estimator.arrays import Float64s
from apps.estimator.periods import DAYS_PER_WEEK


class NoAccount(LookupError):
    """No figure of the nation's tokens is in force."""


@dataclass(frozen=True, slots=True)
class DailyFigure:
    """What an authority said of one day: tokens per day, from which day on, and the figure's id."""

    figure_id: str
    day: date
    tokens_per_day: float
    evidence_grade: str
    is_lower_bound: bool = False


def tokens_per_week(tokens_per_day: float | Float64s) -> float | Float64s:
    """Return tokens of a week of seven such days."""
    return tokens_per_day * DAYS_PER_WEEK


def in_force(figures: Sequence[DailyFigure], end: date) -> DailyFigure:
    """Return the last figure stated for a day before `end`, nothing interpolated; NoAccount before the first."""
    stated = sorted((figure for figure in figures if figure.day < end), key=lambda figure: figure.day)
    if not stated:
        raise NoAccount(f"no figure of domestic tokens before {end}; add it to published_figures.csv")
    return stated[-1]


def ratio(observed_tokens_week: float, domestic_tokens_week: float) -> float:
    """Return observed over domestic tokens of a week: a comparison, not a part of a whole."""
    if not domestic_tokens_week > 0:
        raise NoAccount("the domestic tokens are 0; a ratio to nothing has no value")
    return observed_tokens_week / domestic_tokens_week


def growth(before: float, after: float) -> float:
    """Return after / before - 1; raise NoAccount where there was nothing before."""
    if not before > 0:
        raise NoAccount("the earlier figure is 0; growth from nothing has no value")
    return after / before - 1


def energy_kwh(tokens: float | Float64s, kwh_per_token: Float64s) -> Float64s:
    """Return (K,) kWh of the account at the drawn intensity of models that the nation's labs make."""
    return tokens * kwh_per_token
