"""The value multiple as stored: with each run by its own energy model, in its analysis by the others."""

from datetime import date
from typing import Any

from apps.estimator.structure import ENERGY_MODELS
from apps.flows import queries
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import comparisons

METHODS = tuple(ENERGY_MODELS)
OWN = METHODS[0]
RATIO, CURVE, LISTED, DIMENSION = "value_multiple", "curve", "MULTIPLE:", "ENERGY_MODEL"
GRADE = "D"


def rows(release: ReleaseRow, question: Question) -> list[dict[str, Any]]:
    """Return the multiples of the weeks asked for, by place and method; null ones say why."""
    weeks = {item.week.isoformat(): item.run for item in release.asked(question)}
    found = [_row(row, OWN, weeks) for week in weeks for row in _ratios(release, week)]
    for row in queries.analysis(release, CURVE):
        is_other = (
            row.get("dimension") == DIMENSION and row.get("choice") != OWN and row["key"].startswith(LISTED)
        )
        if is_other and row["period_start"] in weeks:
            found.append(_row(row, row["choice"], weeks))
    return found


def _ratios(release: ReleaseRow, week: str) -> list[dict[str, Any]]:
    """Return the multiples that the run of a week took within its draws."""
    return [row for row in queries.ratios(release, week=date.fromisoformat(week)) if row["name"] == RATIO]


def _row(row: dict[str, Any], method: str, weeks: dict[str, str]) -> dict[str, Any]:
    """Return a multiple as a plain row."""
    return {
        **{name: row[name] for name in ("low", "central", "high", "reason")},
        "period_start": date.fromisoformat(row["period_start"]),
        "compute": row["country"],
        "method": method,
        "electricity_share": 1 / row["central"] if row["central"] else None,
        "evidence_grade": row.get("evidence_grade", GRADE),
        "run": weeks[row["period_start"]],
    }


def published_points() -> list[dict[str, Any]]:
    """Return what others have published: multiples of yuan per kWh, and shares of electricity."""
    return [
        {
            "point": point.point_id, "kind": point.kind, "base": point.base, "date": point.valid_from,
            "value": point.share or (point.tokens_cny_per_kwh or 0) / (point.electricity_cny_per_kwh or 1),
            "evidence_grade": point.grade, "source_title": point.source_title, "source_url": point.source_url,
            "note": point.note,
        }
        for point in comparisons.value_points()
    ]  # fmt: skip
