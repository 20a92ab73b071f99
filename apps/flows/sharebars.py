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
