"""The map home: the flows of one week, with everything that must be said beside them."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apps.collectors import queries as collectors
from apps.estimator.measures import BASES, MEASURES, UNKNOWN
from apps.flows import queries
from apps.flows.home import HomeFigures
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import event_links, event_marks, home_parts, known, layer_card, spark, week_pins, words
from apps.web.addresses import api_url, home_url
from apps.web.asked import forgiving
from apps.web.embeds import embed_of
from apps.web.home_boot import boot
from apps.web.maps.projection import CENTRAL_MERIDIANS, PICTURE_BOX
from apps.web.method_subjects import MEASURE_ANCHORS
from apps.web.page_tools import PICTURES, Tools, tools
from apps.web.plain_map import TONES, plain_arcs
from apps.web.ranged import country_url

ALLOWED = frozenset(
    {
        "period",
        "as_of",
        "release",
        "basis",
        "measure",
        "scope",
        "evidence",
        "counterfactual",
        "country",
        "top",
        "view",
        "theme",
        "lang",
    }
)
TABLE_ROWS = 60


def home(request: HttpRequest) -> HttpResponse:
    """Show one week of one measure and basis; a value that cannot be read gives the default and a notice."""
    now = timezone.now()
    question, notices = forgiving(asked(request), allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    figures = queries.corridors_for_home(question, release, rows=TABLE_ROWS)
    context = {"notices": notices, "release": release, "figures": figures, "question": question}
    return render(request, "web/home.html", context | page(request, question, release, figures))


def asked(request: HttpRequest) -> Any:
    """Return the parameters; on the basis LAB, electricity and carbon are read as the counterfactual."""
    params = request.GET.copy()
    measure = MEASURES.get(params.get("measure", ""))
    if measure and params.get("basis") in measure.counterfactual_bases:
        params.setdefault("counterfactual", "true")
    return params


def page(
    request: HttpRequest, question: Question, release: ReleaseRow, figures: HomeFigures
) -> dict[str, Any]:
    """Return what the templates place."""
    countries = reference.countries()
    names = home_parts.names_of(countries)
    rows = home_parts.lines(figures, question, names)
    code = question.country[0] if question.country else None
    now = timezone.now()
    return over_time(question, release, figures, countries, now=now) | {
        "headline": home_parts.headline(figures, question, names),
        "truth": home_parts.truth(figures),
        "badges": home_parts.badges(figures, question),
        "rows": rows,
        "panel_rows": home_parts.placed(rows),
        "not_placed": home_parts.not_placed(rows),
        "parts": home_parts.parts(figures),
        "total": home_parts.measured(figures.total_mean, figures.unit),
        "country_name": names.get(code) if code else None,
        "known": known.stops(question),
        "known_kept": kept(question),
        "links": links(question, figures),
        "country_url": country_url(code) if code else "",
        "tools": view_tools(request, question, release, figures),
        "choices": choices(question, figures, names),
        "card": about_week(question, release, figures, now=now),
        "strip": layer_card.strip(collectors.reach(now=now)),
        "nothing_left": home_parts.nothing_left(figures, question),
        "plain_arcs": plain_arcs(
            home_parts.placed(rows), anchors_of(countries), CENTRAL_MERIDIANS[question.view]
        ),
        "plain_box": PICTURE_BOX,
        "plain_tones": TONES,
        "lon0": CENTRAL_MERIDIANS[question.view],
        "definition": MEASURE_ANCHORS[question.measure],
        "measure_name": words.MEASURE_NAMES[question.measure],
        "basis_meaning": words.BASIS_MEANINGS[question.basis],
        "week": words.day(figures.week) if figures.week else "",
        "unit": figures.unit,
    }


def over_time(
    question: Question, release: ReleaseRow, figures: HomeFigures, countries: Any, *, now: datetime
) -> dict[str, Any]:
    """Return the slider of weeks with its sparkline and events, and what the scripts start with."""
    span, as_of = release.whole(question), question.as_of or now
    chart = spark.draw(queries.exports_by_week(span, release), figures.weeks)
    names = home_parts.names_of(countries)
    marks = event_links.marks(as_of=as_of)
    events, stops = event_marks.told(as_of=as_of), week_pins.stops(marks, chart.weeks)
    return {
        "spark": chart,
        "spark_names": [(trace.tone, names.get(trace.code, trace.code)) for trace in chart.traces],
        "pins": [(size, week_pins.pins(marks, chart.weeks, size=size)) for size in week_pins.NEAR],
        "around": week_pins.around(marks, figures.week, figures.weeks, chart.weeks),
        "boot": boot(question, span, figures, chart, countries, events=events, stops=stops),
    }


def about_week(
    question: Question, release: ReleaseRow, figures: HomeFigures, *, now: datetime
) -> list[layer_card.Row]:
    """Return the layer card of the week."""
    unknown = figures.unknown_mean / figures.total_mean if figures.total_mean else None
    return layer_card.card(
        question,
        release,
        week=figures.week if figures.world else None,
        grades=[row["evidence_grade"] for row in figures.rows],
        unknown_share=unknown,
        truth=home_parts.truth(figures),
        now=now,
    )


def anchors_of(countries: Any) -> dict[str, tuple[float, float]]:
    """Return (lon, lat) by country code, for those that have an anchor."""
    return {row.code: (row.anchor_lon, row.anchor_lat) for row in countries if row.anchor_lon is not None}


def links(question: Question, figures: HomeFigures) -> dict[str, Any]:
    """Return the addresses of neighbouring views and of the same figures elsewhere."""
    earlier, later = figures.previous_week, figures.next_week
    at_week: dict[str, Any] = {"period": figures.week, "country": ()}
    return {
        "previous": home_url(question, period=earlier) if earlier else None,
        "next": home_url(question, period=later) if later else None,
        "world": home_url(question, country=()),
        "latest": home_url(question, as_of=None),
        "pacific": home_url(question, view="pacific"),
        "atlantic": home_url(question, view="atlantic"),
        "json": api_url("flows", question, **at_week),
        "csv": api_url("flows", question, **at_week).replace(".json", ".csv", 1),
    }


def kept(question: Question) -> list[tuple[str, str]]:
    """Return what the form of the second slider carries along."""
    query = replace(question, as_of=None, period=None).canonical(without=("theme", "lang", "release"))
    return parse_qsl(query)


def view_tools(request: HttpRequest, question: Question, release: ReleaseRow, figures: HomeFigures) -> Tools:
    """Return this view as data and pictures, with its address and citation."""
    at_week = replace(question, period=figures.week)
    data = api_url("flows", at_week, country=())
    pinned = replace(at_week, release=release.id, as_of=None)
    query = pinned.canonical(without=("theme", "lang", "country", "top"))
    files = [(kind.upper(), f"{reverse('export', args=[kind])}?{query}") for kind in PICTURES]
    title = str(words.MEASURE_NAMES[question.measure])
    return tools(
        request,
        release,
        title=title,
        path=home_url(replace(at_week, release=None)),
        embed=embed_of(request, "home", at_week, release, title),
        downloads=[("JSON", data), ("CSV", data.replace(".json", ".csv", 1)), *files],
    )


def choices(question: Question, figures: HomeFigures, names: dict[str, str]) -> dict[str, Any]:
    """Return the options of the form: (value, text, whether chosen)."""
    measures = [
        name for name, row in MEASURES.items() if question.basis in row.bases + row.counterfactual_bases
    ]
    return {
        "period": home_parts.week_options(figures),
        "measure": [(name, words.MEASURE_NAMES[name], name == question.measure) for name in measures],
        "basis": [
            (name, words.BASIS_NAMES[name], name == question.basis)
            for name in reversed(BASES)
            if name in MEASURES[question.measure].bases + MEASURES[question.measure].counterfactual_bases
        ],
        "scope": [(name, text, name == question.scope) for name, text in words.SCOPE_NAMES.items()],
        "evidence": [(name, text, name == question.evidence) for name, text in words.EVIDENCE_NAMES.items()],
        "country": [
            (code, name, code in question.country)
            for code, name in sorted(names.items(), key=lambda item: item[1])
            if code != UNKNOWN
        ],
    }
