"""A curve of one quantity against another on logarithmic axes, with published figures as points beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from apps.web.charts import axes, svg
from apps.web.charts.frame import Frame
from apps.web.charts.scale import logarithmic

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Trace:
    """One curve through points (x, y), with its band where it has a range."""

    name: str
    tone: str
    points: Sequence[Point]
    low: Sequence[Point] = ()
    high: Sequence[Point] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A figure that somebody published, at its place on the axes."""

    name: str
    x: float
    y: float


def draw(
    traces: Sequence[Trace],
    published: Sequence[Published],
    frame: Frame,
    *,
    x_words: Callable[[float], str],
    y_words: Callable[[float], str],
    title: str,
    description: str,
    key: str,
) -> SafeString:
    """Return the drawing; all values must be above 0."""
    points = [p for trace in traces for p in (*trace.points, *trace.low, *trace.high)]
    points += [(one.x, one.y) for one in published]
    xs = logarithmic(min(x for x, _y in points), max(x for x, _y in points), frame.x0, frame.x1)
    ys = logarithmic(min(y for _x, y in points), max(y for _x, y in points), frame.y0, frame.y1)

    def placed(some: Sequence[Point]) -> list[Point]:
        return [(xs.at(x), ys.at(y)) for x, y in some]

    shapes: list[str] = []
    for trace in traces:
        if trace.low and trace.high:
            band = svg.path([*placed(trace.high), *reversed(placed(trace.low))], closed=True)
            shapes.append(svg.element("path", d=band, class_=f"band {trace.tone}"))
        shapes.append(svg.element("path", d=svg.path(placed(trace.points)), class_=f"line {trace.tone}"))
    labels = [(ys.at(trace.points[-1][1]), trace.name, trace.tone) for trace in traces]
    shapes += [_published(one, xs.at(one.x), ys.at(one.y)) for one in published]
    children = [
        axes.vertical(ys, frame, y_words),
        axes.horizontal(xs, frame, x_words),
        *shapes,
        axes.end_labels(labels, frame),
    ]
    return axes.drawing(frame, children, title=title, description=description, key=key)


def _published(one: Published, x: float, y: float) -> SafeString:
    """Return a published figure as a labelled diamond."""
    diamond = svg.path([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], closed=True)
    return svg.group(
        [
            svg.element("path", svg.element("title", one.name), d=diamond, class_="published"),
            svg.text(x, y + 22, one.name, "published-name", anchor="middle"),
        ]
    )
