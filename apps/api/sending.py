"""How an answer leaves: headers that every read carries, 304 before any work, HEAD without a body."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from wsgiref.util import FileWrapper

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from apps.api import etags
from apps.api.packed import Packed, Shelf, Spooled, choose_encoding

SHELF = Shelf()
EXPOSED = "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
PREFLIGHT_SECONDS = 86400
SETTLED_SECONDS = 3
PIECE_BYTES = 64 * 1024
Answer = TypeVar("Answer", bound=HttpResponseBase)


def open_to_all(response: Answer) -> Answer:
    """Let pages of any origin read this answer; no credentials are involved."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    return response


def close_to_others(response: HttpResponseBase) -> None:
    """Take back what lets pages of other origins read an answer: writes are for programs."""
    for name in ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers"):
        response.headers.pop(name, None)


def send(
    request: HttpRequest,
    make: Callable[[], Packed | Spooled],
    *,
    canonical: str,
    version: str,
    form: str,
    cache_control: str,
    encodings: tuple[str, ...] = ("gzip",),
    varies: str = "Accept-Encoding",
    modified_at: datetime | None = None,
) -> HttpResponseBase:
    """Answer 304 if the caller holds this version, else the kept bytes, else what `make` gives."""
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""), encodings)
    tag = etags.etag(canonical, version, f"{form} {encoding}")
    name = etags.etag(canonical, version, form)
    is_held = etags.matches(request.headers.get("If-None-Match", ""), tag)
    is_held = is_held or etags.is_unchanged_since(request.headers, modified_at)
    packed: Packed | Spooled | None = SHELF.find(name)
    if packed is None and not is_held:
        packed = make()
    response = (
        HttpResponse(status=304) if packed is None or is_held else _body(request, packed, encoding, name)
    )
    response.shelf_name = name  # type: ignore[attr-defined]
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = varies
    # A second that has only just ended may still gain a change, and then its date would lie.
    if modified_at is not None and modified_at.timestamp() < time.time() - SETTLED_SECONDS:
        response.headers["Last-Modified"] = http_date(modified_at.timestamp())
    for header, value in (packed.headers if packed else {}).items():
        response.headers[header] = value
    return open_to_all(response)


def _body(request: HttpRequest, packed: Packed | Spooled, encoding: str, name: str) -> HttpResponseBase:
    """Return the answer with its bytes in the chosen encoding, and keep them; a long file is sent as it is."""
    if isinstance(packed, Spooled):
        pieces = FileWrapper(packed.body, PIECE_BYTES)
        return StreamingHttpResponse(
            pieces, content_type=packed.content_type, headers={"Content-Length": str(packed.size_bytes)}
        )
    if encoding == "gzip":
        packed.add_gzip()
    SHELF.keep(name, packed)
    if encoding not in packed.encodings:
        # Only answers prepared at publication have br.
        encoding = choose_encoding(request.headers.get("Accept-Encoding", ""), tuple(packed.encodings))
    response = HttpResponse(packed.encodings[encoding], content_type=packed.content_type)
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    return response


def finish(request: HttpRequest, response: Answer) -> Answer:
    """Take the body off an answer to HEAD, whose length stays told; the server would send it as it is."""
    if request.method == "HEAD" and isinstance(response, StreamingHttpResponse):
        response.streaming_content = iter(())
    elif request.method == "HEAD" and isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def preflight() -> HttpResponse:
    """Answer OPTIONS: what may be asked, also from another origin."""
    response = open_to_all(HttpResponse(status=204))
    response.headers["Allow"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response
