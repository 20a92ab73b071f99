"""Evidence as people give it: looked up, the quote found in the stored text, then kept."""

import re
from datetime import datetime
from typing import Any

from apps.events.actions.placing import placed
from apps.events.faults import InvalidField, QuoteNotFound
from apps.events.given import GivenEvidence
from apps.events.models import EventEvidence, PolicyEvent
from apps.events.quoted import sha256_of
from apps.events.texts import document_key, version_named
from apps.observations import queries as observations

QUOTE_CHARACTERS = 2_000
NAMED = re.compile(r"characters (\d{1,9})-(\d{1,9})\b")
ONE_OF_THREE = "document with version, or snapshot, or url: one of the three"


def keep_evidence(event: PolicyEvent, given: GivenEvidence, *, now: datetime) -> EventEvidence:
    """Store a piece of evidence; raises InvalidField, or QuoteNotFound where the words do not stand there."""
    return EventEvidence.objects.create(
        event=event, **proven(given, now=now), accessed_date=now.date(), recorded_at=now
    )


def proven(given: GivenEvidence, *, now: datetime) -> dict[str, Any]:
    """Return the columns of a piece of evidence, looked up but not stored; raises as `keep_evidence`."""
    return _pointer(given, now) | {"published_date": given.published_date, "grade": given.grade}


def _pointer(given: GivenEvidence, now: datetime) -> dict[str, Any]:
    """Return where the evidence stands and the words of it."""
    ways = [bool(given.document or given.version), bool(given.snapshot), bool(given.url)]
    if sum(ways) != 1 or bool(given.document) != bool(given.version):
        raise InvalidField("evidence", "", "points to none or to several places", ONE_OF_THREE)
    if given.span is not None and not given.document:
        raise InvalidField("evidence.span", given.span, "a span belongs to a version", "leave it out")
    if given.document:
        return _in_version(given, now)
    plain = {"quote": given.quote, "locator": given.locator}
    if given.url:
        return plain | {"url": given.url}
    found = observations.latest_snapshot(sha256=given.snapshot)
    if found is None:
        raise InvalidField(
            "evidence.snapshot", given.snapshot, "no stored bytes have this sha256", "an existing one"
        )
    return (
        plain | {"snapshot_id": found.id} | placed(version_id=None, snapshot_id=found.id, quote=given.quote)
    )


def _in_version(given: GivenEvidence, now: datetime) -> dict[str, Any]:
    """Return the version and the words in it; the span and the quote must agree where both are given."""
    key = document_key(given.document)
    if key is None:
        raise InvalidField(
            "evidence.document", given.document, "no such document", "an id of /api/v1/documents"
        )
    version = version_named(document=key, name=given.version, as_of=now)
    if version is None:
        raise InvalidField("evidence.version", given.version, "no such version", "a version of that document")
    start, end = given.span or _named(given, version.text) or _place(given, version.text)
    words = version.text[start:end]
    if not 0 <= start < end <= len(version.text) or (given.quote and words != given.quote):
        raise QuoteNotFound(
            "evidence.span",
            [start, end],
            "the quote does not stand there",
            f"inside 0 to {len(version.text)}",
        )
    if len(words) > QUOTE_CHARACTERS:
        raise InvalidField(
            "evidence.span", [start, end], "too long", f"at most {QUOTE_CHARACTERS} characters"
        )
    place = f"characters {start}-{end}"
    locator = (
        given.locator if given.locator.startswith(place) else "; ".join(filter(None, (place, given.locator)))
    )
    return {
        "document_version_id": version.key, "quote": words, "locator": locator,
        "span_start": start, "span_end": end, "text_sha256": sha256_of(version.text),
    }  # fmt: skip


def _named(given: GivenEvidence, text: str) -> tuple[int, int] | None:
    """Return the characters that the locator names where the quote stands there, else None."""
    found = NAMED.match(given.locator)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    return (start, end) if given.quote and text[start:end] == given.quote else None


def _place(given: GivenEvidence, text: str) -> tuple[int, int]:
    """Return where the quote begins and ends; raise QuoteNotFound."""
    start = text.find(given.quote) if given.quote else -1
    if start < 0:
        reason = "the words do not stand in that version" if given.quote else "a quote or a span is needed"
        raise QuoteNotFound("evidence.quote", given.quote, reason, "words of that very version")
    return start, start + len(given.quote)
