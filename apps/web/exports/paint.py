"""A board as PNG: the shapes of its SVG drawn by matplotlib, one at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from apps.web.exports.canvas import DRAWING, SETTINGS

PX_PER_INCH = 100
DPI = 140
POINTS_PER_PX = 72 / PX_PER_INCH
# The type of the pictures runs wider than the one of screens.
TYPE_SCALE = 0.9
STEP = re.compile(r"([MLHVZ])|(-?\d+(?:\.\d+)?)")
ALIGN = {"start": "left", "middle": "center", "end": "right"}
INHERITED = ("fill", "stroke", "stroke-width", "font-size", "font-weight", "opacity")
BOLD_FROM = 600


@dataclass(frozen=True, slots=True)
class Pen:
    """Where and with what a shape is drawn: offset in px, and what it inherits."""

    dx: float
    dy: float
    paint: dict[str, str]

    def within(self, element: Element) -> "Pen":
        """Return the pen inside an element; opacities multiply."""
        own = {name: value for name in INHERITED if (value := element.get(name)) is not None}
        if "opacity" in own:
            own["opacity"] = str(float(own["opacity"]) * float(self.paint.get("opacity", 1)))
        return replace(self, paint=self.paint | own)


def png(drawing: bytes) -> bytes:
    """Return an SVG of ours (no transforms, no styles) as PNG, 1.4 pixels for each of its own."""
    root = ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    with DRAWING, rc_context(SETTINGS):
        figure = Figure(figsize=(width / PX_PER_INCH, height / PX_PER_INCH), facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        for order, shape in enumerate(_shapes(root, Pen(0, 0, {"fill": "#000000"}))):
            shape.set_zorder(order)
            axes.add_artist(shape)
        FigureCanvasAgg(figure)
        body = BytesIO()
        figure.savefig(body, format="png", dpi=DPI)
    return body.getvalue()


def _shapes(element: Element, pen: Pen) -> Iterator[Any]:
    """Yield what an element draws, then what it holds, in the order of painting."""
    inner = pen.within(element)
    kind = element.tag.rpartition("}")[2]
    if kind == "svg":
        inner = replace(inner, dx=pen.dx + _at(element, "x"), dy=pen.dy + _at(element, "y"))
    elif kind in MAKERS:
        yield MAKERS[kind](element, inner)
    for child in element:
        yield from _shapes(child, inner)


def _at(element: Element, name: str) -> float:
    return float(element.get(name, 0))


def _stroke(element: Element, pen: Pen) -> dict[str, Any]:
    """Return edge colour, width and dashes in matplotlib's words."""
    colour = pen.paint.get("stroke", "none")
    width = float(pen.paint.get("stroke-width", 1)) * POINTS_PER_PX if colour != "none" else 0.0
    asked = element.get("stroke-dasharray", "none")
    dashes = [] if asked == "none" else [float(one) * POINTS_PER_PX for one in re.split(r"[ ,]+", asked)]
    style: Any = (0, dashes) if dashes else "solid"
    return {"edgecolor": colour, "linewidth": width, "linestyle": style}


def _face(element: Element, pen: Pen) -> dict[str, Any]:
    """Return how a closed shape is filled; a fill of its own transparency keeps its edge."""
    fill = pen.paint.get("fill", "none")
    alpha = float(pen.paint.get("opacity", 1)) * float(element.get("fill-opacity", 1))
    return {"facecolor": "none" if fill == "none" else (fill, alpha), **_stroke(element, pen)}


def _line(element: Element, pen: Pen) -> Line2D:
    told = _stroke(element, pen)
    cap: Any = "round" if element.get("stroke-linecap") == "round" else "butt"
    return Line2D(
        [pen.dx + _at(element, "x1"), pen.dx + _at(element, "x2")],
        [pen.dy + _at(element, "y1"), pen.dy + _at(element, "y2")],
        color=told["edgecolor"], linewidth=told["linewidth"], linestyle=told["linestyle"],
        alpha=float(pen.paint.get("opacity", 1)), solid_capstyle=cap, dash_capstyle=cap,
    )  # fmt: skip


def _path(element: Element, pen: Pen) -> PathPatch:
    points, codes = _steps(element.get("d", ""), pen)
    told = {"joinstyle": "round", "capstyle": "round"} if pen.paint.get("fill") == "none" else {}
    return PathPatch(Path(points, codes), **_face(element, pen), **told)


def _steps(data: str, pen: Pen) -> tuple[list[tuple[float, float]], list[Any]]:
    """Return points and codes of path data made of M, L, H, V and Z."""
    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    kind, x, y = "M", pen.dx, pen.dy
    held: list[float] = []
    for letter, number in STEP.findall(data):
        if letter:
            kind, held = letter, []
            if letter == "Z":
                points.append((x, y))
                codes.append(Path.CLOSEPOLY)
            continue
        held.append(float(number))
        if kind in "HV":
            x, y = (pen.dx + held[0], y) if kind == "H" else (x, pen.dy + held[0])
        elif len(held) == 2:
            x, y = pen.dx + held[0], pen.dy + held[1]
        else:
            continue
        points.append((x, y))
        codes.append(Path.MOVETO if kind == "M" else Path.LINETO)
        held = []
    return points, codes


def _rect(element: Element, pen: Pen) -> Rectangle:
    corner = (pen.dx + _at(element, "x"), pen.dy + _at(element, "y"))
    return Rectangle(corner, _at(element, "width"), _at(element, "height"), **_face(element, pen))


def _circle(element: Element, pen: Pen) -> Circle:
    centre = (pen.dx + _at(element, "cx"), pen.dy + _at(element, "cy"))
    return Circle(centre, _at(element, "r"), **_face(element, pen))


def _text(element: Element, pen: Pen) -> Any:
    from_ = (pen.dx + _at(element, "x"), pen.dy + _at(element, "y"))
    size = float(pen.paint.get("font-size", 13)) * POINTS_PER_PX * TYPE_SCALE
    weight = pen.paint.get("font-weight", "400")
    return Text(
        *from_, element.text or "", fontsize=size, color=pen.paint.get("fill", "#000000"), va="baseline",
        ha=ALIGN[element.get("text-anchor", "start")], alpha=float(pen.paint.get("opacity", 1)),
        weight="bold" if weight == "bold" or (weight.isdigit() and int(weight) >= BOLD_FROM) else "normal",
        parse_math=False,
    )  # fmt: skip


MAKERS = {"line": _line, "path": _path, "rect": _rect, "circle": _circle, "text": _text}
