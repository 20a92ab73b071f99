"""A waterfall: how parts make a whole, each bar beginning where the last one ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from apps.web.charts import axes, svg
from apps.web.charts.frame import Frame
from apps.web.charts.scale import Scale, linear

ROW = 32.0


@dataclass(frozen=True, slots=True)
class Step:
    """One part: its words, its signed size, the words of the figure; a total begins at zero."""

    name: str
    value: float
    words: str
    tone: str = "other"
    is_total: bool = False


def draw(
    steps: Sequence[Step],
    frame: Frame,
    *,
    words: Callable[[float], str],
    title: str,
    description: str,
    key: str,
) -> SafeString:
    """Return the drawing, one row per step from the top."""
    label = 136.0 if frame.is_narrow else 230.0
    sized = Frame(frame.name, frame.width, 44 + ROW * len(steps), label, frame.right, 10, 34)
    spans = _spans(steps)
    ends = [end for span in spans for end in span]
    scale = linear(max(ends), sized.x0, sized.x1, lowest=min(ends))
    rows = [
        _row(step, span, sized.y1 + ROW * index, sized, scale)
        for index, (step, span) in enumerate(zip(steps, spans, strict=True))
    ]
    children = [axes.horizontal(scale, sized, words), *rows]
    return axes.drawing(sized, children, title=title, description=description, key=key)


def _spans(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """Return where each bar begins and ends."""
    spans, level = [], 0.0
    for step in steps:
        start = 0.0 if step.is_total else level
        level = start + step.value
        spans.append((start, level))
    return spans


def _row(step: Step, span: tuple[float, float], top: float, frame: Frame, scale: Scale) -> SafeString:
    """Return one bar with its words."""
    left, right = sorted(scale.at(end) for end in span)
    parts: list[str] = [
        svg.text(frame.x0 - 10, top + ROW / 2 + 4, step.name, "row", anchor="end"),
        svg.element(
            "rect",
            svg.element("title", step.words),
            x=left,
            y=top + 6,
            width=max(right - left, 1.0),
            height=ROW - 12,
            class_=f"bar {step.tone}{' total' if step.is_total else ''}",
        ),
    ]
    if not frame.is_narrow:
        parts.append(svg.text(frame.x1 + 10, top + ROW / 2 + 4, step.words, "value"))
    return svg.group(parts)
