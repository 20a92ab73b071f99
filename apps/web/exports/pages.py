"""The charts of a page as PNG, SVG or one HTML file: what the page would place, with all that must stand beside it.

The file of a page has the page's own address between `/export/` and its kind: `/export/countries/CHN.png?basis=LAB`.
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from apps.web.charts.figure import Figure
from apps.web.exports import keeping, paint, styling
from apps.web.exports.board import Board, drawn, whole_links

# Address name of a page: what of its context is drawn, in the order of the page.
DRAWN: dict[str, tuple[str, ...]] = {
    "timeline": ("twins", "shares", "exports", "ladder"),
    "country": ("history", "to", "from_"),
    "corridor": ("history", "waterfall"),
    "model": ("places", "tokens", "prices"),
    "lab": ("tokens",),
    "prices": ("steps",),
    "price-gap": ("pairs", "parts"),
    "calculator": ("split", "multiple", "swings", "choices", "ladder", "hash_rate", "tokens"),
    "denominators": ("bars",),
    "claim": ("compared",),
    "before-after": ("series",),
}
TYPES = {"png": "image/png", "svg": "image/svg+xml", "html": "text/html; charset=utf-8"}


def export(request: HttpRequest, page: str, kind: str) -> HttpResponse:
    """Answer with the file of a page; one that draws nothing is not found, and says so."""
    match = _match(page, kind)
    # English in every file: the type of the pictures holds no other script.
    with translation.override("en"):
        board = board_of(request, match)
        if isinstance(board, str):
            return HttpResponse(board, status=404, content_type="text/plain; charset=utf-8")
        drawing = drawn(board)
        makers: dict[str, Callable[[], bytes]] = {
            "png": lambda: paint.png(drawing),
            "svg": lambda: drawing,
            "html": lambda: html(board),
        }
        content = sha256(drawing).hexdigest()[:12]
        key = f"export/{kind}/{keeping.drawn_by()}/{page}#{content}"
        found = keeping.kept_or_made(board.release, key, TYPES[kind], makers[kind])
    name = f"tokentrade-{page.replace('/', '-')}-{board.release}.{kind}"
    return keeping.answer(request, found, is_pinned=False, name=name)


def _match(page: str, kind: str) -> ResolverMatch:
    """Return which page is meant; Http404 for any that draws nothing."""
    try:
        match = resolve(f"/{page}/")
    except Resolver404 as fault:
        raise Http404(f"{page}: no page has this address") from fault
    if kind not in TYPES or match.url_name not in DRAWN:
        raise Http404(f"{page}.{kind}: png, svg and html are made of pages with a chart")
    return match


def board_of(request: HttpRequest, match: ResolverMatch) -> Board | str:
    """Return what the page would place, as a board; where it has nothing to draw, why."""
    placed = match.func(request, *match.args, **match.kwargs)
    context = placed.context_data if isinstance(placed, TemplateResponse) else None
    tools, release = (context or {}).get("tools"), (context or {}).get("release")
    if context is None or tools is None or release is None:
        return _("Nothing is published yet: there is no picture.")
    figures = list(_figures(context.get(name) for name in DRAWN[str(match.url_name)]))
    if not figures:
        return _("This view has no chart: no number of what was asked is known. Its page says why.")
    return Board(
        title=tools.title,
        lead=str(context.get("headline") or ""),
        figures=figures,
        citation=tools.citation,
        address=tools.permalink,
        origin=request.build_absolute_uri("/").rstrip("/"),
        release=release.id,
        is_synthetic=release.is_synthetic,
    )


def _figures(placed: Iterable[Any]) -> Iterable[Figure]:
    """Yield the figures among these, in lists and in entries that hold one."""
    for one in placed:
        if isinstance(one, Figure):
            yield one
        elif isinstance(one, Mapping):
            yield from _figures([one.get("figure")])
        elif isinstance(one, list | tuple):
            yield from _figures(one)


def html(board: Board) -> bytes:
    """Return one file that asks for nothing: the drawings for wide and narrow, their tables, and every word."""
    figures = [
        (figure, [whole_links(str(drawing), board.origin) for drawing in figure.drawings])
        for figure in board.figures
    ]
    context = {"board": board, "figures": figures, "sheets": [styling.tokens(), styling.charts()]}
    return render_to_string("web/export_page.html", context).encode()
