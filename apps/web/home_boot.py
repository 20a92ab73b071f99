"""What the scripts of the map start with: the view, the addresses, names with anchors, and every word they show."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from apps.flows.home import HomeFigures
from apps.flows.question import Question
from apps.web import spark, words
from apps.web.addresses import api_url
from apps.web.maps.projection import CENTRAL_MERIDIANS


def boot(
    question: Question,
    span: Question,
    figures: HomeFigures,
    chart: spark.Spark,
    countries: Any,
    *,
    events: str,
    stops: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return what the scripts need to start; `span` asks for every week that the slider reaches.

    `stops` are the events that keys step through; `events` is what a reader hears where there is none.
    """
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
        "scope": question.scope,
        "evidence": question.evidence,
        "evidence_words": str(words.EVIDENCE_NAMES[question.evidence]),
        "frames": api_url("frames", span, keep=("top",), country=()),
        "places": places,
        "stops": list(stops),
        "words": script_words() | {"events": events},
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
        "frames_failed": _("The flows could not be loaded; the tables stand."),
        "retry": _("Try again"),
        "nothing_backed": _("No flow of this week has this grade or a better one."),
        "page_failed": _("This part could not be loaded. Open it as a page:"),
        "nothing": _("No estimate for this week"),
        "countries": _("Countries"),
        "world": _("All countries"),
        "no_event": {"1": _("No later confirmed event."), "-1": _("No earlier confirmed event.")},
        "theme": {"auto": _("Theme: auto"), "light": _("Theme: light"), "dark": _("Theme: dark")},
    }
