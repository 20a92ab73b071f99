"""Bars of ranges, one per row: a thin bar from low to high with the central value on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from apps.web.charts import axes, svg
from apps.web.charts.frame import Frame
from apps.web.charts.scale import Scale, linear, logarithmic

ROW = 30.0
LABEL_WIDE = 190.0
LABEL_NARROW = 124.0


@dataclass(frozen=True, slots=True)
class Interval:
    """One row: its words, its range, the words of the figure, the grade, and where it leads."""

    name: str
    low: float
    central: float
    high: float
    words: str
    grade: str = ""
    tone: str = "other"
    url: str | None = None


def draw(
    rows: Sequence[Interval],
    frame: Frame,
    *,
    words: Callable[[float], str],
    title: str,
    description: str,
    key: str,
    is_log: bool = False,
) -> SafeString:
    """Return the drawing; its height follows the rows. Grade D is drawn dashed."""
    label = LABEL_NARROW if frame.is_narrow else LABEL_WIDE
    sized = Frame(frame.name, frame.width, 44 + ROW * len(rows), label, frame.right, 10, 34)
    ends = [value for row in rows for value in (row.low, row.high)]
    scale = (
        logarithmic(min(ends), max(ends), sized.x0, sized.x1)
        if is_log
        else linear(max(ends), sized.x0, sized.x1, lowest=min(ends))
    )
    shapes = [_row(row, sized.y1 + ROW * index, sized, scale) for index, row in enumerate(rows)]
    children = [axes.horizontal(scale, sized, words), *shapes]
    return axes.drawing(sized, children, title=title, description=description, key=key)


def _row(row: Interval, top: float, frame: Frame, scale: Scale) -> SafeString:
    """Return one row of the chart."""
    middle = top + ROW / 2
    low, central, high = (scale.at(value) for value in (row.low, row.central, row.high))
    label = svg.text(frame.x0 - 10, middle + 4, row.name, "row", anchor="end")
    dashed = " assumed" if row.grade == "D" else ""
    parts: list[str] = [
        svg.element("a", label, href=row.url) if row.url else label,
        svg.element("line", x1=low, x2=high, y1=middle, y2=middle, class_=f"interval {row.tone}{dashed}"),
        svg.element(
            "circle", svg.element("title", row.words), cx=central, cy=middle, r=5, class_=f"dot {row.tone}"
        ),
    ]
    if not frame.is_narrow:
        parts.append(svg.text(frame.x1 + 10, middle + 4, row.words, "value"))
    return svg.group(parts)
