"""The public proof that nothing is lost: stored rows against what went in, and the bases against each other."""

from collections import defaultdict
from datetime import date
from typing import Any

from apps.estimator.measures import MEASURES
from apps.flows import queries
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row

NAME = "conservation"
GRADE = "A"
WHY_EMPTY = "the run stores no rows of this week"


def rows(given: Given) -> list[dict[str, Any]]:
    """Return per week and measure the largest relative difference between any two sums of means that must agree."""
    sums: dict[tuple[date, str], list[float]] = defaultdict(list)
    for stored in queries.run_sums(given.run_id):
        sums[stored["period_start"], stored["measure"]] += [stored["cells_mean"], stored["total_mean"]]
    return [
        _row(week, measure, sums.get((week, measure), [])) for week in given.weeks for measure in MEASURES
    ]


def _row(week: date, measure: str, totals: list[float]) -> dict[str, Any]:
    """Return the check of one week and measure; a share, 0 where all sums agree."""
    error = (max(totals) - min(totals)) / max(totals) if totals and max(totals) > 0 else 0.0
    return row(
        f"CONSERVATION:{measure}",
        "share",
        (error, error, error) if totals else None,
        reason="" if totals else WHY_EMPTY,
        grade=GRADE,
        definition="conservation",
        week=week,
        sums=totals,
        total_unit=MEASURES[measure].unit,
    )
