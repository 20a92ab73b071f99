"""What stands around the resources: the index, the OpenAPI document, the docs page, one page per problem."""

import re
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from apps.api import etags, limits, schema, sending
from apps.api.docs import operations
from apps.api.kinds import KINDS
from apps.api.listing import dump
from apps.api.packed import pack
from apps.api.problems import Problem, respond
from apps.api.resource import Resource
from apps.api.v1.urls import RESOURCES, documented
from apps.api.versions import CODE_VERSION, find_release
from apps.flows.question_values import write_moment
from apps.flows.releases import ReleaseRow

READS = ("GET", "HEAD", "OPTIONS")
SUFFIX = re.compile(r"\.[^./]*\Z")
PERMANENT = 308
View = Callable[..., HttpResponseBase]


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document, made once per process."""
    return schema.document(documented, limits.published())


def _published() -> ReleaseRow | None:
    """Return the release whose names serve as examples, None without one or without a database."""
    try:
        release: ReleaseRow | None = find_release(release_id=None, as_of=None)
    except DatabaseError:
        return None
    return release


@lru_cache(maxsize=2)
def _document_of(release: ReleaseRow | None) -> bytes:
    """Return the document as sent: its examples of releases, runs and moments are of what is published."""
    if release is None:
        return dump(document())
    names = {
        "release": release.id, "run": release.weeks[-1].run, "as_of": write_moment(release.published_at),
    }  # fmt: skip
    return dump(schema.with_examples(document(), names))


def read_only(view: View) -> View:
    """Answer OPTIONS, refuse what is not a read with 405, and let no form token be asked for."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **path: str) -> HttpResponseBase:
        if request.method not in READS:
            return respond(
                Problem(
                    "method-not-allowed",
                    "This address is read with GET, HEAD or OPTIONS.",
                    headers={"Allow": ", ".join(READS)},
                )
            )
        if request.method == "OPTIONS":
            return sending.preflight()
        return sending.finish(request, view(request, **path))

    return guarded


def _send(
    request: HttpRequest, body: Callable[[], bytes], content_type: str, version: str = ""
) -> HttpResponseBase:
    """Send something that only a new version of the product changes, or of what is named."""
    return sending.send(
        request,
        lambda: pack(body(), content_type=content_type, headers={}),
        canonical=request.path,
        version=f"{CODE_VERSION} {version}".rstrip(),
        form=content_type,
        cache_control=etags.LATEST,
    )


@read_only
def index(request: HttpRequest) -> HttpResponseBase:
    """List the resources and the documents about them."""
    listed = {
        name: [f"/api/v1/{name}.{form}" for form in resource.forms]
        for name, resource in RESOURCES.items()
        if "<" not in name
    }
    documents = {"openapi": "/api/v1/openapi.json", "docs": "/api/v1/docs"}
    return _send(request, lambda: dump({"data": {"resources": listed, **documents}}), "application/json")


@read_only
def openapi(request: HttpRequest) -> HttpResponseBase:
    """Give the OpenAPI 3.1 document."""
    release = _published()
    return _send(request, lambda: _document_of(release), "application/json", release.id if release else "")


@read_only
def docs(request: HttpRequest) -> HttpResponseBase:
    """Show the OpenAPI document as a page, without scripts."""
    described = document()
    context = {"info": described["info"], "operations": operations(described), "kinds": KINDS}
    return _send(
        request, lambda: render_to_string("api/docs.html", context).encode(), "text/html; charset=utf-8"
    )


@read_only
def stylesheet(request: HttpRequest) -> HttpResponseBase:
    """Give the look of these pages; the content security policy allows no style inside a page."""
    return _send(request, lambda: render_to_string("api/docs.css").encode(), "text/css; charset=utf-8")


@read_only
def problem(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Say what a type of problem means and what to do."""
    if kind not in KINDS:
        return respond(Problem("not-found", f"There is no problem type {kind}; /api/v1/docs lists them."))
    context = {"name": kind, "kind": KINDS[kind]}
    return _send(
        request, lambda: render_to_string("api/problem.html", context).encode(), "text/html; charset=utf-8"
    )


@csrf_exempt
def without_slash(request: HttpRequest) -> HttpResponse:
    """Send the caller to the address without its trailing slashes; the method stays."""
    path, mark, query = request.get_full_path().partition("?")
    response = HttpResponse(status=PERMANENT)
    response.headers["Location"] = f"{path.rstrip('/')}{mark}{query}"
    return sending.open_to_all(response)


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Refuse an address that no resource has, saying whether only its suffix is wrong."""
    path = request.path.removeprefix("/api/v1/")
    stem = SUFFIX.sub("", path)
    resource = _resource_at(stem)
    if resource is not None and stem != path:
        forms = ", ".join(f".{form}" for form in resource.forms)
        return sending.finish(
            request, respond(Problem("no-such-format", f"/api/v1/{stem} is given as {forms}."))
        )
    nothing = Problem("not-found", "Nothing is at this address; /api/v1 lists the resources.")
    return sending.finish(request, respond(nothing))


def _resource_at(stem: str) -> type[Resource] | None:
    """Return the resource whose address without suffix this is, or None."""
    try:
        view = resolve(f"/api/v1/{stem}").func
    except Resolver404:
        return None
    found = getattr(view, "view_class", None)
    return found if isinstance(found, type) and issubclass(found, Resource) else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses: a program with a problem, a reader with a page."""
    if request.path.startswith("/api/"):
        return respond(Problem("malformed-request", "The request names a host this server does not know."))
    return defaults.bad_request(request, exception)
