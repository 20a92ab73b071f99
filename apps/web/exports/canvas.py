"""The picture as PNG or SVG, drawn by matplotlib, one at a time."""

from io import BytesIO
from math import atan2, cos, sin
from textwrap import fill
from threading import Lock
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from apps.web import words
from apps.web.exports.picture import Arc, Picture, disputed, world
from apps.web.maps.projection import project

SEA, LAND, EDGE, GRATICULE, INK, MUTE = "#eaf1f7", "#f7f5ef", "#b9bfc7", "#d6e0ea", "#14202e", "#5a6877"
TINTS = ("#b79ac8", "#dccfe4", "#ececea", "#cfe6cb", "#93c59b")
SIZE_INCHES = (14.0, 8.4)
DPI = 110
POINTS_PER_PX = 0.72
WRAP_HEADLINE, WRAP_NOTES = 105, 190
# Dashes in points, whatever the width of the line.
SETTINGS: Any = {"lines.scale_dashes": False, "svg.fonttype": "none", "svg.hashsalt": "tokentrade"}
# matplotlib keeps its settings in one place for all threads.
DRAWING = Lock()
MAP_UNITS_PER_PX = 3.66
HEAD_FROM, HEAD_HALF_ANGLE = 1.2, 0.42


def png(picture: Picture) -> bytes:
    """Return the picture as PNG, 1,540 pixels wide."""
    with DRAWING, rc_context(SETTINGS):
        return _written(_drawn(picture), FigureCanvasAgg, "png", dpi=DPI)


def svg(picture: Picture) -> bytes:
    """Return the picture as SVG with real text; the same picture gives the same bytes."""
    with DRAWING, rc_context(SETTINGS):
        return _written(_drawn(picture), FigureCanvasSVG, "svg", metadata={"Date": None})


def _written(figure: Figure, canvas: type, kind: str, **options: Any) -> bytes:
    body = BytesIO()
    canvas(figure)
    figure.savefig(body, format=kind, **options)
    return body.getvalue()


def _drawn(picture: Picture) -> Figure:
    """Return the figure: headline above, map, legend, notes and citation below."""
    figure = Figure(figsize=SIZE_INCHES, facecolor="white")
    axes = figure.add_axes((0.01, 0.13, 0.98, 0.77))
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(-2760, 2760)
    axes.set_ylim(-1330, 1330)
    _ground(axes, picture.lon0)
    _countries(axes, picture)
    for arc in picture.arcs:
        _arc(axes, arc)
    _legend(figure, picture)
    _words(figure, picture)
    return figure


def _ground(axes: Any, lon0: int) -> None:
    """Draw the oval of the sea and the graticule."""
    latitudes = range(-90, 91, 3)
    west = [project(lon0 - 180, lat, lon0) for lat in latitudes]
    east = [project(lon0 + 180, lat, lon0) for lat in reversed(latitudes)]
    axes.add_collection(PolyCollection([[*west, *east]], facecolors=SEA, edgecolors="none"))
    lines = [[project(lon0 + turn, lat, lon0) for lat in latitudes] for turn in range(-150, 180, 30)]
    lines += [[project(lon0 - 180, lat, lon0), project(lon0 + 180, lat, lon0)] for lat in range(-60, 90, 30)]
    axes.add_collection(LineCollection(lines, colors=GRATICULE, linewidths=0.6))


def _countries(axes: Any, picture: Picture) -> None:
    """Draw the countries in the tint of their balance, without an estimate in plain land, disputed areas dashed."""
    for row in world(picture.lon0):
        rings = [part[0] for part in row["geometry"]["coordinates"]]
        tint = picture.tints.get(row["id"])
        colour = LAND if tint is None else TINTS[tint]
        axes.add_collection(PolyCollection(rings, facecolors=colour, edgecolors=EDGE, linewidths=0.4))
    for row in disputed(picture.lon0):
        lines = _outlines(row["geometry"])
        axes.add_collection(LineCollection(lines, colors=MUTE, linewidths=0.6, linestyles="dashed"))


