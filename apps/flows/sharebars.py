"""The denominator switch as it is read: the stored parts of a week's bars."""

from datetime import date
from typing import Any

from apps.flows.releases import ReleaseRow
from apps.flows.runs import analysis

# The analysis that stores the bars of a run.
NAME = "denominators"


def shares(
    release: ReleaseRow,
    week: date,
    *,
    denominator: str | None = None,
    measure: str = "TOKENS",
    basis: str = "LAB",
) -> list[dict[str, Any]]:
    """Return the stored parts of one week's bars, of one denominator or (None) of all; one with no bar has a reason.

    Rows of one `publication` and `denominator` add to 1 with place UNK; rows of others are never added to them.
    """
    asked = {"measure": measure, "basis": basis} | ({"denominator": denominator} if denominator else {})
    rows = analysis(release, NAME, week)
    return [row for row in rows if all(row[name] == value for name, value in asked.items())]


def shares_by_week(
    release: ReleaseRow, *, measure: str = "TOKENS", basis: str = "COMPUTE", denominator: str = "PLATFORM"
) -> list[dict[str, Any]]:
    """Return the shares of every week that has them, after the publication its estimate took, oldest first."""
    asked = {"measure": measure, "basis": basis, "denominator": denominator, "is_chosen": True}
    rows = [
        row
        for row in analysis(release, NAME)
        if row["central"] is not None and all(row[name] == value for name, value in asked.items())
    ]
    return sorted(rows, key=lambda row: (row["period_start"], row["place"]))
