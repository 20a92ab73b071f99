"""Held readings: what a gate put aside, what it would change, and the decision."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.events import actions, faults
from apps.events.actions import UndecidableReview
from apps.events.held_readings import HeldReading, decided_readings, held_reading, held_readings
from apps.flows import actions as flows
from apps.flows.touched import touched
from apps.observations import queries as observations
from apps.observations.rows import ReadRow
from apps.web import words
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.numbers import digits
from apps.web.views.sources import ago

REFUSED, CONFLICT, FORBIDDEN = 422, 409, 403
# How far back an accepted number of the same series is looked for.
LOOK_BACK = timedelta(days=400)
ROWS_SHOWN = 500


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def listed(request: DeskRequest) -> HttpResponse:
    """List what waits, oldest first, and what was decided last."""
    now = timezone.now()
    given = {
        "waiting": [_line(one, now) for one in held_readings()],
        "decided": [_line(one, now) for one in decided_readings()],
    }
    return show(request, "web/desk/held.html", given)


def _line(one: HeldReading, now: datetime) -> dict[str, Any]:
    """Return a reading as a line of the list."""
    days = sorted({row.period_start for row in one.rows})
    return {
        "one": one,
        "numbers": len(one.rows),
        "metrics": sorted({row.metric for row in one.rows}),
        "days": _days(days),
        "age": ago(one.opened_at, now),
    }


def _days(days: list[date]) -> str:
    """Return the span of some days in words."""
    if not days:
        return ""
    first, last = words.day(days[0]), words.day(days[-1])
    return first if first == last else f"{first} – {last}"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("analyst")
def one(request: DeskRequest, number: int) -> HttpResponse:
    """Show a held reading with what a release would change; a reviewer releases or rejects it."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            told = _decide(request, number)
        except faults.RoleTooLow as fault:
            problem, status = str(fault), FORBIDDEN
        except UndecidableReview as fault:
            problem, status = str(fault), CONFLICT
        except faults.InvalidField as fault:
            problem, status = str(fault), REFUSED
        else:
            messages.success(request, told)
            return HttpResponseRedirect(reverse("desk-held-one", args=[number]))
    found = held_reading(number)
    if found is None:
        raise Http404("no such reading")
    given = _about(found) | {
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "may_decide": request.person.is_reviewer,
    }
    return show(request, "web/desk/held_one.html", given, status=status)


def _decide(request: DeskRequest, number: int) -> str:
    """Release or reject a reading and return what follows."""
    by, reason, now = request.person, request.POST.get("reason", ""), timezone.now()
    verdict = request.POST.get("verdict", "")
    if verdict == "REJECT":
        actions.reject_held(review_id=number, by=by, reason=reason, now=now)
        return _("Rejected: these numbers are left out for good.")
    if verdict != "ACCEPT":
        raise faults.InvalidField("verdict", verdict, "is none", "ACCEPT or REJECT")
    recorded = flows.release_held(review_id=number, by=by, reason=reason, now=now)
    told = ngettext(
        "Released: %(n)s number is stored.", "Released: %(n)s numbers are stored.", recorded.changed
    )
    return told % {"n": recorded.changed}


def _about(found: HeldReading) -> dict[str, Any]:
    """Return what the page of a reading shows."""
    now = timezone.now()
    accepted = _accepted(found, now)
    snapshot = next(iter(observations.snapshots(snapshot_ids=[found.snapshot_id])), None)
    spans = touched({row.metric for row in found.rows}, [row.period_start for row in found.rows])
    return {
        "one": found,
        "age": ago(found.opened_at, now),
        "rows": [_number(row, accepted) for row in found.rows[:ROWS_SHOWN]],
        "more": max(0, len(found.rows) - ROWS_SHOWN),
        "snapshot": snapshot,
        "spans": [(words.day(first), words.day(end - timedelta(days=7))) for first, end in spans],
    }


def _accepted(found: HeldReading, now: datetime) -> dict[tuple[str, str, str], list[tuple[date, Decimal]]]:
    """Return the accepted numbers of the same series, oldest first."""
    days = [row.period_start for row in found.rows]
    series: dict[tuple[str, str, str], list[tuple[date, Decimal]]] = {}
    for metric in {row.metric for row in found.rows}:
        for row in observations.values_as_of(
            source_keys=[found.source], metric=metric, period_from=min(days) - LOOK_BACK,
            period_to=max(days) + timedelta(days=1), as_of=now, subjects={row.subject for row in found.rows},
        ):  # fmt: skip
            series.setdefault((row.metric, row.subject, row.qualifier), []).append(
                (row.period_start, row.value)
            )
    return {name: sorted(values) for name, values in series.items()}


def _number(row: ReadRow, accepted: dict[tuple[str, str, str], list[tuple[date, Decimal]]]) -> dict[str, Any]:
    """Return one held number beside the last accepted one of its series, up to its own day."""
    known = accepted.get((row.metric, row.subject, row.qualifier), [])
    last = next(((day, value) for day, value in reversed(known) if day <= row.period_start), None)
    return {
        "row": row,
        "day": words.day(row.period_start),
        "value": "" if row.value is None else _plain(row.value),
        "accepted": _plain(last[1]) if last else "",
        "accepted_day": words.day(last[0]) if last else "",
        "ratio": _ratio(row.value, last[1]) if last else "",
    }


def _plain(value: Decimal) -> str:
    """Return a number as stated, with grouped thousands."""
    return f"{value.normalize():,f}"


def _ratio(value: Decimal | None, accepted: Decimal) -> str:
    """Return how many times the accepted number the held one is."""
    return f"{digits(float(value / accepted), 3)} ×" if value is not None and accepted else ""


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def stored_bytes(request: DeskRequest, number: int) -> HttpResponse:
    """Give the bytes that a held reading was read from, as they were sent."""
    found = held_reading(number)
    pages: Iterable[Any] = observations.snapshots(snapshot_ids=[found.snapshot_id]) if found else ()
    snapshot = next(iter(pages), None)
    if snapshot is None:
        raise Http404("no such reading")
    # Never shown in the browser: they are somebody else's page.
    response = HttpResponse(observations.body_of(snapshot), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{snapshot.sha256[:12]}.bin"'
    return response