def _outlines(geometry: dict[str, Any]) -> list[list[list[float]]]:
    """Return the rings or lines of a geometry."""
    parts = geometry["coordinates"]
    kind = geometry["type"]
    if kind == "LineString":
        return [parts]
    if kind in ("Polygon", "MultiLineString"):
        return list(parts)
    return [ring for part in parts for ring in part]


def _arc(axes: Any, arc: Arc) -> None:
    """Draw casing, core and head of one flow."""
    width = arc.width * POINTS_PER_PX
    style = (0, (4.5 + 0.6 * width, 3.2 + 0.3 * width)) if arc.is_dashed else "solid"
    cap = "butt" if arc.is_dashed else "round"
    for piece in arc.pieces:
        xs, ys = zip(*piece, strict=True)
        axes.plot(xs, ys, color="white", linewidth=width + 1.2, alpha=0.7, solid_capstyle="round")
        axes.plot(
            xs, ys, color=arc.tone, linewidth=width, alpha=0.85, linestyle=style, dash_capstyle=cap,
            solid_capstyle=cap,
        )  # fmt: skip
    if arc.width > HEAD_FROM:
        axes.add_collection(
            PolyCollection([_head(arc)], facecolors=arc.tone, edgecolors="white", linewidths=0.6)
        )


def _head(arc: Arc) -> list[tuple[float, float]]:
    """Return the triangle at the tip of an arc, in map units."""
    (x0, y0), (x1, y1) = arc.pieces[-1][-2:]
    side = 1.5 * min(8.0, 3 + arc.width) * MAP_UNITS_PER_PX
    angle = atan2(y1 - y0, x1 - x0)
    turns = (angle + HEAD_HALF_ANGLE, angle - HEAD_HALF_ANGLE)
    return [(x1, y1), *((x1 - side * cos(turn), y1 - side * sin(turn)) for turn in turns)]


def _legend(figure: Figure, picture: Picture) -> None:
    """Draw the key of tints and widths in the lower left corner of the map."""
    from_left = 0.02
    for index, (tint, told) in enumerate(zip(TINTS, words.BALANCE_CLASSES, strict=True)):
        y = 0.36 - 0.026 * index
        figure.add_artist(_patch(figure, from_left, y, tint))
        figure.text(from_left + 0.03, y, str(told), fontsize=8, color=INK, va="center")
    for index, (width, told) in enumerate(picture.widths):
        y = 0.22 - 0.026 * index
        figure.add_artist(_stroke(figure, from_left, y, width * POINTS_PER_PX))
        figure.text(from_left + 0.03, y, told, fontsize=8, color=INK, va="center")


def _words(figure: Figure, picture: Picture) -> None:
    """Write headline, notes, citation, and what kind of figures these are."""
    figure.text(
        0.02, 0.965, fill(picture.headline, WRAP_HEADLINE), fontsize=14, weight="bold", color=INK, va="top"
    )
    notes = fill("  ·  ".join(picture.notes), WRAP_NOTES)
    figure.text(0.02, 0.115, notes, fontsize=7.5, color=MUTE, va="top", linespacing=1.35)
    figure.text(0.02, 0.015, fill(picture.citation, WRAP_NOTES), fontsize=7.5, color=INK, va="bottom")
    mark = "SYNTHETIC" if picture.is_synthetic else "SCENARIO" if picture.is_scenario else ""
    if mark:
        figure.text(0.5, 0.5, mark, fontsize=90, color=INK, alpha=0.13, ha="center", va="center", rotation=20)


def _patch(figure: Figure, x: float, y: float, colour: str) -> Any:
    return Rectangle(
        (x, y - 0.007), 0.024, 0.014, transform=figure.transFigure, facecolor=colour, edgecolor=EDGE
    )


def _stroke(figure: Figure, x: float, y: float, width: float) -> Any:
    return Line2D([x, x + 0.024], [y, y], transform=figure.transFigure, color=INK, linewidth=width)
