"""Files are made once per release, one at a time, and answered in the form that the reader takes."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from apps.flows.actions.answering import keep_answer
from apps.flows.answers import KeptAnswer, kept_answer
from apps.web.exports.picture import MAPS
from apps.web.exports.styling import SHEETS, STATIC

# One at a time: a drawing takes a second of one processor.
DRAWING = BoundedSemaphore(1)
PATIENCE_S = 8
RETRY_S = "5"
A_YEAR = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60"


@cache
def drawn_by() -> str:
    """Return a short hash of what draws: a picture that an older version drew is not shown again."""
    sources = [
        *Path(__file__).parent.glob("*.py"),
        *MAPS.glob("world-*.json"),
        *(STATIC / name for name in SHEETS),
    ]
    whole = b"".join(source.read_bytes() for source in sorted(sources))
    return sha256(whole).hexdigest()[:8]


def kept_or_made(
    release_id: str, key: str, content_type: str, make: Callable[[], bytes]
) -> KeptAnswer | None:
    """Return the file kept under a release and key, else make and keep it; None where others draw for too long."""
    found = kept_answer(release_id=release_id, key=key)
    if found is not None:
        return found
    if not DRAWING.acquire(timeout=PATIENCE_S):
        return None
    try:
        body = make()
    finally:
        DRAWING.release()
    keep_answer(release_id=release_id, key=key, content_type=content_type, body=body)
    return KeptAnswer(content_type, body, b"", b"")


def answer(request: HttpRequest, found: KeptAnswer | None, *, is_pinned: bool, name: str) -> HttpResponse:
    """Return the bytes in the form the reader takes, to be stored under a name; 503 with Retry-After without any."""
    if found is None:
        return HttpResponse(
            "Another picture is being made. Try again.", status=503, headers={"Retry-After": RETRY_S}
        )
    accepted = request.headers.get("Accept-Encoding", "")
    encoding, body = "", found.body
    if found.body_br and "br" in accepted:
        encoding, body = "br", found.body_br
    elif found.body_gzip and "gzip" in accepted:
        encoding, body = "gzip", found.body_gzip
    told = HttpResponse(body, content_type=found.content_type)
    told["Cache-Control"] = A_YEAR if is_pinned else A_MINUTE
    told["Content-Disposition"] = f'attachment; filename="{name}"'
    if encoding:
        told["Content-Encoding"] = encoding
    patch_vary_headers(told, ["Accept-Encoding"])
    return told
