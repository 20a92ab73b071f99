"""The body of a write: read strictly as JSON, and named by a hash that does not depend on its spelling."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest

from apps.api.problems import Problem

BODY_BYTES = 64 * 1024
DEEPEST = 40
MEDIA_TYPE = "application/json"


def read(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of a request; raise Problem for any other body."""
    _check_kind(request)
    # A length that cannot be read is no length; the server has refused what contradicts itself.
    length = request.META.get("CONTENT_LENGTH") or "0"
    if len(length) > len(str(BODY_BYTES)) or int(length) > BODY_BYTES:
        raise Problem("body-too-large", f"The body has {length[:12]} bytes; at most {BODY_BYTES} are taken.")
    return parse(request.body)


def _check_kind(request: HttpRequest) -> None:
    """Raise Problem unless the body is said to be plain JSON in UTF-8."""
    kind, _, parameters = request.META.get("CONTENT_TYPE", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if kind.strip().lower() != MEDIA_TYPE or charset not in ("", "utf-8"):
        raise Problem("unsupported-media-type", f"Send Content-Type: {MEDIA_TYPE}, in UTF-8.")
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        raise Problem("unsupported-media-type", "Send the body without Content-Encoding.")


def parse(body: bytes) -> dict[str, Any]:
    """Return the JSON object that some bytes hold; raise Problem saying what is wrong with them."""
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError) as fault:
        reason = str(fault) if isinstance(fault, Unreadable) else "it is no JSON in UTF-8, or too deep"
        raise Problem("malformed-body", f"The body cannot be read: {reason}.") from fault
    if not isinstance(found, dict):
        raise Problem("malformed-body", "The body is JSON, but not an object {...}.")
    if _depth(found) > DEEPEST:
        raise Problem("malformed-body", f"The body is more than {DEEPEST} levels deep.")
    return found


class Unreadable(ValueError):
    """What the reader of JSON would let pass and we do not."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a name stands twice in one object")
    return found


def _constant(name: str) -> Any:
    raise Unreadable(f"{name} is no number of JSON")


def _depth(value: Any) -> int:
    """Return how many objects and arrays lie inside each other, without recursion."""
    level, depth = [value], 0
    while level:
        depth += 1
        inner = [
            list(one.values()) if isinstance(one, dict) else one
            for one in level
            if isinstance(one, dict | list)
        ]
        level = [item for items in inner for item in items]
    return depth


def sha256_of(data: Any) -> str:
    """Return the name of what a body says, however it is spelled."""
    return hashlib.sha256(
        json.dumps(data, sort_keys=True, default=str).encode("utf-8", "replace")
    ).hexdigest()
