"""The arcs of the panel's rows as SVG paths, for readers without scripts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from apps.flows import arcs
from apps.web.home_parts import Line
from apps.web.maps.projection import project
from apps.web.spark import COLOURED

WIDEST = 44
THINNEST = 6
TONES = (*COLOURED, "other")
Anchors = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class PlainArc:
    """One arc: path data in map units with y down, stroke width, tone, and its words."""

    path: str
    width: str
    tone: str
    words: str


def plain_arcs(rows: Iterable[Line], anchors: Anchors, lon0: int) -> list[PlainArc]:
    """Return the arcs between anchored places, largest first; widths go with the square root of the value."""
    drawn = [row for row in rows if row.value > 0 and row.origin in anchors and row.destination in anchors]
    largest = max((row.value for row in drawn), default=0.0)
    return [_arc(row, anchors, lon0, largest) for row in drawn]


def _arc(row: Line, anchors: Anchors, lon0: int, largest: float) -> PlainArc:
    pieces = arcs.cut(arcs.route(anchors[row.origin], anchors[row.destination]), lon0)
    path = "".join(_piece([project(lon, lat, lon0) for lon, lat in piece]) for piece in pieces)
    width = max(THINNEST, WIDEST * sqrt(row.value / largest))
    tone = row.origin if row.origin in COLOURED else TONES[-1]
    words = f"{row.origin_name} → {row.destination_name}: {row.central} ({row.range})"
    return PlainArc(path, f"{width:.0f}", tone, words)


def _piece(points: list[tuple[float, float]]) -> str:
    """Return path data of one piece."""
    return "M" + "L".join(f"{x:.0f} {-y:.0f}" for x, y in points)
