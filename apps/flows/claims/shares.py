"""Shares of lab countries by the denominator switch, as inputs of claims."""

from datetime import date, datetime
from typing import Any

from apps.flows.claims.found import Found, Missing, cite, measured
from apps.flows.denominators import CountedBar, counted_bars


class Shares:
    """Finds DENOMINATOR/LAB@WEEK/PUBLICATION: a lab country's part of what a publication counted in a week."""

    def __init__(self, *, as_of: datetime) -> None:
        self._as_of = as_of
        self._bars: dict[date, list[CountedBar]] = {}

    def find(self, name: str) -> Found:
        """Return the share; raise Missing where the publication does not hold that denominator."""
        what, _, where = name.partition("@")
        wanted, _, lab = what.partition("/")
        week_text, _, publication = where.partition("/")
        for one in self._counted(date.fromisoformat(week_text)):
            if (one.publication, one.denominator) == (publication, wanted) and one.bar is not None:
                share = one.bar.shares.get(lab, 0.0)
                about: dict[str, Any] = {
                    "grade": one.evidence_grade,
                    "figures": list(one.figure_ids),
                    "window": one.window_start,
                }
                citation = cite(f"Publication {publication}", "", **about)
                return Found(measured(share, share, share), "1", f"share/{name}", citation)
        raise Missing(name)

    def _counted(self, week: date) -> list[CountedBar]:
        """Return the bars of a week, read once."""
        if week not in self._bars:
            self._bars[week] = list(counted_bars([week], as_of=self._as_of))
        return self._bars[week]
