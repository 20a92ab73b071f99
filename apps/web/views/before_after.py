"""Before and after an event or a day: association, not cause, in exactly the words that the method allows."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.flows import before_after as flows
from apps.flows import queries
from apps.flows.panels import UnknownGroup
from apps.web import asked, event_marks, words
from apps.web.numbers import measured, percent
from apps.web.sentences import said

OWN = ("event", "day", "group")
KEY_AT_MOST = 80
UNIT = "token"


def before_after(request: HttpRequest) -> HttpResponse:
    """Show what may be said of an event or a day, and how it was compared."""
    now = timezone.now()
    question, found = asked.common(request.GET, own=OWN, now=now)
    notices = list(found)
    moment = question.as_of or now
    group = request.GET.get("group", "")[:KEY_AT_MOST] or flows.GROUP
    event = request.GET.get("event", "")[:KEY_AT_MOST]
    day = day_of(request, notices, moment)
    rows: list[dict[str, Any]] = []
    told = None
    if event or day:
        try:
            told = flows.before_after(event=event or None, day=day, group=group, as_of=moment, now=now)
            rows = [row_of(row) for row in told.rows]
        except UnknownGroup as fault:
            notices.append(str(fault))
        except flows.UnknownEvent:
            notices.append(_("event=%(event)s: no confirmed event has this name.") % {"event": event})
    context = {
        "question": question,
        "notices": [*notices, *map(said, told.notices if told else ())],
        "release": queries.release(release_id=question.release, as_of=question.as_of, now=now),
        "rows": rows,
        "is_asked": bool(event or day),
        "group": group,
        "group_name": said(told.group_name) if told else group,
        "day": day.isoformat() if day else "",
        "event": event,
        "events": event_marks.told(as_of=moment),
        "timeline": reverse("timeline"),
    }
    return render(request, "web/before_after.html", context)


def day_of(request: HttpRequest, notices: list[str], moment: datetime) -> date | None:
    """Return the day asked for, or None."""
    if not request.GET.get("day"):
        return None
    default = moment.date()
    found = asked.day(request.GET, "day", notices, default=default, last=default)
    return None if notices and found == default else found


def row_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return one finding as the table shows it; a number that was not worked out stays empty."""
    return row | {
        "title": row["event_title"] or said(row["event_name"]),
        "words": said(row["words"]),
        "reason": said(row["reason"]),
        "overlaps": [said(one) for one in row["overlaps"]],
        "day_words": words.day(date.fromisoformat(row["day"])),
        "numbers": list(numbers(row)),
        "window": _("%(before)s weeks before, %(after)s after")
        % {"before": row["weeks_before"], "after": row["weeks_after"]},
    }


def numbers(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the compared figures: (words, figure), none where the comparison says nothing."""
    if row["before_share"] is None:
        return []
    told = [
        (_("Tokens a week before, mean"), measured(row["before_tokens"], UNIT)),
        (_("Tokens a week after, mean"), measured(row["after_tokens"], UNIT)),
        (_("Share before, mean"), percent(row["before_share"])),
        (_("Share after, mean"), percent(row["after_share"])),
        (_("Difference, log points"), f"{row['difference']:+.2f}"),
    ]
    if row["p_value"] is not None:
        told.append((_("Placebo dates: p"), f"{row['p_value']:.2f}"))
    if row["q_value"] is not None:
        told.append((_("Adjusted for all events: q"), f"{row['q_value']:.2f}"))
    return told
