"""Addresses that were read a moment ago: their answer is found again without reading the address anew.

Only the version of the data is looked at; the bytes lie on the shelf. An address with a moment in it (`as_of`), a
token or a method other than GET goes the long way.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from apps.api import etags, sending
from apps.api.asking import Ask
from apps.api.versions import Version
from apps.flows.question import Question

KEPT_ADDRESSES = 2000
OK = 200
# These belong to one body; an answer without one does not have them.
OF_BODY = ("Content-Type", "Content-Encoding", "Content-Length")


@dataclass(frozen=True, slots=True)
class Known:
    """How an address was answered: the version of its data then, its ETag, its place on the shelf."""

    version: Callable[[], Version]
    version_tag: str
    tag: str
    name: str
    encoding: str


class Versioned(Protocol):
    """A resource that knows the version of its data."""

    form: str

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version to answer from."""


Kept = tuple[Known, dict[str, str]]
_KNOWN: OrderedDict[tuple[str, str, str], Kept] = OrderedDict()
_LOCK = threading.Lock()


def _name(request: HttpRequest) -> tuple[str, str, str] | None:
    """Return what names a plain read, or None for anything else."""
    told = request.META
    if request.method != "GET" or "HTTP_AUTHORIZATION" in told:
        return None
    return told.get("PATH_INFO", ""), told.get("QUERY_STRING", ""), told.get("HTTP_ACCEPT_ENCODING", "")


def find(request: HttpRequest) -> HttpResponseBase | None:
    """Return the answer of an address read before, if its data are what they were; else None."""
    name = _name(request)
    kept = _KNOWN.get(name) if name else None
    if kept is None or "HTTP_IF_MODIFIED_SINCE" in request.META:
        return None
    known, headers = kept
    if known.version().tag != known.version_tag:
        return None
    if etags.matches(request.META.get("HTTP_IF_NONE_MATCH", ""), known.tag):
        unchanged = HttpResponse(status=304)
        for header, value in headers.items():
            if header not in OF_BODY:
                unchanged.headers[header] = value
        return unchanged
    packed = sending.SHELF.find(known.name)
    body = packed.encodings.get(known.encoding) if packed else None
    if body is None:
        return None
    return HttpResponse(body, headers=headers | {"Content-Length": str(len(body))})


def tell(request: HttpRequest, response: HttpResponseBase, ask: Ask, bare: Versioned) -> None:
    """Let a good answer say how it was made; what today is changes how `as_of` is read, so that stays out."""
    if response.status_code != OK or response.streaming or bare.form == "atom" or "as_of" in request.GET:
        return
    response.known = Known(  # type: ignore[attr-defined]
        version=lambda: bare.version(ask.question, ask.pin),
        version_tag=ask.version.tag,
        tag=response.headers["ETag"],
        name=response.shelf_name,  # type: ignore[attr-defined]
        encoding=response.headers.get("Content-Encoding", "identity"),
    )


def keep(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Remember a good answer that says how it was made; return it."""
    known, name = getattr(response, "known", None), _name(request)
    if known is not None and name is not None and response.status_code == OK:
        headers = {key: value for key, value in response.headers.items() if key != "Content-Length"}
        with _LOCK:
            _KNOWN[name] = (known, headers)
            _KNOWN.move_to_end(name)
            while len(_KNOWN) > KEPT_ADDRESSES:
                _KNOWN.popitem(last=False)
    return response


def forget() -> None:
    """Forget every address."""
    with _LOCK:
        _KNOWN.clear()
