"""The map as PNG, SVG or one HTML file."""

from collections.abc import Callable
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from apps.flows import queries
from apps.flows.question import Question, read_forgiving
from apps.web.addresses import page_url
from apps.web.exports import canvas, keeping, standalone
from apps.web.exports.picture import Picture, picture
from apps.web.views.home import ALLOWED, asked

MAKERS: dict[str, tuple[str, Callable[[Picture], bytes]]] = {
    "png": ("image/png", canvas.png),
    "svg": ("image/svg+xml", canvas.svg),
    "html": ("text/html; charset=utf-8", standalone.html),
}


def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer with the file; while another drawing takes too long, 503 with Retry-After."""
    if kind not in MAKERS:
        raise Http404
    now = timezone.now()
    question, _notices = read_forgiving(asked(request), allowed=ALLOWED | {"release"}, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        raise Http404
    plain = replace(
        question, release=None, as_of=None, theme="", lang="", period=question.period or release.newest
    )
    content_type, maker = MAKERS[kind]
    found = keeping.kept_or_made(
        release.id,
        f"export/{kind}/{keeping.drawn_by()}?{plain.canonical()}",
        content_type,
        lambda: maker(_picture(request, plain, release)),
    )
    name = f"tokentrade-{release.id}.{kind}"
    return keeping.answer(request, found, is_pinned=question.release is not None, name=name)


def _picture(request: HttpRequest, question: Question, release: queries.ReleaseRow) -> Picture:
    """Return what is drawn; the words are English in every file, as its fonts hold no other script."""
    address = request.build_absolute_uri(page_url("home", replace(question, release=None)))
    joint = "&" if "?" in address else "?"
    with translation.override("en"):
        return picture(question, release, address=f"{address}{joint}release={release.id}")
