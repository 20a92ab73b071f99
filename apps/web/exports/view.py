"""This view as PNG, SVG or one HTML file: made once per release and question, one at a time."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from apps.flows import queries
from apps.flows.actions.answering import keep_answer
from apps.flows.answers import KeptAnswer, kept_answer
from apps.flows.question import Question, read_forgiving
from apps.web.addresses import page_url
from apps.web.exports import canvas, standalone
from apps.web.exports.picture import MAPS, Picture, picture
from apps.web.views.home import ALLOWED, asked

MAKERS: dict[str, tuple[str, Callable[[Picture], bytes]]] = {
    "png": ("image/png", canvas.png),
    "svg": ("image/svg+xml", canvas.svg),
    "html": ("text/html; charset=utf-8", standalone.html),
}
# One at a time: a drawing takes a second of one processor.
DRAWING = BoundedSemaphore(1)
PATIENCE_S = 8
RETRY_S = "5"
A_YEAR = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60"


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
    key = f"export/{kind}/{drawn_by()}?{plain.canonical()}"
    found = kept_answer(release_id=release.id, key=key)
    if found is None:
        if not DRAWING.acquire(timeout=PATIENCE_S):
            return HttpResponse(
                "Another picture is being made. Try again.", status=503, headers={"Retry-After": RETRY_S}
            )
        try:
            found = _made(request, plain, release, kind, key)
        finally:
            DRAWING.release()
    return _answer(
        request, found, is_pinned=question.release is not None, name=f"tokentrade-{release.id}.{kind}"
    )


@cache
def drawn_by() -> str:
    """Return a short hash of what draws: a picture that an older version drew is not shown again."""
    sources = [*Path(__file__).parent.glob("*.py"), *MAPS.glob("world-*.json")]
    whole = b"".join(source.read_bytes() for source in sorted(sources))
    return sha256(whole).hexdigest()[:8]


def _made(
    request: HttpRequest, question: Question, release: queries.ReleaseRow, kind: str, key: str
) -> KeptAnswer:
    """Draw and keep; the words are English in every file, as its fonts hold no other script."""
    content_type, maker = MAKERS[kind]
    address = request.build_absolute_uri(page_url("home", replace(question, release=None)))
    joint = "&" if "?" in address else "?"
    with translation.override("en"):
        body = maker(picture(question, release, address=f"{address}{joint}release={release.id}"))
    keep_answer(release_id=release.id, key=key, content_type=content_type, body=body)
    return KeptAnswer(content_type, body, b"", b"")


def _answer(request: HttpRequest, found: KeptAnswer, *, is_pinned: bool, name: str) -> HttpResponse:
    """Return the bytes in the form the reader takes; the file has a policy of its own or runs nothing."""
    accepted = request.headers.get("Accept-Encoding", "")
    encoding, body = "", found.body
    if found.body_br and "br" in accepted:
        encoding, body = "br", found.body_br
    elif found.body_gzip and "gzip" in accepted:
        encoding, body = "gzip", found.body_gzip
    answer = HttpResponse(body, content_type=found.content_type)
    answer["Cache-Control"] = A_YEAR if is_pinned else A_MINUTE
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    if encoding:
        answer["Content-Encoding"] = encoding
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
