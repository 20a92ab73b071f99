"""What moved from one week to the next: activity, mix and intensity, by the logarithmic mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.decompositions import lmdi, total
from apps.estimator.measures import MEASURES
from apps.flows.analyses.drawn import DrawnWeek, drawn_weeks
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import exactly, row

NAME = "changes"
DEFINITION = "decompositions"
GRADE = "D"
# Value by where labs are, energy by where it is computed: measure and the basis whose mix moves it.
WATCHED = (("SERVICE_VALUE_USD", "LAB"), ("ENERGY_KWH", "COMPUTE"))
FACTORS = ("activity", "mix", "intensity")


@dataclass(frozen=True, slots=True)
class Means:
    """Mean tokens and mean of a measure by place in one week."""

    week: date
    counted_as: tuple[str, float]
    places: tuple[str, ...]
    tokens: Float64s
    values: Float64s

    def factors(self, places: tuple[str, ...]) -> Mapping[str, Float64s]:
        """Return all tokens, each place's share of them, and its measure per token."""
        at = [self.places.index(place) if place in self.places else None for place in places]
        tokens = np.array([0.0 if place is None else self.tokens[place] for place in at])
        values = np.array([0.0 if place is None else self.values[place] for place in at])
        whole = tokens.sum()
        return {
            "activity": np.full(len(places), whole),
            "mix": tokens / whole,
            "intensity": np.divide(values, tokens, out=np.zeros_like(values), where=tokens > 0),
        }


def rows(given: Given) -> list[dict[str, Any]]:
    """Return the effects between each week and the last one before it that was counted in the same way."""
    means: dict[tuple[str, str], list[Means]] = {name: [] for name in WATCHED}
    for week in drawn_weeks(given):
        for name in WATCHED:
            means[name] += _means(given, week, *name)
    found: list[dict[str, Any]] = []
    for (measure, basis), known in means.items():
        ordered = sorted(known, key=lambda one: one.week)
        for place, one in enumerate(ordered):
            earlier = [other for other in ordered[:place] if other.counted_as == one.counted_as]
            if earlier:
                found += _effects(earlier[-1], one, measure, basis)
    return found


def _means(given: Given, week: DrawnWeek, measure: str, basis: str) -> Iterator[Means]:
    """Yield the means of a week, if it has the measure."""
    measures = week.measures(basis)
    if measure in measures:
        told = given.summary(week.week)
        tokens, values = (measures[name].mean(axis=1, dtype=np.float64) for name in ("TOKENS", measure))
        counted_as = (told["denominator"], told["coverage"])
        yield Means(week.week, counted_as, week.countries(basis), tokens, values)


def _effects(before: Means, after: Means, measure: str, basis: str) -> Iterator[dict[str, Any]]:
    """Yield the change and its effects, which add to it."""
    places = tuple(sorted({*before.places, *after.places}))
    first, second = before.factors(places), after.factors(places)
    about: dict[str, Any] = {
        "grade": GRADE, "definition": DEFINITION, "week": after.week, "since": before.week.isoformat(),
        "basis": basis, "measure": measure, "counted_as": after.counted_as[0], "of_means": True,
    }  # fmt: skip
    change = float(total(second) - total(first))
    unit = MEASURES[measure].unit
    yield row(f"LMDI:{measure}:{basis}:change", unit, exactly(change), **about)
    effects = lmdi(first, second)
    for name in FACTORS:
        value = float(effects[name])
        yield row(f"LMDI:{measure}:{basis}:{name}", unit, exactly(value), **about)
