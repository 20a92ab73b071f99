"""A waterfall: how parts make a whole, each bar beginning where the last one ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from apps.web.charts import axes, svg
from apps.web.charts.frame import Frame
from apps.web.charts.intervals import name_of, names_above
from apps.web.charts.scale import Scale, linear

ROW = 32.0
NAME_ABOVE = 14.0


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
    is_above = names_above([step.name for step in steps], frame)
    height = ROW + NAME_ABOVE if is_above else ROW
    label = 10.0 if is_above else 136.0 if frame.is_narrow else 230.0
    sized = Frame(frame.name, frame.width, 44 + height * len(steps), label, frame.right, 10, 34)
    spans = _spans(steps)
    ends = [end for span in spans for end in span]
    scale = linear(max(ends), sized.x0, sized.x1, lowest=min(ends))
    rows = [
        _row(step, span, sized.y1 + height * index, sized, scale, is_above=is_above)
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


def _row(
    step: Step, span: tuple[float, float], top: float, frame: Frame, scale: Scale, *, is_above: bool
) -> SafeString:
    """Return one bar with its words."""
    name = name_of(step.name, top, top + ROW / 2, frame, is_above=is_above)
    top += NAME_ABOVE if is_above else 0
    left, right = sorted(scale.at(end) for end in span)
    parts: list[str] = [
        name,
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
