"""How far coders agree beyond chance: Krippendorff's alpha by field, with its interval.

The statistic is NLTK's; here stand the levels of measurement, when a number is told, and the bootstrap.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, interval_distance, masi_distance

from apps.events.coding import FIELDS
from apps.events.models import Coding
from apps.events.words import CONFIDENCES, SEVERITIES

# Values of one thing, one per coder; None is missing.
Unit = Sequence[Hashable]
Distance = Callable[[Any, Any], float]

NOMINAL, ORDINAL, INTERVAL, SETS = "NOMINAL", "ORDINAL", "INTERVAL", "SETS"
LEVEL_OF = {
    "kind": NOMINAL, "severity": ORDINAL, "direction": NOMINAL, "confidence": ORDINAL, "stage": NOMINAL,
    "date": INTERVAL, "precision": NOMINAL, "countries": SETS,
}  # fmt: skip
# Below the first no number is told, below the second none of its range.
LEAST, LEAST_FOR_RANGE = 10, 20
RESAMPLES, SEED = 1_000, 20_261_122
# The site's ranges are from the 5th to the 95th percentile.
ENDS = (5, 95)
TOLD, TOO_FEW, NO_VARIATION = "TOLD", "TOO_FEW", "NO_VARIATION"


@dataclass(frozen=True, slots=True)
class Figure:
    """Agreement on one field: n units that two people coded; alpha, its range and equal pairs are shares of 1.

    Null where too few were coded, or where all coders used one value, so that chance cannot be told from agreement.
    """

    field: str
    level: str
    n: int
    status: str
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    equal_share: float | None = None


def figures(pairs: Sequence[Sequence[Coding]]) -> list[dict[str, Any]]:
    """Return the figure of every field, as plain values, from the codings of complete tasks."""
    return [
        asdict(figure(name, [[_value(coding, name) for coding in codings] for codings in pairs]))
        for name in FIELDS
    ]


def _value(coding: Coding, field: str) -> Hashable:
    """Return what was coded, as its level of measurement needs it; None where no stage was seen to be dated."""
    if field == "severity":
        return SEVERITIES.index(coding.severity)
    if field == "confidence":
        return CONFIDENCES.index(coding.confidence)
    if field == "date":
        return coding.stage_date.toordinal() if coding.stage_date else None
    if field == "precision":
        return coding.date_precision or None
    if field == "countries":
        return frozenset(coding.countries)
    found: str = getattr(coding, field)
    return found


def figure(field: str, units: Sequence[Unit]) -> Figure:
    """Return the figure of one field."""
    level = LEVEL_OF[field]
    whole = [found for found in map(_there, units) if len(found) > 1]
    if len(whole) < LEAST:
        return Figure(field, level, len(whole), TOO_FEW)
    equal = sum(len(set(unit)) == 1 for unit in whole) / len(whole)
    found = alpha(whole, level)
    if found is None:
        return Figure(field, level, len(whole), NO_VARIATION, equal_share=equal)
    low, high = spread(whole, level) if len(whole) >= LEAST_FOR_RANGE else (None, None)
    return Figure(field, level, len(whole), TOLD, found, low, high, equal)


def _there(unit: Unit) -> list[Hashable]:
    """Return the values of a unit that are not missing."""
    return [value for value in unit if value is not None]


def alpha(units: Sequence[Unit], level: str) -> float | None:
    """Return Krippendorff's alpha; None where all values are equal, or nothing can be paired."""
    whole = [found for found in map(_there, units) if len(found) > 1]
    values = Counter(value for unit in whole for value in unit)
    if len(values) < 2:
        return None
    data = [(coder, place, value) for place, unit in enumerate(whole) for coder, value in enumerate(unit)]
    return float(AnnotationTask(data, distance=_distance(level, values)).alpha())


def _distance(level: str, values: Counter[Hashable]) -> Distance:
    """Return the difference of two values at a level of measurement, squared where it is a distance."""
    if level == ORDINAL:
        return _ordinal(values)
    return {NOMINAL: binary_distance, INTERVAL: interval_distance, SETS: _sets}[level]


def _sets(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the MASI distance (Passonneau 2006); two empty sets are equal."""
    return 0.0 if first == second else float(masi_distance(first, second))


def _ordinal(values: Counter[Any]) -> Distance:
    """Return Krippendorff's ordinal difference: values of both ranks and all between, each end by half, squared."""

    def between(first: Any, second: Any) -> float:
        low, high = sorted((first, second))
        inside = sum(count for rank, count in values.items() if low <= rank <= high)
        return 0.0 if low == high else float((inside - (values[low] + values[high]) / 2) ** 2)

    return between


def spread(units: Sequence[Unit], level: str) -> tuple[float | None, float | None]:
    """Return the 5th and 95th percentile of alpha over resampled units; None where most have no variation."""
    random = np.random.default_rng(SEED)
    places = random.integers(0, len(units), size=(RESAMPLES, len(units)))
    found = [alpha([units[place] for place in row], level) for row in places.tolist()]
    known = [value for value in found if value is not None]
    if len(known) < RESAMPLES / 2:
        return None, None
    low, high = np.percentile(known, ENDS).tolist()
    return low, high
