"""Confirmed events on a time axis, and how many candidates wait for review; a candidate is never drawn."""

from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.events import queries
from apps.events.queries import EventRow
from apps.web.charts.axes import Mark

CONFIRMED, CANDIDATE = "CONFIRMED", "CANDIDATE"
DAY = "DAY"


def marks(*, as_of: datetime) -> list[Mark]:
    """Return a mark for the first exactly dated step of each event confirmed by a moment."""
    found = []
    for event in queries.events(state=CONFIRMED, as_of=as_of):
        days = [step.date for step in event.stages if step.date_precision == DAY]
        if days:
            found.append(Mark(min(days), event.kind, event.title, url_of(event)))
    return found


def url_of(event: EventRow) -> str:
    """Return the page of an event, else what is said of the weeks around it."""
    try:
        return reverse("event", args=[event.slug])
    except NoReverseMatch:
        return f"{reverse('before-after')}?event={event.slug}"


def told(*, as_of: datetime) -> str:
    """Return one sentence on the events that stand behind the marks."""
    confirmed = len(queries.events(state=CONFIRMED, as_of=as_of))
    waiting = len(queries.events(state=CANDIDATE, as_of=as_of))
    wait = ngettext("%(n)s candidate waits for review.", "%(n)s candidates wait for review.", waiting) % {
        "n": waiting
    }
    if not confirmed:
        return _("No confirmed events; %(wait)s") % {"wait": wait}
    there = ngettext("%(n)s confirmed event.", "%(n)s confirmed events.", confirmed) % {"n": confirmed}
    return f"{there} {wait}"
