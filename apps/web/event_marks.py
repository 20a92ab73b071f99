"""How many confirmed events stand behind the marks of a page, and how many candidates wait for review."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.events.listed import EventQuery, event_page


def told(*, as_of: datetime) -> str:
    """Return one sentence on the events that stand behind the marks."""
    found = event_page(asked=EventQuery(), as_of=as_of, length=0)
    confirmed, waiting = found.total, found.waiting
    wait = ngettext("%(n)s candidate waits for review.", "%(n)s candidates wait for review.", waiting) % {
        "n": waiting
    }
    if not confirmed:
        return _("No confirmed events; %(wait)s") % {"wait": wait}
    there = ngettext("%(n)s confirmed event.", "%(n)s confirmed events.", confirmed) % {"n": confirmed}
    return f"{there} {wait}"
