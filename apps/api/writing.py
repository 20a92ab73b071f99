"""What all writes share: token, scope and role, a strict body, the revision, and one way out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from apps.api import bodies, etags, meta, problems, tokens
from apps.api.listing import dump
from apps.api.problems import Problem, error_of
from apps.api.resource import URL_BYTES, PathWord
from apps.api.versions import LOOKUPS, Version
from apps.api.write_schema import WriteSchema
from apps.events import faults
from apps.events.faults import Person, Written

IF_MATCH = re.compile(r'"r([1-9][0-9]{0,8})"', re.ASCII)
CREATED, OK, ACCEPTED = 201, 200, 202
View = Callable[..., HttpResponse]
# The fault of an action, and the type of problem that tells of it.
KIND_OF_FAULT: dict[type[Exception], str] = {
    faults.NotThere: "not-found",
    faults.WrongState: "wrong-state",
    faults.OwnWork: "own-work",
    faults.NotTheAuthor: "not-your-role",
    faults.RoleTooLow: "not-your-role",
    faults.UidReused: "uid-reused",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A write as read: the body, its hash, the revision it is made on, who writes, and when."""

    body: dict[str, Any]
    body_sha256: str
    expected: int
    by: Person
    now: datetime
    path: dict[str, str]


class Writing(APIView):
    """A write: its scope, role and body; a subclass gives `write`, one call of an action."""

    http_method_names = ["post", "options"]
    schema = WriteSchema()
    name: ClassVar[str]
    title: ClassVar[str]
    scope: ClassVar[str]
    role: ClassVar[str]
    body: ClassVar[type[Serializer]]
    answer: ClassVar[type[Serializer]]
    path_words: ClassVar[dict[str, PathWord]] = {}
    # A change of an existing thing names the revision it was made on.
    needs_revision: ClassVar[bool] = True
    good_status: ClassVar[int] = CREATED
    example: ClassVar[dict[str, Any]] = {}

    def write(self, given: Given) -> Written:
        """Call the action; its faults become problems."""
        raise NotImplementedError

    def told(self, written: Written) -> dict[str, Any]:
        """Return the data of the answer."""
        raise NotImplementedError

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuse an overlong URL; nothing else is negotiated."""
        if len(request.get_full_path().encode()) > URL_BYTES:
            raise Problem("url-too-long", f"The URL is longer than {URL_BYTES} bytes.")

    def post(self, request: Any, **path: str) -> HttpResponse:
        """Write, and say what was written."""
        given = self._given(request._request, path)
        try:
            written = self.write(given)
        except (LookupError, ValueError) as fault:
            raise of_fault(fault) from fault
        LOOKUPS.forget()
        return self._respond(written)

    patch = post

    def _given(self, request: HttpRequest, path: dict[str, str]) -> Given:
        """Return the write as read; raise Problem at the first thing that does not allow it."""
        by = self._allowed(request)
        for name in request.GET:
            raise Problem("unknown-parameter", "A write has no parameters in its address.", errors=[
                error_of(name, request.GET[name], "unknown-parameter", "none")])  # fmt: skip
        raw = bodies.read(request)
        expected = read_revision(request) if self.needs_revision else 0
        read = self.body(data=raw, partial=self.request.method == "PATCH")
        try:
            read.is_valid(raise_exception=True)
        except ValidationError as fault:
            errors = list(_errors("", fault.detail, raw))
            named = ", ".join(sorted({error["parameter"] for error in errors}))
            raise Problem("invalid-field", f"Nothing was stored; mend {named}.", errors=errors) from fault
        sha256 = bodies.sha256_of(read.validated_data)
        return Given(dict(read.validated_data), sha256, expected, by, timezone.now(), path)

    def _allowed(self, request: HttpRequest) -> Person:
        """Return who writes; raise Problem without token, scope or role."""
        caller = tokens.caller_of(request)
        if caller.token is None:
            raise Problem("missing-token", "Writing needs a token with the scope "
                          f"{self.scope}.", headers=tokens.CHALLENGE)  # fmt: skip
        if self.scope not in caller.token.scopes:
            raise Problem("scope-missing", f"The token lacks the scope {self.scope}.")
        if not caller.is_at_least(self.role):
            held = caller.token.role or "none"
            raise Problem("not-your-role", f"This needs the role {self.role}; yours is {held}.")
        return caller.person

    def _respond(self, written: Written) -> HttpResponse:
        """Return {"meta", "data"} with the revision as ETag."""
        block = meta.block(Version(tag="", as_of=None), next_url=None)
        body = b'{"meta":%s,"data":%s}' % (dump(block), dump(self.told(written)))
        status = self.good_status if written.is_new else OK
        status = ACCEPTED if written.waits else status
        response = HttpResponse(body, status=status, content_type=bodies.MEDIA_TYPE)
        response.headers["ETag"] = revision_tag(written.revision)
        response.headers["Cache-Control"] = etags.NEVER
        if status == CREATED:
            response.headers["Location"] = f"/api/v1/{self.name}/{written.id}"
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer what may be asked of this address; nothing of it from another origin."""
        allowed = ", ".join(method.upper() for method in self.http_method_names)
        return HttpResponse(status=204, headers={"Allow": allowed})


