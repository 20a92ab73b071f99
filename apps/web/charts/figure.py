"""A chart with everything that must stand beside it: words, table twin, range rule, source, run, downloads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from apps.web.charts.frame import FRAMES, Frame


@dataclass(frozen=True, slots=True)
class Table:
    """The table twin: column heads (words, whether numeric) and rows of texts, the first cell naming the row."""

    caption: str
    heads: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as `web/figure.html` places it; drawings hold the wide and the narrow one."""

    key: str
    title: str
    description: str
    drawings: Sequence[SafeString]
    table: Table
    legend: Sequence[tuple[str, str]] = ()
    # Also where end labels have room: not every layer reaches the end.
    is_legend_shown: bool = False
    notes: Sequence[str] = ()
    source: str = ""
    release: str = ""
    downloads: Sequence[tuple[str, str]] = field(default_factory=tuple)


def drawings(draw: Callable[[Frame], SafeString]) -> tuple[SafeString, ...]:
    """Return what `draw` gives for every size."""
    return tuple(draw(frame) for frame in FRAMES)
