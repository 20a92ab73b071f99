"""Errors as programs read them: RFC 9457 problem details, one page per type."""

import logging
import uuid
from collections.abc import Iterable
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from rest_framework.exceptions import MethodNotAllowed

from apps.api.kinds import KINDS
from apps.flows.question import UnreadableQuestion

LOGGER = logging.getLogger("tokentrade.api")
CONTENT_TYPE = "application/problem+json"
VALUE_CHARACTERS = 100
DETAIL_CHARACTERS = 4000
RETRY_AFTER_SECONDS = 10


class Problem(Exception):
    """A refusal of known kind; `detail` is one sentence with the remedy, `errors` the parameters at fault."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        errors: Iterable[dict[str, str]] = (),
        headers: dict[str, str] | None = None,
        current: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}
        self.current = current


def readable(text: str, characters: int = VALUE_CHARACTERS) -> str:
    """Return `text` as it can be shown: cut, and without lone surrogates."""
    return text[:characters].encode("utf-8", "replace").decode()


def error_of(parameter: str, value: str, reason: str, allowed: str) -> dict[str, str]:
    """Return one entry of `errors`."""
    return {
        "parameter": readable(parameter),
        "value": readable(value),
        "reason": reason,
        "allowed": str(allowed),
    }


def from_question(fault: UnreadableQuestion) -> Problem:
    """Return the refusal of a question that `flows.question` could not read."""
    errors = [error_of(p.parameter, p.value, p.reason, p.allowed) for p in fault.problems]
    return Problem(fault.problem_type, readable(fault.detail, DETAIL_CHARACTERS), errors=errors)


def respond(problem: Problem) -> HttpResponse:
    """Return the answer for `problem` and log its instance."""
    kind = KINDS[problem.kind]
    instance = f"urn:uuid:{uuid.uuid4()}"
    body: dict[str, Any] = {
        "type": f"/api/v1/problems/{problem.kind}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "instance": instance,
    }
    if problem.errors:
        body["errors"] = problem.errors
    if problem.current is not None:
        body["current"] = problem.current
    LOGGER.info(
        "problem %s %s %s", problem.kind, instance, problem.detail.encode("ascii", "backslashreplace")
    )
    response = HttpResponse(orjson.dumps(body), status=kind.status, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if kind.status == KINDS["unavailable"].status:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


# What a caller can mend; the first that fits is told.
TOLD: tuple[tuple[type[Exception], str, str], ...] = (
    (MethodNotAllowed, "method-not-allowed", "This address does not know that method."),
    (Http404, "not-found", "Nothing is at this address; /api/v1 lists the resources."),
    (RequestDataTooBig, "body-too-large", "The body is larger than 64 KB."),
    (UnreadablePostError, "malformed-body", "The body broke off."),
    (SuspiciousOperation, "malformed-request", "The request has too many parameters or an unknown host."),
)


def _translate(fault: Exception) -> Problem:
    """Return the problem that stands for `fault`."""
    match fault:
        case Problem():
            return fault
        case UnreadableQuestion():
            return from_question(fault)
        case OperationalError() | InterfaceError():
            LOGGER.warning("the database did not answer", exc_info=fault)
            return Problem("unavailable", "The database did not answer in time; ask again in some seconds.")
        case DatabaseError():
            LOGGER.exception("database fault", exc_info=fault)
            return Problem("internal-error", "The database refused the query; this is a fault of ours.")
    for known, kind, detail in TOLD:
        if isinstance(fault, known):
            return Problem(kind, detail)
    LOGGER.exception("unexpected fault", exc_info=fault)
    return Problem("internal-error", "Something unexpected happened; this is a fault of ours.")


def answer(fault: Exception) -> HttpResponse:
    """Return the answer that any fault gets."""
    return respond(_translate(fault))


def handle(fault: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer any fault of a resource with problem+json (EXCEPTION_HANDLER of rest_framework)."""
    response = answer(fault)
    if isinstance(fault, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(method.upper() for method in context["view"].http_method_names)
    return response