def either(read: View, write: type[Writing]) -> View:
    """Return the view of an address that is read and written: writes go to `write`, all else to `read`."""
    written = write.as_view()
    methods = [method.upper() for method in write.http_method_names if method != "options"]

    @csrf_exempt
    def by_method(request: HttpRequest, **path: str) -> HttpResponse:
        if request.method in methods:
            return written(request, **path)
        response = read(request, **path)
        if "Allow" in response.headers:
            response.headers["Allow"] = ", ".join(("GET", "HEAD", "OPTIONS", *methods))
        return response

    by_method.view_class = read.view_class  # type: ignore[attr-defined]
    return by_method


def revision_tag(revision: int) -> str:
    """Return a revision as ETag and If-Match write it."""
    return f'"r{revision}"'


def read_revision(request: HttpRequest) -> int:
    """Return the revision of If-Match; raise Problem where it is absent or names none."""
    header = request.META.get("HTTP_IF_MATCH")
    if header is None:
        raise Problem("precondition-required", 'Send If-Match: "r<revision>" with the revision you read.')
    found = IF_MATCH.fullmatch(header.strip())
    if found is None:
        detail = 'If-Match holds exactly one revision here, as "r3"; weak tags, lists and * are not taken.'
        raise Problem("version-conflict", detail)
    return int(found[1])


def of_fault(fault: Exception) -> Exception:
    """Return the problem that tells of an action's fault; a fault of another kind as it is."""
    if isinstance(fault, faults.VersionConflict):
        return Problem("version-conflict", str(fault), current=revision_tag(fault.current))
    if isinstance(fault, faults.InvalidField):
        kind = "quote-not-found" if isinstance(fault, faults.QuoteNotFound) else "invalid-field"
        error = error_of(fault.field, fault.value, fault.reason, fault.allowed)
        return Problem(kind, f"Nothing was stored: {fault.field}: {fault.reason}.", errors=[error])
    kind = KIND_OF_FAULT.get(type(fault), "")
    return Problem(kind, problems.readable(str(fault), 400)) if kind else fault


def _errors(field: str, detail: Any, sent: Any) -> Iterator[dict[str, str]]:
    """Yield each fault of a body: the field, what was sent there, and what is allowed."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            place = sent.get(name) if isinstance(sent, dict) else _item(sent, name)
            yield from _errors(f"{field}.{name}".strip("."), inner, place)
    elif isinstance(detail, list) and any(isinstance(one, dict | list) for one in detail):
        for place, inner in enumerate(detail):
            yield from _errors(f"{field}.{place}", inner, _item(sent, place))
    elif detail:
        words = "; ".join(map(str, detail)) if isinstance(detail, list) else str(detail)
        yield error_of(field, "" if sent is None else str(sent), "invalid", words)


def _item(sent: Any, place: Any) -> Any:
    return sent[place] if isinstance(sent, list) and isinstance(place, int) and place < len(sent) else None
