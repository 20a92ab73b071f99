"""The state of each source: what it gave, when, and what is wrong with it in plain words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.collectors import queries
from apps.flows import queries as flows
from apps.web.known_tools import lasting_tools

NOT_ASKED = gettext_lazy("Not asked yet. Nothing from this source is shown.")
SWITCHED_OFF = gettext_lazy(
    "Not asked yet: collection is switched off here (TOKENTRADE_COLLECT). Nothing from this source is shown."
)
SECONDS_PER_DAY = 86400
SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True)
class State:
    """A source's state in one sentence, and whether it is in trouble."""

    sentence: str
    is_troubled: bool


def sources(request: HttpRequest) -> HttpResponse:
    """Show the health of each source."""
    now = timezone.now()
    rows = [
        (row, state(row, now), cadence(row.cadence_seconds), lag(row))
        for row in queries.source_health(now=now)
    ]
    troubled = [row for row, found, *_rest in rows if found.is_troubled]
    links = [(kind.upper(), f"/api/v1/sources.{kind}") for kind in ("json", "csv")]
    shown = lasting_tools(request, now=now, title=_("Sources"), path=reverse("sources"), downloads=links)
    context = {"rows": rows, "troubled": len(troubled), "release": flows.release(now=now), "tools": shown}
    return render(request, "web/sources.html", context)


def state(row: Any, now: datetime) -> State:
    """Return the one sentence a reader needs about a source."""
    when = {"ago": ago(row.last_success_at, now), "problem": row.last_problem}
    if row.last_run_state == "NEVER":
        return State(str(NOT_ASKED if settings.COLLECT else SWITCHED_OFF), False)
    if row.last_success_at is None:
        return State(_("Never read successfully. %(problem)s") % when, True)
    if row.last_run_state in ("FAILED", "UNAVAILABLE"):
        return State(_("Could not be read last time; the figures of %(ago)s stand. %(problem)s") % when, True)
    if row.held:
        held = ngettext("%(n)s reading is held for review", "%(n)s readings are held for review", row.held)
        held %= {"n": row.held}
        return State(f"{held}. " + _("Last read well %(ago)s.") % when, True)
    if row.is_stale:
        return State(_("Late: last read well %(ago)s, which is more than twice its cadence.") % when, True)
    return State(_("In order: last read well %(ago)s.") % when, False)


def lag(row: Any) -> str:
    """Return how old the last good look is beside how often a source is asked, empty before the first."""
    if row.lag_seconds is None or not row.cadence_seconds:
        return ""
    turns = row.lag_seconds / row.cadence_seconds
    return _("%(turns).1f of its cadence") % {"turns": turns}


def ago(moment: datetime | None, now: datetime) -> str:
    """Return a span of time in words."""
    if moment is None:
        return _("never")
    seconds = max(0, (now - moment).total_seconds())
    if seconds < SECONDS_PER_HOUR:
        return _("within the last hour")
    if seconds < 2 * SECONDS_PER_DAY:
        hours = round(seconds / SECONDS_PER_HOUR)
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    days = round(seconds / SECONDS_PER_DAY)
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


def cadence(seconds: int | None) -> str:
    """Return how often a source is asked."""
    if not seconds:
        return _("with each release of the software")
    if seconds < SECONDS_PER_DAY:
        hours = max(1, round(seconds / SECONDS_PER_HOUR))
        return ngettext("every hour", "every %(n)s hours", hours) % {"n": hours}
    days = round(seconds / SECONDS_PER_DAY)
    return ngettext("every day", "every %(n)s days", days) % {"n": days}
