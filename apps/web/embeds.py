"""One view alone, for a frame on another page: its address, its line of HTML, and its answer without cookies."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from html import escape
from typing import Any
from urllib.parse import SplitResult, urlsplit

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from apps.flows.question import Question
from apps.flows.releases import ReleaseRow

ANYWHERE = {"frame-ancestors": ["*"]}
WIDTH_PX = 960
HEIGHTS_PX = {"embed-map": 600, "embed-timeline": 640}
# The pages that can stand alone, each with the address name of its view without a frame.
FRAMED = {"home": "embed-map", "timeline": "embed-timeline"}

View = Callable[..., HttpResponse]


def framed(view: View) -> View:
    """Let any page frame the answer, which sets no cookie and depends on none."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.COOKIES.clear()
        return view(request, *args, **kwargs)

    exempt: View = xframe_options_exempt(csp_replace(ANYWHERE)(answer))  # type: ignore[assignment]
    return exempt


def line(request: HttpRequest, name: str, query: str, title: str, *, width: str = "100%") -> str:
    """Return the line of HTML that shows a view on another page."""
    return (
        f'<iframe src="{escape(address(request, name, query))}" title="{escape(title)}" width="{width}" '
        f'height="{HEIGHTS_PX[name]}" loading="lazy"></iframe>'
    )


def address(request: HttpRequest, name: str, query: str) -> str:
    """Return the whole address of a view that stands alone."""
    path = reverse(name)
    return request.build_absolute_uri(f"{path}?{query}" if query else path)


def name_of(request: HttpRequest, url: str) -> tuple[str, SplitResult] | None:
    """Return the embed's address name of one of our own addresses, with its parts; None for any other address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.netloc != request.get_host():
        return None
    names = {reverse(page): name for page, name in FRAMED.items()}
    names |= {reverse(name): name for name in FRAMED.values()}
    name = names.get(parts.path)
    return (name, parts) if name else None


def embed_of(
    request: HttpRequest, page: str, question: Question, release: ReleaseRow, title: str, *, extra: str = ""
) -> str:
    """Return the line of HTML for the view of a page, with its release; `extra` is the page's own query."""
    query = replace(question, release=release.id, as_of=None).canonical(without=("lang",))
    return line(request, FRAMED[page], "&".join(part for part in (query, extra) if part), title)
