"""The timeline: how the weeks part by origin, and the exports of up to four countries."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.flows import queries, timeline
from apps.flows.question import Question, read_forgiving
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import event_links, words
from apps.web.addresses import api_url, page_url
from apps.web.charts import of_timeline
from apps.web.charts.axes import Mark
from apps.web.controls import controls
from apps.web.home_parts import names_of
from apps.web.numbers import percent
from apps.web.page_tools import tools

ALLOWED = frozenset(
    {"from", "to", "as_of", "release", "basis", "measure", "counterfactual", "country", "theme", "lang"}
)
SHOWN = 6
COMPARED = 4


def show(request: HttpRequest) -> HttpResponse:
    """Show the asked span of weeks; at most four countries are compared, and more are put aside with a notice."""
    now = timezone.now()
    question, notices = read_forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    if len(question.country) > COMPARED:
        notices = [*notices, _("Four countries at most can be compared; the first four are shown.")]
        question = replace(question, country=question.country[:COMPARED])
    marks = event_links.marks(as_of=question.as_of or now)
    context = {"question": question, "notices": notices, "release": release}
    return render(request, "web/timeline.html", context | told(request, question, release, marks))


def told(request: HttpRequest, question: Question, release: ReleaseRow, marks: list[Mark]) -> dict[str, Any]:
    """Return what the template places."""
    names = names_of(reference.countries())
    found = timeline.parts(question, release)
    shown = timeline.largest(found, count=SHOWN)
    compared = question.country or tuple(shown[:2])
    measure = str(words.MEASURE_NAMES[question.measure])
    title = _("%(measure)s by origin: %(basis)s") % {
        "measure": measure,
        "basis": str(words.BASIS_NAMES[question.basis]).lower(),
    }
    data = api_url("balances", question)
    return {
        "headline": headline(found, shown, names),
        "meaning": words.BASIS_MEANINGS[question.basis],
        "shares": of_timeline.whole_by_origin(
            found, shown, names, title=title, release=release.id, marks=marks
        ),
        "marks": marks,
        "exports": of_timeline.exports_of(
            timeline.exports(question, release, countries=compared), names, release=release.id
        ),
        "span": span(question, release),
        "compared": [(code, names.get(code, code)) for code in compared],
        "choices": [
            (code, names[code], code in compared)
            for code in sorted(names, key=names.__getitem__)
            if code != UNKNOWN
        ],
        "controls": controls(question, release, path=reverse("timeline"), has_week=False),
        "tools": tools(
            request,
            release,
            title=title,
            path=page_url("timeline", question),
            downloads=[("JSON", data), ("CSV", data.replace(".json", ".csv", 1))],
        ),
    }


def headline(found: timeline.Parts, shown: list[str], names: dict[str, str]) -> str:
    """Return the newest week's answer in one sentence."""
    weeks = sorted(week for week, total in found.totals.items() if total)
    if not weeks:
        return _("No week of this span has an estimate.")
    week = weeks[-1]
    total = found.totals[week]
    first = max(shown, key=lambda code: found.by_origin[code].get(week, 0.0), default=None)
    told = {
        "week": words.day(week),
        "unknown": percent(found.by_origin.get(UNKNOWN, {}).get(week, 0.0) / total),
        "first": names.get(first, first) if first else _("no known country"),
        "share": percent(found.by_origin[first].get(week, 0.0) / total) if first else "0 %",
    }
    return (
        _(
            "In the week of %(week)s, %(share)s of the mean total came from %(first)s; %(unknown)s came from "
            "unknown places."
        )
        % told
    )


def span(question: Question, release: ReleaseRow) -> dict[str, str]:
    """Return the two ends of the span as the date inputs take them: the twin of the brush."""
    asked = release.asked(question)
    first = question.period_from or (asked[0].week if asked else release.newest)
    last = question.period_to or (asked[-1].week if asked else release.newest)
    return {"from": first.isoformat(), "to": last.isoformat()}
