"""Two panels on one scale: what belongs to different times and is counted differently stands beside, never joined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from apps.web.charts import axes, svg
from apps.web.charts.frame import Frame
from apps.web.charts.lines import Line, shapes_of
from apps.web.charts.scale import Days, Scale
from apps.web.spark import calendar

TITLE = 26.0
BETWEEN = 128.0
TICKS = 6
# Stacked panels of the narrow drawing, and the room between them.
PANEL, PLAIN = 220.0, 84.0
LINE = 16.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One side: its words, its series, its events; `is_weekly` tells that a missing week is a gap."""

    title: str
    lines: Sequence[Line]
    marks: Sequence[axes.Mark] = ()
    is_weekly: bool = True


def draw(
    panels: tuple[Panel, Panel],
    frame: Frame,
    *,
    between: Sequence[str],
    words: Callable[[float], str],
    title: str,
    description: str,
    key: str,
) -> SafeString:
    """Return both panels from 0 to 1; `between` are the words of the span that neither side covers."""
    whole, frames = _frames(frame)
    children: list[str] = []
    for panel, part in zip(panels, frames, strict=True):
        children += _panel(panel, part, words if part.x0 == whole.x0 else _no_words)
    children.append(_between(between, frames))
    last = [(_last(line), line.name, line.tone) for line in panels[1].lines if line.name]
    scale = Scale(0, 1, whole.y0, whole.y1)
    children.append(axes.end_labels([(scale.at(value), name, tone) for value, name, tone in last], whole))
    return axes.drawing(whole, children, title=title, description=description, key=key)


def _frames(frame: Frame) -> tuple[Frame, tuple[Frame, Frame]]:
    """Return the whole drawing and its two plots: side by side, or one above the other where it is narrow."""
    top = frame.top + TITLE
    if not frame.is_narrow:
        height = frame.height + TITLE
        whole = Frame(frame.name, frame.width, height, frame.left, frame.right, top, frame.bottom)
        width = (whole.x1 - whole.x0 - BETWEEN) / 2
        left = Frame(
            frame.name, frame.width, height, frame.left, frame.width - frame.left - width, top, frame.bottom
        )
        right = Frame(frame.name, frame.width, height, whole.x1 - width, frame.right, top, frame.bottom)
        return whole, (left, right)
    height = top + 2 * PANEL + PLAIN + TITLE + 2 * frame.bottom
    upper = Frame(frame.name, frame.width, height, frame.left, frame.right, top, height - top - PANEL)
    lower = Frame(
        frame.name, frame.width, height, frame.left, frame.right, height - frame.bottom - PANEL, frame.bottom
    )
    return Frame(frame.name, frame.width, height, frame.left, frame.right, top, frame.bottom), (upper, lower)


def _panel(panel: Panel, frame: Frame, words: Callable[[float], str]) -> list[str]:
    """Return one plot with its title, axes, series and events."""
    known = sorted({day for line in panel.lines for day in line.central})
    days = Days(known[0], known[-1], frame.x0, frame.x1)
    scale = Scale(0, 1, frame.y0, frame.y1)
    stretch = calendar(known) if panel.is_weekly else known
    return [
        svg.text(frame.x0, frame.y1 - TITLE - 8, panel.title, "panel-title"),
        axes.vertical(scale, frame, words, ticks=4),
        svg.group(
            [shape for line in panel.lines for shape in shapes_of(line, stretch, days, scale)], class_="lines"
        ),
        axes.months(days, frame, wanted=TICKS),
        axes.events(panel.marks, days, frame),
    ]


def _no_words(_value: float) -> str:
    """Name no tick: the axis of the first panel does."""
    return ""


def _between(words: Sequence[str], frames: tuple[Frame, Frame]) -> SafeString:
    """Return the field that says that nothing is known in between."""
    first, second = frames
    if first.is_narrow:
        x, y, width, height = first.x0, first.y0 + 28, first.x1 - first.x0, 34.0
        lines = [" ".join(words)]
    else:
        x, y, width, height = first.x1 + 14, first.y1, second.x0 - first.x1 - 28, first.y0 - first.y1
        lines = list(words)
    start = y + height / 2 - LINE * (len(lines) - 1) / 2 + 4
    told = [
        svg.text(x + width / 2, start + LINE * place, line, "tick", anchor="middle")
        for place, line in enumerate(lines)
    ]
    return svg.group([svg.element("rect", x=x, y=y, width=width, height=height, class_="void"), *told])


def _last(line: Line) -> float:
    return line.central[max(line.central)]
