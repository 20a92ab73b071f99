"""Switching between models from one week to the next: the net change, and what bounds of it shares can prove."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.periods import DAYS_PER_WEEK, next_week
from apps.estimator.shares import worst
from apps.estimator.switching import MAX_STAY_LABEL, max_stay_matrix, minimum_switching, pair_bounds
from apps.flows import panels
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.flows.inputs.candidates import Candidate
from apps.flows.units import PAIRS_SHOWN
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow

NAME = "switching"
KEY = "MINIMUM_SWITCHING"
UNIT = "share"

Models = Mapping[str, ModelFactsRow]


def rows(given: Given) -> list[dict[str, Any]]:
    """Return per week the least share of tokens that changed models since the week before (one denominator)."""
    counted = panels.counted_weeks(end=next_week(given.newest), as_of=given.as_of)
    models = reference.model_facts()
    return [_week(week, given, counted, models) for week in given.weeks]


def _week(week: date, given: Given, counted: Mapping[str, panels.Weeks], models: Models) -> dict[str, Any]:
    """Return the row of one week, or why there is none."""
    denominator = given.summary(week).get("denominator", "")
    weeks = counted.get(denominator, {})
    earlier = week - timedelta(days=DAYS_PER_WEEK)
    about: dict[str, Any] = {"definition": NAME, "week": week, "denominator": denominator}
    if week not in weeks or earlier not in weeks:
        lacking = week if week not in weeks else earlier
        reason = f"the week of {lacking} is not whole, or not counted as {denominator or 'any denominator'}"
        return row(KEY, UNIT, None, grade="D", reason=reason, **about)
    names, before, after = _shares(weeks[earlier], weeks[week], models)
    least = minimum_switching(before, after)
    grade = worst([one.evidence_grade for found in (weeks[earlier], weeks[week]) for one in found.rows])
    return row(
        KEY,
        UNIT,
        (least, least, least),
        grade=grade,
        inputs=[weeks[earlier].publication, weeks[week].publication],
        before=earlier.isoformat(),
        models=[
            {"model": name, "before": old, "after": new}
            for name, old, new in zip(names, before.tolist(), after.tolist(), strict=True)
        ],
        label=MAX_STAY_LABEL,
        pairs=_pairs(names, before, after),
        **about,
    )


def _shares(before: Candidate, after: Candidate, models: Models) -> tuple[list[str], Float64s, Float64s]:
    """Return names and shares of both weeks; what either week does not name is pooled by lab country.

    Pooling hides movement within the pool, so what is found stays the least.
    """
    both = {row.subject for row in before.rows} & {row.subject for row in after.rows}
    sums: list[dict[str, float]] = []
    for one in (before, after):
        found: dict[str, float] = defaultdict(float)
        for item in one.rows:
            known = models[item.subject]
            is_named = item.subject in both and not known.is_group
            found[item.subject if is_named else f"rest of {known.lab_country}"] += item.tokens
        sums.append(found)
    names = sorted({*sums[0], *sums[1]})
    shares = [np.array([found.get(name, 0.0) for name in names]) for found in sums]
    return names, *(values / values.sum() for values in shares)


def _pairs(names: list[str], before: Float64s, after: Float64s) -> list[dict[str, Any]]:
    """Return the largest pairs of the least movement, each with its bounds."""
    matrix, bounds = max_stay_matrix(before, after), pair_bounds(before, after)
    np.fill_diagonal(matrix, 0.0)
    largest = np.argsort(-matrix, axis=None, kind="stable")[:PAIRS_SHOWN]
    found = zip(*np.unravel_index(largest, matrix.shape), strict=True)
    return [
        {
            "from": names[start],
            "to": names[end],
            "moved": float(matrix[start, end]),
            "at_least": float(bounds.lower[start, end]),
            "at_most": float(bounds.upper[start, end]),
        }
        for start, end in found
        if matrix[start, end] > 0
    ]
