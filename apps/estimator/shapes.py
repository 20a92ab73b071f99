"""Shapes of uncertainty: functions that turn standard normal or uniform numbers into those of a cited range."""

from functools import cache
from statistics import NormalDist

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.units import Z95


class BadDistribution(ValueError):
    """A parameter's range does not fit its distribution."""


def two_piece_lognormal(z: Float64s, low: float, central: float, high: float, name: str = "") -> Float64s:
    """Return central exp(z s), with its own s below and above the median: exact at P5, P50 and P95."""
    if not 0 < low <= central <= high:
        raise BadDistribution(
            _fault(name, "two_piece_lognormal", "0 < low <= central <= high", (low, central, high))
        )
    below, above = np.log(central / low) / Z95, np.log(high / central) / Z95
    draws: Float64s = central * np.exp(z * np.where(z < 0, below, above))
    return draws


def two_piece_normal(z: Float64s, low: float, central: float, high: float, name: str = "") -> Float64s:
    """Return central + z s, with its own s below and above the median; may be zero or negative."""
    if not low <= central <= high:
        raise BadDistribution(
            _fault(name, "two_piece_normal", "low <= central <= high", (low, central, high))
        )
    draws: Float64s = central + z * np.where(z < 0, central - low, high - central) / Z95
    return draws


def uniform(u: Float64s, hard_min: float | None, hard_max: float | None, name: str = "") -> Float64s:
    """Return u in [0, 1) stretched over [hard_min, hard_max)."""
    if hard_min is None or hard_max is None or hard_min > hard_max:
        raise BadDistribution(_fault(name, "uniform", "hard_min <= hard_max", (hard_min, hard_max)))
    return hard_min + u * (hard_max - hard_min)


def _fault(name: str, distribution: str, needs: str, found: tuple[float | None, ...]) -> str:
    """Return the sentence of a range that does not fit."""
    return f"{name or 'range'}: {distribution} needs {needs}, found {found}; correct its cited row"


@cache
def middles(count: int) -> Float64s:
    """Return the middles of `count` equal parts of (0, 1)."""
    return (np.arange(count) + 0.5) / count


@cache
def normal_quantiles(count: int) -> Float64s:
    """Return the standard normal quantiles at the middles of `count` equal parts."""
    return np.array([NormalDist().inv_cdf(part) for part in middles(count).tolist()])
