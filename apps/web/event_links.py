"""Confirmed events beside figures: those that touch a place or name somebody, and their marks on a time axis."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from apps.events.listed import CANDIDATE, EventQuery, event_page
from apps.web import event_parts, event_words
from apps.web.charts.axes import Mark
from apps.web.foreign import shown

NEAR, MARKS = 6, 200
# A rumour is no date on which anything changed; a month is no day on an axis.
UNMARKED, EXACT = ("RUMOUR",), "DAY"


@dataclass(frozen=True, slots=True)
class Near:
    """The confirmed events of a page's subject, how many there are, how many candidates wait, where all stand."""

    lines: list[dict[str, Any]]
    total: int
    waiting: int
    url: str
    candidates_url: str


def near(*, names: dict[str, str], as_of: datetime, places: Collection[str] = (), about: str = "") -> Near:
    """Return the latest events whose jurisdiction or target is one of these places, or whose words name somebody."""
    found = event_page(asked=EventQuery(places=places, about=about), as_of=as_of, length=NEAR)
    base = reverse("events")
    query = {"country": next(iter(places))} if len(places) == 1 else {}
    return Near(
        [event_parts.line(row, names) for row in found.rows],
        found.total,
        found.waiting,
        f"{base}?{urlencode(query)}" if query else base,
        f"{base}?{urlencode({**query, 'state': CANDIDATE})}",
    )


def marks(*, as_of: datetime, start: date | None = None, end: date | None = None) -> list[Mark]:
    """Return one mark per exact day of each confirmed event in a span."""
    found = event_page(asked=EventQuery(start=start, end=end), as_of=as_of, length=MARKS)
    told: dict[tuple[str, date], Mark] = {}
    for row in found.rows:
        for step in row["stages"]:
            if step["date_precision"] == EXACT and step["stage"] not in UNMARKED:
                told.setdefault((row["slug"], step["date"]), _mark(row, step))
    return list(told.values())


def _mark(row: dict[str, Any], step: dict[str, Any]) -> Mark:
    """Return one dated stage of an event as a mark that leads to its page."""
    stage = event_words.STAGE_NAMES.get(step["stage"], step["stage"])
    words = f"{shown(row['title'], most=event_parts.GIST)}: {stage}, {event_words.dated(step['date'], EXACT)}"
    return Mark(step["date"], row["kind"], words, event_parts.event_url(row["slug"], row["state"]))
