"""The map home: the flows of one week, with everything that must be said beside them."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.estimator.measures import BASES, MEASURES, UNKNOWN
from apps.flows import queries
from apps.flows.home import HomeFigures
from apps.flows.question import Question, read_forgiving
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import home_parts, spark, words
from apps.web.addresses import api_url, home_url
from apps.web.maps.projection import CENTRAL_MERIDIANS, PICTURE_BOX
from apps.web.method_subjects import MEASURE_ANCHORS
from apps.web.plain_map import TONES, plain_arcs

ALLOWED = frozenset(
    {
        "period",
        "as_of",
        "basis",
        "measure",
        "scope",
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
    question, notices = read_forgiving(asked(request), allowed=ALLOWED, now=now)
    release = queries.release(as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    figures = queries.corridors_for_home(question, release, rows=TABLE_ROWS)
    context = {"notices": notices, "release": release, "figures": figures, "question": question}
    return render(request, "web/home.html", context | page(question, release, figures))


def asked(request: HttpRequest) -> Any:
    """Return the parameters; on the basis LAB, electricity and carbon are read as the counterfactual."""
    params = request.GET.copy()
    measure = MEASURES.get(params.get("measure", ""))
    if measure and params.get("basis") in measure.counterfactual_bases:
        params.setdefault("counterfactual", "true")
    return params


def page(question: Question, release: ReleaseRow, figures: HomeFigures) -> dict[str, Any]:
    """Return what the templates place."""
    countries = reference.countries()
    names = home_parts.names_of(countries)
    rows = home_parts.lines(figures, question, names)
    exports = queries.exports_by_week(replace(question, period=None), release)
    chart = spark.draw(exports, figures.weeks)
    code = question.country[0] if question.country else None
    return {
        "headline": home_parts.headline(figures, question, names),
        "truth": home_parts.truth(figures),
        "badges": home_parts.badges(figures, question),
        "rows": rows,
        "panel_rows": home_parts.placed(rows),
        "not_placed": home_parts.not_placed(rows),
        "parts": home_parts.parts(figures),
        "total": home_parts.measured(figures.total_mean, figures.unit),
        "country_name": names.get(code) if code else None,
        "spark": chart,
        "spark_names": [(trace.tone, names.get(trace.code, trace.code)) for trace in chart.traces],
        "links": links(question, figures),
        "choices": choices(question, figures, names),
        "boot": boot(question, figures, chart, countries),
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


def anchors_of(countries: Any) -> dict[str, tuple[float, float]]:
    """Return (lon, lat) by country code, for those that have an anchor."""
    return {row.code: (row.anchor_lon, row.anchor_lat) for row in countries if row.anchor_lon is not None}


def links(question: Question, figures: HomeFigures) -> dict[str, Any]:
    """Return the addresses of neighbouring views and of the same figures elsewhere."""
    earlier, later = figures.previous_week, figures.next_week
    at_week = {"period": figures.week, "country": ()}
    return {
        "previous": home_url(question, period=earlier) if earlier else None,
        "next": home_url(question, period=later) if later else None,
        "world": home_url(question, country=()),
        "latest": home_url(question, as_of=None),
        "pacific": home_url(question, view="pacific"),
        "atlantic": home_url(question, view="atlantic"),
        "json": api_url("flows", question, **at_week),
        "csv": api_url("flows", question, **at_week).replace(".json", ".csv", 1),
        "frames": api_url("frames", question, period=None, country=()),
    }


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
        "country": [
            (code, name, code in question.country)
            for code, name in sorted(names.items(), key=lambda item: item[1])
            if code != UNKNOWN
        ],
    }


def boot(question: Question, figures: HomeFigures, chart: spark.Spark, countries: Any) -> dict[str, Any]:
    """Return what the scripts need to start: the view, the addresses, names with anchors, and words."""
    places = {
        row.code: [row.name, row.anchor_lon, row.anchor_lat]
        for row in countries
        if row.anchor_lon is not None
    }
    return {
        "view": question.view,
        "lon0": CENTRAL_MERIDIANS[question.view],
        "period": figures.week.isoformat() if figures.week else None,
        "periods": [week.isoformat() for week in chart.weeks],
        "country": question.country[0] if question.country else None,
        "unit": figures.unit,
        "basis": question.basis,
        "measure": question.measure,
        "frames": api_url("frames", question, period=None, country=()),
        "places": places,
        "words": script_words(),
    }


def script_words() -> dict[str, Any]:
    """Return the texts that scripts show; they bring none of their own."""
    return {
        "classes": [str(text) for text in words.BALANCE_CLASSES],
        "no_estimate": _("no estimate"),
        "unknown": _("unknown"),
        "grade": _("grade"),
        "unknown_share": _("{share} of what may belong to this origin is not placed"),
        "range": _("90 % range"),
        "play": _("Play"),
        "pause": _("Pause"),
        "shown": _("Week of"),
        "frames_failed": _("The flows could not be loaded; the table stands. Try again by reloading."),
        "page_failed": _("This part could not be loaded. Open it as a page:"),
        "nothing": _("No estimate for this week"),
        "countries": _("Countries"),
        "world": _("All countries"),
        "theme": {"auto": _("Theme: auto"), "light": _("Theme: light"), "dark": _("Theme: dark")},
    }
