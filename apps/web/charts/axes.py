"""What charts share: axes, end labels that keep their distance, marks of events, the frame around all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from apps.web.charts import svg
from apps.web.charts.frame import Frame
from apps.web.charts.scale import Days, Scale
from apps.web.words import dated

LABEL_GAP = 16.0
LABEL_CHARACTERS = 21
CLUSTER = 20.0
GLYPHS = {
    "EXPORT_CONTROL": "▲",
    "TERMS_CHANGE": "§",
    "ENFORCEMENT": "§",
    "PRICE_CHANGE": "$",
    "TARIFF": "$",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on a time axis, with the address of its page."""

    day: date
    kind: str
    title: str
    url: str


def vertical(scale: Scale, frame: Frame, words: Callable[[float], str], *, ticks: int = 5) -> SafeString:
    """Return the vertical axis: few ticks with hairlines across the plot, words at the left."""
    marks: list[str] = []
    for value in scale.ticks(ticks):
        y = scale.at(value)
        marks.append(svg.line(frame.x0, y, frame.x1, y, "hair"))
        marks.append(svg.text(frame.x0 - 8, y + 4, words(value), "tick", anchor="end"))
    return svg.group(marks, class_="axis")


def horizontal(scale: Scale, frame: Frame, words: Callable[[float], str], *, ticks: int = 6) -> SafeString:
    """Return the horizontal axis of values."""
    marks: list[str] = []
    for value in scale.ticks(3 if frame.is_narrow else ticks):
        x = scale.at(value)
        marks.append(svg.line(x, frame.y1, x, frame.y0, "hair"))
        marks.append(svg.text(x, frame.y0 + 18, words(value), "tick", anchor="middle"))
    return svg.group(marks, class_="axis")


def months(days: Days, frame: Frame, *, wanted: int = 10) -> SafeString:
    """Return the time axis: months under a base line, the year at its first tick; about as many as wanted."""
    marks: list[str] = [svg.line(frame.x0, frame.y0, frame.x1, frame.y0, "base")]
    year = 0
    for day in days.ticks(4 if frame.is_narrow else wanted):
        x = days.at(day)
        marks.append(svg.line(x, frame.y0, x, frame.y0 + 4, "base"))
        words = month_words(day, with_year=day.year != year)
        year = day.year
        marks.append(svg.text(x, frame.y0 + 19, words, "tick", anchor="middle"))
    return svg.group(marks, class_="axis")


def month_words(day: date, *, with_year: bool) -> str:
    """Return a month in words."""
    return dated(day, "yMMM" if with_year else "MMM")


def end_labels(labels: Iterable[tuple[float, str, str]], frame: Frame) -> SafeString:
    """Return labels (y, words, tone) right of the plot, moved apart where they would touch; none when narrow."""
    if frame.is_narrow:
        return SafeString("")
    ordered = sorted(labels)
    placed = spread([y for y, _words, _tone in ordered], LABEL_GAP, frame.y1, frame.y0)
    return svg.group(
        [
            svg.text(frame.x1 + 10, y + 5, words, f"end {tone}")
            for y, (_y, words, tone) in zip(placed, ordered, strict=True)
        ]
    )


def fitted(name: str, figure: str) -> str:
    """Return an end label that fits beside the plot; the legend and the table carry the whole name."""
    room = LABEL_CHARACTERS - len(figure) - 1
    return f"{name if len(name) <= room else name[: room - 1].rstrip() + '…'} {figure}"


def spread(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Return positions in the same order, at least `gap` apart where the room allows, near those wanted."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + gap) if placed else max(y, top))
    overflow = placed[-1] - bottom if placed else 0.0
    for index in range(len(placed) - 1, -1, -1):
        if overflow <= 0:
            break
        ceiling = placed[index + 1] - gap if index + 1 < len(placed) else bottom
        overflow = placed[index] - ceiling
        placed[index] = min(placed[index], ceiling)
    return placed


def events(marks: Sequence[Mark], days: Days, frame: Frame) -> SafeString:
    """Return dashed verticals under ringed glyphs that link to events; near ones share a glyph with their count."""
    drawn: list[str] = []
    for cluster in clusters([mark for mark in marks if days.first <= mark.day <= days.last], days):
        x = sum(days.at(mark.day) for mark in cluster) / len(cluster)
        first = cluster[0]
        glyph = GLYPHS.get(first.kind, "●") if len(cluster) == 1 else str(len(cluster))
        words = "; ".join(mark.title for mark in cluster)
        ring = svg.group(
            [
                svg.element("title", words),
                svg.line(x, frame.y1, x, frame.y0, "event-line"),
                svg.element("circle", cx=x, cy=frame.y1 - 14, r=11, class_="event-ring"),
                svg.text(x, frame.y1 - 10, glyph, "event-glyph", anchor="middle"),
            ]
        )
        drawn.append(svg.element("a", ring, href=first.url, class_="event", aria_label=words))
    return svg.group(drawn, class_="events")


def clusters(marks: Iterable[Mark], days: Days) -> list[list[Mark]]:
    """Return the marks in order of time, those nearer than 20 px together."""
    found: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda mark: (mark.day, mark.title)):
        if found and days.at(mark.day) - days.at(found[-1][0].day) < CLUSTER:
            found[-1].append(mark)
        else:
            found.append([mark])
    return found


def drawing(
    frame: Frame,
    children: Iterable[str],
    *,
    title: str,
    description: str,
    key: str,
    days: Days | None = None,
) -> SafeString:
    """Return the whole drawing; a group, not an image, as links stand inside. With `days` scripts can brush it."""
    brush = {} if days is None else {"data_first": days.first.isoformat(), "data_last": days.last.isoformat()}
    brush |= {} if days is None else {"data_x0": f"{frame.x0:g}", "data_x1": f"{frame.x1:g}"}
    ids = (f"{key}-{frame.name}-title", f"{key}-{frame.name}-text")
    return svg.element(
        "svg",
        svg.element("title", title, id=ids[0]),
        svg.element("desc", description, id=ids[1]),
        *children,
        class_=f"chart {frame.name}",
        viewBox=f"0 0 {frame.width:g} {frame.height:g}",
        role="group",
        aria_labelledby=" ".join(ids),
        focusable="false",
        **brush,
    )
