"""Before and after an event or a day: association, not cause, in exactly the words that the method allows."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.flows import before_after as flows
from apps.flows import queries
from apps.flows.panels import UnknownGroup
from apps.flows.question import Question
from apps.flows.question_values import write_moment
from apps.flows.releases import ReleaseRow
from apps.web import asked, event_marks, row_files, words
from apps.web.charts import of_before_after
from apps.web.charts.axes import Mark
from apps.web.charts.figure import Figure
from apps.web.numbers import measured, percent
from apps.web.page_tools import Tools, tools
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
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    drawn = series_of(told, release) if told and release else None
    context = {
        "question": question,
        "notices": [*notices, *map(said, told.notices if told else ())],
        "release": release,
        "series": drawn,
        "rows": rows,
        "is_asked": bool(event or day),
        "group": group,
        "group_name": said(told.group_name) if told else group,
        "day": day.isoformat() if day else "",
        "event": event,
        "events": event_marks.told(as_of=moment),
        "timeline": reverse("timeline"),
        "tools": view_tools(request, question, release, drawn) if release and told else None,
    }
    return TemplateResponse(request, "web/before_after.html", context)


def series_of(told: flows.BeforeAfter, release: ReleaseRow) -> Figure | None:
    """Return the shares that the comparison stands on, with a mark at each date asked for."""
    days = {row["day"]: row["event_title"] or row["event_name"] for row in told.rows}
    here = reverse("before-after")
    marks = [
        Mark(date.fromisoformat(day), "", f"{name}, {day}", f"{here}?day={day}") for day, name in days.items()
    ]
    return of_before_after.series(told.series, group=said(told.group_name), marks=marks, release=release.id)


def view_tools(request: HttpRequest, question: Question, release: ReleaseRow, drawn: Figure | None) -> Tools:
    """Return the comparison as data and pictures, with its address and citation."""
    parts = {name: value[:KEY_AT_MOST] for name in OWN if (value := request.GET.get(name, ""))}
    known = {"as_of": write_moment(question.as_of)} if question.as_of else {}
    query = urlencode({**parts, **known})
    return tools(
        request,
        release,
        title=_("Before and after: association, not cause"),
        path=f"{reverse('before-after')}?{query}",
        downloads=row_files.downloads(request, "before-after-rows", release),
        figures=(drawn,),
    )


def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """Return what is said of an event or a day as a file, one row per dated step."""
    now = timezone.now()
    question, found = asked.common(request.GET, own=OWN, now=now)
    moment = question.as_of or now
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    event = request.GET.get("event", "")[:KEY_AT_MOST]
    notices = list(found)
    day = day_of(request, notices, moment)
    group = request.GET.get("group", "")[:KEY_AT_MOST] or flows.GROUP
    if release is None or kind not in row_files.KINDS or not (event or day):
        raise Http404
    try:
        told = flows.before_after(event=event or None, day=day, group=group, as_of=moment, now=now)
    except (UnknownGroup, flows.UnknownEvent) as fault:
        raise Http404(str(fault)) from fault
    flat = [row | {"overlaps": "; ".join(row["overlaps"])} for row in told.rows]
    return row_files.answer(kind, "before-after", flat, release, title=told.title, notices=notices)


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
