"""Before and after an event in words: exactly what the comparison says, and never more."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from apps.estimator.periods import monday_of
from apps.flows import before_after
from apps.observations import queries as observations
from apps.reference import queries as reference
from apps.web import sentences
from apps.web.event_words import dated
from apps.web.numbers import measured, percent

STATUS_WITHOUT_NUMBERS = "insufficient_data"
CANDIDATE = "CANDIDATE"


def panel(*, slug: str, state: str, as_of: datetime | None, now: datetime) -> dict[str, Any]:
    """Return the panel of an event: its title, the group, one row per dated week, the notices.

    Events are compared all at once, as their p values are adjusted together; the answer holds until something
    is recorded.
    """
    parts = ("OBSERVATIONS", "EVENTS", "RUNS")
    changed = (observations.last_change(parts=parts), reference.reference_sha256(), monday_of(now.date()))
    said = _Said(now, as_of, state == CANDIDATE, changed)
    found = said.of_all()
    rows = [row for row in found.rows if row["event"] == slug]
    return {
        "title": found.title,
        "group": sentences.said(found.group_name),
        "rows": [_row(row) for row in rows],
        "notices": [sentences.said(one) for one in found.notices] if state == CANDIDATE else [],
    }


class _Said:
    """A question about all events; equal to another one that nothing recorded since has changed."""

    def __init__(self, now: datetime, as_of: datetime | None, candidates: bool, changed: Any) -> None:
        self.now, self.as_of, self.candidates = now, as_of, candidates
        self._same = (as_of, candidates, changed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Said) and self._same == other._same

    def __hash__(self) -> int:
        return hash(self._same)

    def of_all(self) -> before_after.BeforeAfter:
        """Return what is said of every event."""
        return _of_all(self)


@lru_cache(maxsize=8)
def _of_all(said: _Said) -> before_after.BeforeAfter:
    return before_after.before_after(as_of=said.as_of, now=said.now, candidates=said.candidates)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """Return one finding; without enough data it has a reason and no number."""
    told = {
        "words": sentences.said(row["words"]),
        "name": sentences.said(row["event_name"]),
        "day": dated(date.fromisoformat(row["day"]), "DAY"),
        "status": row["status"],
        "reason": sentences.said(row["reason"]),
        "overlaps": [sentences.said(one) for one in row["overlaps"]],
        "weeks": "",
        "figures": [],
    }
    if row["status"] == STATUS_WITHOUT_NUMBERS:
        return told
    weeks = {"before": row["weeks_before"], "after": row["weeks_after"]}
    return told | {
        "weeks": _("%(before)s weeks before, %(after)s weeks after") % weeks,
        "figures": [(name, text) for name, text in _figures(row) if text],
    }


def _figures(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the numbers of a finding in the order in which they are told."""
    tokens, shares = (row["before_tokens"], row["after_tokens"]), (row["before_share"], row["after_share"])
    return [
        (_("Tokens a week, before and after"), _pair(tokens, lambda value: measured(value, "token"))),
        (_("Share of the counted tokens"), _pair(shares, percent)),
        (_("Difference in log points"), _number(row["difference"])),
        (_("Rank among placebo dates and donors (p)"), _number(row["p_value"])),
        (_("p, adjusted for the whole list of events (q)"), _number(row["q_value"])),
        (_("Donors"), str(row["donors"] or "")),
        (_("Denominator"), str(row["denominator"] or "")),
    ]


def _pair(pair: tuple[Any, Any], told: Any) -> str:
    before, after = pair
    return "" if before is None or after is None else f"{told(before)} → {told(after)}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
