"""Confirmed events over the slider of weeks: pins at their weeks, and the events that belong to the week shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from apps.estimator.periods import monday_of, next_week
from apps.web.charts.axes import GLYPHS, Mark

# Pins nearer than this share of the track, in percent, stand as one: for a wide and for a narrow track.
NEAR = {"wide": 2.8, "narrow": 8.0}
PLAIN = "●"


@dataclass(frozen=True, slots=True)
class Pin:
    """One pin: where on the track (percent), its sign or how many it stands for, its words, where it leads."""

    x: float
    sign: str
    words: str
    url: str


def pins(marks: Sequence[Mark], weeks: Sequence[date], *, size: str = "wide") -> list[Pin]:
    """Return the pins of the events that fall into the calendar of the slider."""
    place = {week: 100 * index / max(1, len(weeks) - 1) for index, week in enumerate(weeks)}
    groups: list[list[Mark]] = []
    for mark in ordered(marks, weeks):
        if groups and place[monday_of(mark.day)] - place[monday_of(groups[-1][0].day)] < NEAR[size]:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return [_pin(group, place) for group in groups]


def ordered(marks: Sequence[Mark], weeks: Sequence[date]) -> list[Mark]:
    """Return the events inside the calendar, the earliest first."""
    known = set(weeks)
    inside = [mark for mark in marks if monday_of(mark.day) in known]
    return sorted(inside, key=lambda mark: (mark.day, mark.title))


def _pin(group: Sequence[Mark], place: dict[date, float]) -> Pin:
    """Return one pin; the dates of one event lead to its page, several events to their list."""
    first, last = group[0], group[-1]
    x = sum(place[monday_of(mark.day)] for mark in group) / len(group)
    told, events = "; ".join(mark.title for mark in group), len({mark.url for mark in group})
    if events == 1:
        return Pin(x, GLYPHS.get(first.kind, PLAIN), told, first.url)
    number = ngettext("%(n)s event", "%(n)s events", events) % {"n": events}
    query = urlencode({"from": first.day.isoformat(), "to": last.day.isoformat()})
    return Pin(x, str(events), f"{number}: {told}", f"{reverse('events')}?{query}")


def around(
    marks: Sequence[Mark], week: date | None, estimated: Sequence[date], weeks: Sequence[date]
) -> list[Mark]:
    """Return the events from the week shown until the next week with an estimate; before the first, its own too."""
    if week is None or not estimated:
        return []
    after = min((one for one in estimated if one > week), default=next_week(max(weeks)))
    start = weeks[0] if week == min(estimated) else week
    return [mark for mark in ordered(marks, weeks) if start <= monday_of(mark.day) < after]


def stops(marks: Sequence[Mark], weeks: Sequence[date]) -> list[dict[str, Any]]:
    """Return what the keys `[` and `]` step through: the week of each event with its words."""
    return [{"week": monday_of(mark.day).isoformat(), "words": mark.title} for mark in ordered(marks, weeks)]
