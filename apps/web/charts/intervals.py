"""Bars of ranges, one per row: a thin bar from low to high with the central value on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from apps.web.charts import axes, svg
from apps.web.charts.frame import Frame
from apps.web.charts.scale import Scale, linear, logarithmic

ROW = 30.0
# On the narrow drawing a long name stands above its bar.
ROW_NAMED_ABOVE = 46.0
LABEL_WIDE = 190.0
LABEL_NARROW = 124.0
LONG_NAME = 18
PER_LETTER = 6.9


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
    is_above = names_above([row.name for row in rows], frame)
    height = ROW_NAMED_ABOVE if is_above else ROW
    label = label_width([row.name for row in rows], frame)
    sized = Frame(frame.name, frame.width, 44 + height * len(rows), label, frame.right, 10, 34)
    ends = [value for row in rows for value in (row.low, row.high)]
    scale = (
        logarithmic(min(ends), max(ends), sized.x0, sized.x1)
        if is_log
        else linear(max(ends), sized.x0, sized.x1, lowest=min(ends))
    )
    shapes = [
        _row(row, sized.y1 + height * index, sized, scale, is_above=is_above)
        for index, row in enumerate(rows)
    ]
    children = [axes.horizontal(scale, sized, words), *shapes]
    return axes.drawing(sized, children, title=title, description=description, key=key)


def names_above(names: Sequence[str], frame: Frame) -> bool:
    """Tell whether the names stand above their bars: on the narrow drawing, where one of them is long."""
    return frame.is_narrow and max(map(len, names), default=0) > LONG_NAME


def label_width(names: Sequence[str], frame: Frame) -> float:
    """Return the room left of the plot for these names."""
    if names_above(names, frame):
        return 10.0
    if frame.is_narrow:
        return LABEL_NARROW
    return max(LABEL_WIDE, 14 + PER_LETTER * max(map(len, names), default=0))


def name_of(name: str, top: float, middle: float, frame: Frame, *, is_above: bool) -> SafeString:
    """Return the name of a row: left of its bar, or above it."""
    if is_above:
        return svg.text(frame.x0, top + 14, name, "row")
    return svg.text(frame.x0 - 10, middle + 4, name, "row", anchor="end")


def _row(row: Interval, top: float, frame: Frame, scale: Scale, *, is_above: bool) -> SafeString:
    """Return one row of the chart."""
    middle = top + (ROW_NAMED_ABOVE - 16 if is_above else ROW / 2)
    low, central, high = (scale.at(value) for value in (row.low, row.central, row.high))
    label = name_of(row.name, top, middle, frame, is_above=is_above)
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
