"""Errors as programs read them: RFC 9457 problem details, one page per type."""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from rest_framework.exceptions import MethodNotAllowed

from apps.flows.question import UnreadableQuestion

LOGGER = logging.getLogger("tokentrade.api")
CONTENT_TYPE = "application/problem+json"
VALUE_CHARACTERS = 100
DETAIL_CHARACTERS = 4000
RETRY_AFTER_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of problem: its status, its title and what the caller can do about it."""

    status: int
    title: str
    remedy: str


KINDS = {
    "invalid-parameter": Kind(
        400,
        "A parameter cannot be read",
        "Read `errors`: each entry names the parameter, the value sent and what is allowed. Nothing is"
        " clamped or ignored, so correct the value and ask again.",
    ),
    "unknown-parameter": Kind(
        400,
        "This resource has no such parameter",
        "Compare the spelling with the parameters of the resource in /api/v1/docs.",
    ),
    "conflicting-parameters": Kind(
        400,
        "These parameters exclude each other",
        "Send one of them: `period` or `from` and `to`; `release` or `as_of`.",
    ),
    "invalid-cursor": Kind(
        400,
        "The cursor does not belong to this query",
        "Follow `meta.next` (or the Link header) as it was given, without changing another parameter."
        " To ask something else, leave the cursor out.",
    ),
    "measure-not-on-basis": Kind(
        400,
        "This measure does not exist on this basis",
        "Energy, electricity value and carbon arise where the computing happens: ask for basis=COMPUTE,"
        " or on LAB for the counterfactual with counterfactual=true.",
    ),
    "scope-not-here": Kind(
        400,
        "This scope does not exist on this resource",
        "National figures (DOMESTIC) are not flows; ask for OBSERVED.",
    ),
    "malformed-request": Kind(
        400,
        "The request cannot be read",
        "Send an ordinary HTTP request: a host this server knows, and at most some dozens of parameters.",
    ),
    "not-found": Kind(
        404, "Nothing is at this address", "/api/v1 lists the resources; lists give the ids of their items."
    ),
    "no-such-format": Kind(
        404,
        "This resource has no such format",
        "The suffix of the path picks the format; /api/v1/docs lists the formats of each resource.",
    ),
    "no-run-at-as-of": Kind(
        404,
        "No estimate was published at that moment",
        "/api/v1/releases lists the moments of publication; ask as of one of them or later.",
    ),
    "gone": Kind(
        410,
        "This was here and has been taken back",
        "The detail says why. Whatever used it should stop; /api/v1/changes tells of each such case.",
    ),
    "changes-expired": Kind(
        410,
        "Changes are kept for 400 days",
        "Take the whole of the data anew (a dump, or a walk through the lists), then follow the changes from there.",
    ),
    "method-not-allowed": Kind(
        405, "This address can only be read", "Use GET, HEAD or OPTIONS; the Allow header lists what works."
    ),
    "url-too-long": Kind(414, "The URL is longer than 4,000 bytes", "Ask for fewer ids at once."),
    "internal-error": Kind(
        500,
        "A fault of ours",
        "The fault is logged under the `instance` of the answer; please report it with that identifier.",
    ),
    "unavailable": Kind(
        503,
        "Not available at the moment",
        "The database does not answer in time, or the first estimate is still being made. Ask again after"
        " the seconds in Retry-After.",
    ),
}


class Problem(Exception):
    """A refusal of known kind; `detail` is one sentence with the remedy, `errors` the parameters at fault."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        errors: Iterable[dict[str, str]] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}


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


def _translate(fault: Exception) -> Problem:
    """Return the problem that stands for `fault`."""
    match fault:
        case Problem():
            return fault
        case UnreadableQuestion():
            return from_question(fault)
        case MethodNotAllowed():
            return Problem("method-not-allowed", "Resources of this API are read with GET, HEAD or OPTIONS.")
        case Http404():
            return Problem("not-found", "Nothing is at this address; /api/v1 lists the resources.")
        case SuspiciousOperation():
            return Problem("malformed-request", "The request has too many parameters or an unknown host.")
        case OperationalError() | InterfaceError():
            LOGGER.warning("the database did not answer", exc_info=fault)
            return Problem("unavailable", "The database did not answer in time; ask again in some seconds.")
        case DatabaseError():
            LOGGER.exception("database fault", exc_info=fault)
            return Problem("internal-error", "The database refused the query; this is a fault of ours.")
    LOGGER.exception("unexpected fault", exc_info=fault)
    return Problem("internal-error", "Something unexpected happened; this is a fault of ours.")


def handle(fault: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer any fault of a resource with problem+json (EXCEPTION_HANDLER of rest_framework)."""
    response = respond(_translate(fault))
    if isinstance(fault, MethodNotAllowed):
        response.headers["Allow"] = "GET, HEAD, OPTIONS"
    return response
