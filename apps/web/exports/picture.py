"""What a picture of the map holds, before anything is drawn: arcs, tints, words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.flows import arcs, profiles, queries
from apps.flows.frames import balance_class
from apps.flows.home import HomeFigures
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import home_parts, words
from apps.web.home_parts import Line
from apps.web.maps.projection import CENTRAL_MERIDIANS, project
from apps.web.numbers import measured
from apps.web.page_tools import citation
from apps.web.spark import COLOURED

MAPS = Path(__file__).resolve().parent.parent / "static" / "web" / "maps"
ARCS = 60
WIDEST = 9.0
THINNEST = 0.35
# A range wider than this, or a link of grade D before the destination, is drawn dashed.
VERY_WIDE = 100
TONES = {"CHN": "#c2410c", "USA": "#1d6fb8"}
OTHER = "#5b6470"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Arc:
    """One flow as drawn: pieces in map units (y up), width in px, tone, and its words."""

    pieces: list[list[Point]]
    width: float
    tone: str
    is_dashed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything a picture shows; `tints` are classes 0 to 4 by country."""

    lon0: int
    headline: str
    notes: list[str]
    arcs: list[Arc]
    tints: dict[str, int]
    widths: list[tuple[float, str]]
    citation: str
    is_synthetic: bool
    is_scenario: bool


def picture(question: Question, release: ReleaseRow, *, address: str) -> Picture:
    """Return what the picture of a question shows; `address` is the page it stands for."""
    figures = queries.corridors_for_home(question, release, rows=4 * ARCS)
    names = home_parts.names_of(reference.countries())
    rows = home_parts.lines(figures, question, names)
    lon0 = CENTRAL_MERIDIANS[question.view]
    grades = {(row["origin"], row["destination"]): row["drawn_grade"] for row in figures.rows}
    crossing = sorted((row for row in rows if row.kind == "crossing"), key=lambda row: -row.value)[:ARCS]
    headline = home_parts.headline(figures, question, names)
    return Picture(
        lon0=lon0,
        headline=headline,
        notes=notes(figures, question),
        arcs=_arcs(crossing, grades, figures, lon0),
        tints=_tints(question, release),
        widths=_widths(crossing, figures.unit),
        citation=citation(release, headline, address),
        is_synthetic=release.is_synthetic,
        is_scenario=question.scope == "WORLD",
    )


def notes(figures: HomeFigures, question: Question) -> list[str]:
    """Return the sentences that must stand beside every picture."""
    told = [str(words.BASIS_MEANINGS[question.basis])]
    told += [text for text, _is_warning in home_parts.badges(figures, question)]
    told.append(
        _(
            "Width: central estimate. Dashed: a link before the destination is an assumption, or a very wide range."
        )
    )
    told.append(
        _(
            "Ranges are 90 % intervals given the stated assumptions. Arcs are drawings, not cable routes. "
            "Borders and names are without prejudice to any territory’s status."
        )
    )
    return told


def _arcs(
    rows: Sequence[Line], grades: Mapping[tuple[str, str], str], figures: HomeFigures, lon0: int
) -> list[Arc]:
    """Return the arcs between anchored places, the smallest first, so that large ones lie above."""
    anchors = {
        row.code: (row.anchor_lon, row.anchor_lat)
        for row in reference.countries()
        if row.anchor_lon is not None and row.anchor_lat is not None
    }
    spans = {(row["origin"], row["destination"]): (row["low"], row["high"]) for row in figures.rows}
    largest = max((row.value for row in rows), default=0.0)
    found = []
    for row in rows:
        ends = (row.origin, row.destination)
        if row.value <= 0 or not {*ends} <= set(anchors):
            continue
        low, high = spans[ends]
        is_wide = low <= 0 or high / low > VERY_WIDE
        pieces = [
            [project(lon, lat, lon0) for lon, lat in piece]
            for piece in arcs.cut(arcs.route(anchors[ends[0]], anchors[ends[1]]), lon0)
        ]
        width = max(THINNEST, WIDEST * sqrt(row.value / largest))
        told = f"{row.origin_name} → {row.destination_name}: {row.central} ({row.range})"
        tone = TONES.get(row.origin, OTHER) if row.origin in COLOURED else OTHER
        found.append(Arc(pieces, width, tone, grades[ends] == "D" or is_wide, told))
    return found[::-1]


def _tints(question: Question, release: ReleaseRow) -> dict[str, int]:
    """Return the class of each country's balance."""
    _shown, rows = profiles.country_list(question, release)
    return {
        row["country"]: balance_class(
            row["exports_central"], row["imports_central"], row["net_low"], row["net_high"]
        )
        for row in rows
    }


def _widths(rows: Sequence[Line], unit: str) -> list[tuple[float, str]]:
    """Return three reference widths with their values, for the legend."""
    largest = max((row.value for row in rows), default=0.0)
    return (
        [(WIDEST * sqrt(part), measured(largest * part, unit)) for part in (1, 0.25, 0.05)] if largest else []
    )


@cache
def world(lon0: int) -> list[dict[str, Any]]:
    """Return the countries' shapes of a view."""
    shapes: list[dict[str, Any]] = json.loads((MAPS / f"world-{lon0}.json").read_text(encoding="utf-8"))[
        "features"
    ]
    return shapes


@cache
def disputed(lon0: int) -> list[dict[str, Any]]:
    """Return the outlines of disputed areas of a view."""
    shapes: list[dict[str, Any]] = json.loads((MAPS / f"disputed-{lon0}.json").read_text(encoding="utf-8"))[
        "features"
    ]
    return shapes
