"""Dumps as files: the list, the last one, and every file of one, which never changes."""

from wsgiref.util import FileWrapper

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from apps.api import etags, sending
from apps.api.listing import dump
from apps.api.pages import read_only
from apps.api.problems import Problem, respond
from apps.api.resource import CONTENT_TYPES
from apps.flows import dumps
from apps.flows.dumps import MANIFEST, Dump

HOME = "/data/dumps/"
SUMS = "SHA256SUMS"
TYPES = CONTENT_TYPES | {"json": "application/json"}
PLAIN = "text/plain; charset=utf-8"


def _body(value: object, cache_control: str) -> HttpResponse:
    """Return a small JSON answer that any page may read."""
    response = HttpResponse(dump(value), content_type=TYPES["json"])
    response.headers["Cache-Control"] = cache_control
    sending.open_to_all(response)
    return response


def _nothing(text: str) -> HttpResponse:
    """Refuse an address that names no dump or no file of it."""
    return respond(Problem("not-found", f"{text}; {HOME} lists the dumps."))


@read_only
def index(request: HttpRequest) -> HttpResponse:
    """List the dumps that stand, the newest first."""
    listed = [
        {name: one.manifest[name] for name in ("name", "release", "as_of", "synthetic")}
        | {"url": f"{HOME}{one.name}/{MANIFEST}"}
        for one in reversed(dumps.dumps())
    ]
    return _body({"data": listed}, etags.LATEST)


@read_only
def latest(request: HttpRequest) -> HttpResponse:
    """Send the caller to the newest dump."""
    standing = dumps.dumps()
    if not standing:
        return respond(
            Problem("unavailable", "The first dump is still being written; ask again in a minute.")
        )
    response = HttpResponse(status=302)
    response.headers["Location"] = f"{HOME}{standing[-1].name}/"
    response.headers["Cache-Control"] = etags.LATEST
    sending.open_to_all(response)
    return response


@read_only
def manifest(request: HttpRequest, name: str) -> HttpResponse:
    """Give the manifest of a dump, which names its files."""
    found = dumps.dump(name)
    return _body(found.manifest, etags.FOR_EVER) if found else _nothing("There is no dump of this name")


@read_only
def nothing(request: HttpRequest) -> HttpResponse:
    """Refuse what is neither a dump nor a file of one."""
    return _nothing("Nothing is at this address")


@read_only
def file(request: HttpRequest, name: str, file: str) -> HttpResponseBase:
    """Give one file of a dump, piece by piece; its ETag is its sha256."""
    found = dumps.dump(name)
    if found is None:
        return _nothing("There is no dump of this name")
    hashes = found.hashes()
    if file not in (*hashes, SUMS):
        return _nothing(f"This dump has {', '.join([*hashes, SUMS])}")
    return _sent(request, found, file, f'"{hashes.get(file, found.name)}"')


def _sent(request: HttpRequest, found: Dump, file: str, tag: str) -> HttpResponseBase:
    """Return a file, or that the caller holds it."""
    path = found.folder / file
    response: HttpResponseBase
    if etags.matches(request.headers.get("If-None-Match", ""), tag):
        response = HttpResponse(status=304)
    else:
        pieces = FileWrapper(path.open("rb"), sending.PIECE_BYTES)
        response = StreamingHttpResponse(pieces, content_type=TYPES.get(path.suffix.removeprefix("."), PLAIN))
        response.headers["Content-Length"] = str(path.stat().st_size)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = etags.FOR_EVER
    response.headers["Link"] = f'<{HOME}{found.name}/{MANIFEST}>; rel="describedby"'
    sending.open_to_all(response)
    return response
