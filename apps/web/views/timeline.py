"""The timeline: how the weeks part by origin, model or lab, and the exports of up to four countries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.estimator.measures import UNKNOWN
from apps.estimator.periods import next_week
from apps.flows import queries, timeline
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import asked, event_links, event_marks, timeline_words, words
from apps.web.addresses import api_url, page_url
from apps.web.charts import of_timeline
from apps.web.controls import controls
from apps.web.embeds import embed_of
from apps.web.home_parts import names_of
from apps.web.own_words import ours
from apps.web.page_tools import Tools, tools
from apps.web.views import denominators, twin

ALLOWED = frozenset(
    {"from", "to", "as_of", "release", "basis", "measure", "counterfactual", "country", "theme", "lang"}
)
OWN = ("by", "view")
ORIGIN, MODEL, LAB = "ORIGIN", "MODEL", "LAB"
BY: dict[str, words.Text] = {ORIGIN: _l("Origin country"), MODEL: _l("Model"), LAB: _l("Lab")}
SHOWN = 6
COMPARED = 4
AS_LABS = {"measure": "TOKENS", "basis": "LAB"}


@dataclass(frozen=True, slots=True)
class Own:
    """What only this page asks: what the whole parts by, and whether Bitcoin stands beside; and the notices."""

    by: str
    view: str
    notices: list[str]


def asked_of(request: HttpRequest, now: datetime) -> tuple[Question, Own]:
    """Return the question and the page's own choices; at most four countries are compared."""
    question, found = asked.common(request.GET, own=OWN, now=now, allowed=ALLOWED)
    notices = list(found)
    by = asked.choice(request.GET, "by", BY, notices, default=ORIGIN)
    view = asked.choice(request.GET, "view", (twin.TWIN,), notices)
    if view and question.basis not in twin.BASES:
        notices.append(_("Hash rate has a place and no company; shown by place of computing."))
        question = replace(question, basis=twin.BASES[0])
    if len(question.country) > COMPARED:
        notices.append(_("Four countries at most can be compared; the first four are shown."))
        question = replace(question, country=question.country[:COMPARED])
    return question, Own(by, view, notices)


def show(request: HttpRequest) -> HttpResponse:
    """Show the asked span of weeks."""
    now = timezone.now()
    question, own = asked_of(request, now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    context: dict[str, Any] = {"question": question, "notices": own.notices, "release": release}
    if release is None:
        return render(request, "web/first_estimate.html", context)
    if own.view:
        context |= twin.told(request, question, release)
        return TemplateResponse(request, "web/timeline_twin.html", context)
    context |= shown(question, release, own) | told(question, release, own)
    drawn = (context["shares"], context["exports"])
    context["tools"] = view_tools(request, question, release, own, drawn)
    return TemplateResponse(request, "web/timeline.html", context)


def shown(question: Question, release: ReleaseRow, own: Own) -> dict[str, Any]:
    """Return the sentence and the stacked shares, as the page and its view in a frame place them."""
    found, names = layers(question, release, own.by)
    largest = timeline.largest(found, count=SHOWN)
    title = title_of(question, own.by)
    return {
        "headline": timeline_words.headline(found, largest, names, by=own.by),
        "largest": largest,
        "shares": of_timeline.whole_by_origin(
            found,
            largest,
            names,
            title=title,
            release=release.id,
            source=timeline_words.source(own.by),
            marks=event_links.marks(as_of=question.as_of or timezone.now()),
            unknown="" if own.by == ORIGIN else _("Not named"),
        ),
    }


def layers(question: Question, release: ReleaseRow, by: str) -> tuple[timeline.Parts, dict[str, str]]:
    """Return the parts of each week and the names of their keys."""
    if by == ORIGIN:
        return timeline.parts(question, release), names_of(reference.countries())
    found = timeline.parts_by_model(question, release, of_labs=by == LAB)
    if by == LAB:
        return found, {row.key: row.name for row in reference.labs()}
    return found, {key: ours(facts.name) for key, facts in reference.model_facts().items()}


def title_of(question: Question, by: str) -> str:
    """Return what the stacked shares are of."""
    measure = str(words.MEASURE_NAMES[question.measure])
    if by == MODEL:
        return _("%(measure)s by model") % {"measure": measure}
    if by == LAB:
        return _("%(measure)s by the lab that made the model") % {"measure": measure}
    basis = str(words.BASIS_NAMES[question.basis]).lower()
    return _("%(measure)s by origin: %(basis)s") % {"measure": measure, "basis": basis}


def told(question: Question, release: ReleaseRow, own: Own) -> dict[str, Any]:
    """Return what the full page places beside the shares."""
    now = question.as_of or timezone.now()
    names = names_of(reference.countries())
    compared = question.country or tuple(timeline.largest(timeline.parts(question, release), count=2))
    return {
        "meaning": words.BASIS_MEANINGS[question.basis]
        if own.by == ORIGIN
        else timeline_words.MEANINGS[own.by],
        "exports": of_timeline.exports_of(
            timeline.exports(question, release, countries=compared),
            names,
            release=release.id,
            marks=event_links.marks(as_of=now),
        ),
        "events": event_marks.told(as_of=now),
        "span": span(question, release),
        "wholes": wholes(question, release),
        "parting": [(name, text, name == own.by) for name, text in BY.items()],
        "compared": [(code, names.get(code, code)) for code in compared],
        "choices": [
            (code, names[code], code in compared)
            for code in sorted(names, key=names.__getitem__)
            if code != UNKNOWN
        ],
        "controls": controls(question, release, path=reverse("timeline"), has_week=False),
    }


def wholes(question: Question, release: ReleaseRow) -> list[tuple[str, words.Text, str]]:
    """Return the denominators with their meaning and the page that divides the newest asked week by each."""
    weeks = release.asked(question)
    week = weeks[-1].week if weeks else release.newest
    return [
        (code, meaning, denominators.address({"denominator": code} | AS_LABS, week))
        for code, meaning in denominators.MEANINGS.items()
    ]


def view_tools(
    request: HttpRequest, question: Question, release: ReleaseRow, own: Own, figures: Iterable[object]
) -> Tools:
    """Return this view as data, with its address, its citation and its frame."""
    resource = "balances" if own.by == ORIGIN else "attribution"
    data = api_url(resource, question)
    title = title_of(question, own.by)
    return tools(
        request,
        release,
        title=title,
        path=url(question, own),
        downloads=[("JSON", data), ("CSV", data.replace(".json", ".csv", 1))],
        embed=embed_of(request, "timeline", question, release, title, extra=extra(own)),
        figures=figures,
    )


def extra(own: Own) -> str:
    """Return the page's own part of the query, empty for the default."""
    if own.view:
        return f"view={own.view}"
    return "" if own.by == ORIGIN else f"by={own.by}"


def url(question: Question, own: Own) -> str:
    """Return the page's address with all that was asked."""
    path, rest = page_url("timeline", question), extra(own)
    return f"{path}{'&' if '?' in path else '?'}{rest}" if rest else path


def span(question: Question, release: ReleaseRow) -> dict[str, str]:
    """Return the two ends of the span, the last one excluded, as the date inputs take them: the twin of the brush."""
    weeks = release.asked(question)
    first = question.period_from or (weeks[0].week if weeks else release.newest)
    last = question.period_to or next_week(weeks[-1].week if weeks else release.newest)
    return {"from": first.isoformat(), "to": last.isoformat()}
