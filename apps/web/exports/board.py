"""A page's charts on one board with all that must stand beside them: headline, legends, notes, source, citation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.etree import ElementTree

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.web.charts import svg
from apps.web.charts.figure import Figure
from apps.web.charts.frame import WIDE
from apps.web.exports.styling import styled

MARGIN = 30.0
WIDTH = WIDE.width + 2 * MARGIN
# Letters that fit in a line, by the size of the type.
LETTERS = {22: 96, 15: 148, 17: 124, 12: 176}
LEADING = 1.4
SWATCH, GAP, LETTER = 12.0, 22.0, 7.4
NAMESPACE = "http://www.w3.org/2000/svg"
FONTS = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Board:
    """What a file of a page shows; addresses in it are whole, so that it works anywhere."""

    title: str
    lead: str
    figures: Sequence[Figure]
    citation: str
    address: str
    origin: str
    release: str
    is_synthetic: bool

    @property
    def rule(self) -> str:
        """Return how ranges are to be read, and what the drawing does not say."""
        return _(
            "Ranges are 90 % intervals given the stated assumptions. Published and counted figures have none. "
            "Borders and names are without prejudice to any territory’s status."
        )


def drawn(board: Board) -> bytes:
    """Return the board as one SVG that needs no other file; the same board gives the same bytes."""
    root = styled(ElementTree.fromstring(_drawing(board)))  # noqa: S314 - our own drawing, escaped where it was made
    root.set("xmlns", NAMESPACE)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root)


def whole_links(drawing: str, origin: str) -> SafeString:
    """Return a drawing whose links name the site."""
    return mark_safe(drawing.replace('href="/', f'href="{origin}/'))  # noqa: S308 - escaped where it was drawn


def _drawing(board: Board) -> str:
    """Return the board as SVG with the classes of the sheet."""
    y = MARGIN
    parts: list[str] = []
    for words, size, class_ in ((board.title, 22, "end"), (board.lead, 15, "value")):
        lines, y = _lines(words, y, size, class_)
        parts += lines
    for figure in board.figures:
        drawing, y = _figure(figure, y + 10, board)
        parts += drawing
    y += 12
    parts.append(svg.line(MARGIN, y, WIDTH - MARGIN, y, "hair"))
    for words in (board.rule, board.citation):
        lines, y = _lines(words, y + 4, 12, "tick")
        parts += lines
    if board.is_synthetic:
        parts.append(_watermark(_("SYNTHETIC: made for a test, not estimates of anything"), y))
    height = y + MARGIN / 2
    ground = svg.element("rect", x=0, y=0, width=WIDTH, height=height, fill="#ffffff")
    return svg.element(
        "svg", ground, *parts, viewBox=f"0 0 {WIDTH:g} {height:g}", width=WIDTH, height=height,
        class_="chart", font_family=FONTS, font_size=13,
    )  # fmt: skip


def _figure(figure: Figure, y: float, board: Board) -> tuple[list[str], float]:
    """Return one chart under its title, with legend and words below, and where it ends."""
    parts, y = _lines(figure.title, y, 17, "end") if figure.title != board.title else ([], y)
    drawing = str(whole_links(figure.drawings[0], board.origin))
    height = float(drawing.split('viewBox="', 1)[1].split('"', 1)[0].split()[3])
    place = (
        f'<svg x="{svg.number(MARGIN)}" y="{svg.number(y + 8)}" width="{WIDE.width:g}" height="{height:g}" '
    )
    parts.append(SafeString(drawing.replace("<svg ", place + 'overflow="visible" ', 1)))
    y += height + 14
    if figure.legend:
        legend, y = _legend(figure.legend, y)
        parts += legend
    release = _("Release %(id)s.") % {"id": figure.release} if figure.release else ""
    for words in (figure.description, *figure.notes, f"{figure.source} {release}".strip()):
        lines, y = _lines(words, y, 12, "tick")
        parts += lines
    return parts, y + 8


def _legend(entries: Iterable[tuple[str, str]], y: float) -> tuple[list[str], float]:
    """Return the swatches with their names in rows."""
    parts: list[str] = []
    x = MARGIN
    for name, tone in entries:
        width = SWATCH + 6 + LETTER * len(name) + GAP
        if x + width > WIDTH - MARGIN and x > MARGIN:
            x, y = MARGIN, y + 20
        parts.append(svg.element("rect", x=x, y=y, width=SWATCH, height=SWATCH, class_=tone))
        parts.append(svg.text(x + SWATCH + 6, y + SWATCH - 1, name, "value"))
        x += width
    return parts, y + SWATCH + 8


def _lines(words: str, y: float, size: int, class_: str) -> tuple[list[str], float]:
    """Return a text broken into lines, and where it ends."""
    parts: list[str] = []
    for line in wrap(str(words).replace(" %", "\u00a0%"), LETTERS[size], break_on_hyphens=False):
        y += size * LEADING
        parts.append(svg.element("text", line, x=MARGIN, y=y, class_=f"{class_} board-{size}"))
    return parts, y + (4 if parts else 0)


def _watermark(words: str, height: float) -> SafeString:
    """Return the mark of figures that were made for a test, across the board."""
    return svg.element("text", words, x=WIDTH / 2, y=height / 2, class_="watermark", text_anchor="middle")
