"""Cursors: signed and opaque; they hold the last key, the release and the query they belong to, and no clock."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer

from apps.api.problems import Problem, error_of

SALT = "tokentrade.api.cursor"
# A dot needs no percent-encoding in a query, unlike the signer's own colon.
SEPARATOR = "."
HASH_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk stands: after `key`, in `release` (empty for lists that have no release)."""

    release: str
    key: list[Any]


def query_hash(canonical: str) -> str:
    """Return the name of a query: resource and parameters without the cursor."""
    return hashlib.sha256(canonical.encode()).hexdigest()[:HASH_CHARACTERS]


def write(place: Place, *, canonical: str) -> str:
    """Return the cursor that continues `canonical` after `place`; same place, same text."""
    return Signer(salt=SALT, sep=SEPARATOR).sign_object([place.release, query_hash(canonical), place.key])


def _refusal(text: str, why: str) -> Problem:
    return Problem(
        "invalid-cursor",
        f"The cursor {why}; follow meta.next as it was given, or leave the cursor out.",
        errors=[error_of("cursor", text, "invalid-cursor", "the cursor in meta.next of this very query")],
    )


def read(text: str, *, canonical: str) -> Place:
    """Return where the walk stands; raise Problem `invalid-cursor` if tampered with or of another query."""
    try:
        release, of_query, key = Signer(salt=SALT, sep=SEPARATOR).unsign_object(text)
    except (BadSignature, ValueError, TypeError) as fault:
        raise _refusal(text, "was not made here or was changed") from fault
    if of_query != query_hash(canonical):
        raise _refusal(text, "belongs to another query")
    return Place(release=release, key=key)
