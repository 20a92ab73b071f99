"""Lines over time, each with its range as a band; a gap is no line, a week that stands alone is a dot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.safestring import SafeString

from apps.web.charts import axes, svg
from apps.web.charts.frame import Frame
from apps.web.charts.scale import Days, Scale, linear, logarithmic
from apps.web.spark import calendar, runs_of


@dataclass(frozen=True, slots=True)
class Line:
    """One series by day: central values, and low and high where it has a range. steps: it holds until it changes."""

    name: str
    tone: str
    central: dict[date, float]
    low: dict[date, float] = field(default_factory=dict)
    high: dict[date, float] = field(default_factory=dict)
    is_stepped: bool = False


def draw(
    lines: Sequence[Line],
    frame: Frame,
    *,
    words: Callable[[float], str],
    title: str,
    description: str,
    key: str,
    marks: Sequence[axes.Mark] = (),
    is_log: bool = False,
    is_weekly: bool = True,
) -> SafeString:
    """Return the drawing on a zero-based axis, or a logarithmic one where asked (values above 0 only)."""
    values = [
        value for line in lines for side in (line.central, line.low, line.high) for value in side.values()
    ]
    known = sorted({day for line in lines for day in line.central})
    scale = _scale(values, frame, is_log=is_log)
    days = Days(known[0], known[-1], frame.x0, frame.x1)
    stretch = calendar(known) if is_weekly else known
    shapes = [shape for line in lines for shape in shapes_of(line, stretch, days, scale)]
    labels = [
        (scale.at(line.central[max(line.central)]), line.name, line.tone) for line in lines if line.name
    ]
    children = [
        axes.vertical(scale, frame, words),
        svg.group(shapes, class_="lines"),
        axes.months(days, frame),
        axes.events(marks, days, frame),
        axes.end_labels(labels, frame),
    ]
    return axes.drawing(frame, children, title=title, description=description, key=key)


def _scale(values: Sequence[float], frame: Frame, *, is_log: bool) -> Scale:
    if is_log:
        return logarithmic(min(values), max(values), frame.y0, frame.y1)
    return linear(max(values), frame.y0, frame.y1, lowest=min(values))


def shapes_of(line: Line, stretch: Sequence[date], days: Days, scale: Scale) -> list[SafeString]:
    """Return band, line and dots of one series; days of `stretch` that it lacks are gaps."""
    bands, paths, dots = [], [], []
    has_range = bool(line.low and line.high)
    runs = [sorted(line.central)] if line.is_stepped else runs_of(stretch, line.central)
    for run in runs:
        points = [(days.at(day), scale.at(line.central[day])) for day in run]
        if len(run) == 1:
            dots += _alone(line, run[0], points[0], scale, has_range=has_range)
            continue
        if has_range:
            above = [(days.at(day), scale.at(line.high[day])) for day in run]
            below = [(days.at(day), scale.at(line.low[day])) for day in run]
            bands.append(svg.path([*above, *reversed(below)], closed=True))
        paths.append(_stepped(points) if line.is_stepped else svg.path(points))
    drawn = [svg.element("path", d="".join(bands), class_=f"band {line.tone}")] if bands else []
    if paths:
        drawn.append(
            svg.element("path", svg.element("title", line.name), d="".join(paths), class_=f"line {line.tone}")
        )
    return [*drawn, *dots]


def _alone(
    line: Line, day: date, at: tuple[float, float], scale: Scale, *, has_range: bool
) -> list[SafeString]:
    """Return a week that stands alone: a dot, on a bar from low to high where it has a range."""
    x, y = at
    bar = (
        svg.line(x, scale.at(line.low[day]), x, scale.at(line.high[day]), f"alone {line.tone}")
        if has_range
        else ""
    )
    dot = svg.element("circle", cx=x, cy=y, r=3.5, class_=f"dot {line.tone}")
    return [SafeString(bar), dot]


def _stepped(points: Sequence[tuple[float, float]]) -> str:
    """Return path data that holds each value until the next one."""
    first, *others = points
    data = f"M{svg.number(first[0])} {svg.number(first[1])}"
    return data + "".join(f"H{svg.number(x)}V{svg.number(y)}" for x, y in others)
