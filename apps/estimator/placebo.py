"""Comparison with donors: placebo ranks, leave-one-out ranges, synthetic controls, and many tests at once.

Every series is treated alike: the difference of each, affected or donor, is taken less the median of all the
others. So where nothing happened the affected series is any one of J + 1, and its rank is exactly uniform.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.units import CONTROL_STEPS, CONTROL_TOLERANCE


class NoDonors(ValueError):
    """A comparison was asked for without any series to compare with."""


class Ranked(NamedTuple):
    """A difference less the donors' median, its placebo rank, and its range when any one donor is left out."""

    difference: float
    p_value: float
    lowest: float
    highest: float


def less_others(changes: Float64s) -> Float64s:
    """Return each change less the median of all the other changes, in their unit."""
    less: Float64s = changes - np.median(_without_each(changes), axis=1)
    return less


def _without_each(values: Float64s) -> Float64s:
    """Return (n, n - 1): in each row all values but that row's own."""
    rows = len(values)
    return np.broadcast_to(values, (rows, rows))[~np.eye(rows, dtype=bool)].reshape(rows, rows - 1)


def ranked(changes: Float64s) -> Ranked:
    """Return the rank of the first of J + 1 changes among all: p = (1 + #{|placebo| >= |first|}) / (J + 1).

    Changes are in log points. With one donor the range without it is the change itself. Raises NoDonors.
    """
    donors = changes[1:]
    if not len(donors):
        raise NoDonors("a placebo rank needs at least one donor series; none has all the weeks of this event")
    against = np.abs(less_others(changes))
    p_value = float(np.count_nonzero(against >= against[0]) / len(changes))
    left = changes[:1] - (np.median(_without_each(donors), axis=1) if len(donors) > 1 else 0.0)
    return Ranked(float(changes[0] - np.median(donors)), p_value, float(left.min()), float(left.max()))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return the adjusted p value of each test: at most a share q of those with q or less is expected false."""
    count = len(p_values)
    order = sorted(range(count), key=lambda row: p_values[row], reverse=True)
    adjusted, least = [1.0] * count, 1.0
    for place, row in enumerate(order):
        least = min(least, p_values[row] * count / (count - place))
        adjusted[row] = least
    return adjusted


def on_simplex(weights: Float64s) -> Float64s:
    """Return the nearest weights that are not negative and add to one."""
    ordered = np.sort(weights)[::-1]
    excess = (np.cumsum(ordered) - 1) / np.arange(1, len(weights) + 1)
    threshold = excess[np.flatnonzero(ordered > excess)[-1]]
    nearest: Float64s = np.maximum(weights - threshold, 0)
    return nearest


def control_weights(target: Float64s, donors: Float64s) -> Float64s:
    """Return (J,) weights, none negative, adding to one, whose mix of donors (J, T) is nearest the target (T,).

    Least squares by projected gradient with momentum; equal donors share their weight.
    """
    gram, pull = donors @ donors.T, donors @ target
    rate = float(np.linalg.eigvalsh(gram)[-1]) or 1.0
    weights = ahead = np.full(len(donors), 1 / len(donors))
    pace = 1.0
    for _ in range(CONTROL_STEPS):
        moved = on_simplex(ahead - (gram @ ahead - pull) / rate)
        faster = (1 + np.sqrt(1 + (2 * pace) ** 2)) / 2
        ahead = moved + (pace - 1) / faster * (moved - weights)
        step = float(np.abs(moved - weights).max())
        weights, pace = moved, faster
        if step < CONTROL_TOLERANCE:
            break
    return weights


class Control(NamedTuple):
    """What a synthetic control says: mean gap after, root mean square gap before, and the donors' weights."""

    difference: float
    pre_fit_error: float
    weights: Float64s


def synthetic_control(before: Float64s, after: Float64s) -> Control:
    """Return the gap of the first series to its synthetic twin; (J + 1, T) log shares before and after."""
    weights = control_weights(before[0], before[1:])
    misfit, gap = before[0] - weights @ before[1:], after[0] - weights @ after[1:]
    return Control(float(gap.mean()), float(np.sqrt((misfit * misfit).mean())), weights)
