"""Stacked shares of a whole over time: every layer from means, which add; one layer may show its range."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from apps.web.charts import axes, svg
from apps.web.charts.frame import Frame
from apps.web.charts.scale import Days, Scale
from apps.web.numbers import percent
from apps.web.spark import calendar, runs_of


@dataclass(frozen=True, slots=True)
class Layer:
    """One part of the whole: shares (0 to 1) by week, bottom layer first; tone is a class of the stylesheet."""

    name: str
    tone: str
    shares: dict[date, float]


@dataclass(frozen=True, slots=True)
class Range:
    """Where one layer's share lies: low, central, high by week; drawn from the base, not stacked."""

    name: str
    low: dict[date, float]
    central: dict[date, float]
    high: dict[date, float]


def draw(
    layers: Sequence[Layer],
    frame: Frame,
    *,
    title: str,
    description: str,
    key: str,
    marks: Sequence[axes.Mark] = (),
    chosen: Range | None = None,
) -> SafeString:
    """Return the drawing; a week missing from a layer's shares is a gap in all of them."""
    known = sorted({week for layer in layers for week in layer.shares})
    weeks = calendar(known)
    days = Days(weeks[0], weeks[-1], frame.x0, frame.x1)
    scale = Scale(0, 1, frame.y0, frame.y1)
    edges = _edges(layers, known)
    shapes = [
        _layer(layer, edges[index], edges[index + 1], runs_of(weeks, set(known)), days, scale)
        for index, layer in enumerate(layers)
    ]
    last = known[-1]
    labels = [
        (
            scale.at((edges[i][last] + edges[i + 1][last]) / 2),
            axes.fitted(layer.name, percent(layer.shares[last])),
            layer.tone,
        )
        for i, layer in enumerate(layers)
        if layer.shares.get(last, 0) >= 0.005
    ]
    children = [
        axes.vertical(scale, frame, percent, ticks=4),
        svg.group(shapes, class_="layers"),
        _range(chosen, weeks, days, scale),
        axes.months(days, frame),
        axes.events(marks, days, frame),
        axes.end_labels(labels, frame),
    ]
    return axes.drawing(frame, children, title=title, description=description, key=key, days=days)


def _edges(layers: Sequence[Layer], weeks: Sequence[date]) -> list[dict[date, float]]:
    """Return the lower edge of each layer and the upper edge of the last, by week."""
    edges = [dict.fromkeys(weeks, 0.0)]
    for layer in layers:
        edges.append({week: edges[-1][week] + layer.shares.get(week, 0.0) for week in weeks})
    return edges


def _layer(
    layer: Layer,
    lower: dict[date, float],
    upper: dict[date, float],
    runs: list[list[date]],
    days: Days,
    scale: Scale,
) -> SafeString:
    """Return one layer: an area per stretch of weeks; a week that stands alone is a bar."""
    data = []
    for run in runs:
        ends = run if len(run) > 1 else [run[0], run[0]]
        shift = [0.0] * len(run) if len(run) > 1 else [-3.0, 3.0]
        above = [(days.at(w) + s, scale.at(upper[w])) for w, s in zip(ends, shift, strict=True)]
        below = [(days.at(w) + s, scale.at(lower[w])) for w, s in zip(ends, shift, strict=True)]
        data.append(svg.path([*above, *reversed(below)], closed=True))
    return svg.element(
        "path", svg.element("title", layer.name), d="".join(data), class_=f"layer {layer.tone}"
    )


def _range(chosen: Range | None, weeks: Sequence[date], days: Days, scale: Scale) -> SafeString:
    """Return the pale band and dashed line of the chosen layer."""
    if chosen is None:
        return SafeString("")
    bands, lines = [], []
    for run in runs_of(weeks, set(chosen.central)):
        above = [(days.at(week), scale.at(chosen.high[week])) for week in run]
        below = [(days.at(week), scale.at(chosen.low[week])) for week in run]
        bands.append(svg.path([*above, *reversed(below)], closed=True))
        lines.append(svg.path([(days.at(week), scale.at(chosen.central[week])) for week in run]))
    return svg.group(
        [
            svg.element("path", d="".join(bands), class_="chosen-band"),
            svg.element("path", d="".join(lines), class_="chosen-line"),
        ]
    )
