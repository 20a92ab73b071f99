"""Candidate events: found again by slug, identifier or address, and nothing published without a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from apps.events.actions.gathered import offer
from apps.events.actions.placing import placed
from apps.events.actions.revising import lock, logged
from apps.events.addresses import canonical
from apps.events.models import DocumentVersion, EventEvidence, EventStage, PolicyEvent
from apps.events.rows import CandidateOutcome, ReadCandidate, ReadEvidence
from apps.observations.actions import note_changes
from apps.observations.rows import ChangeNote

LOCK = "select pg_advisory_xact_lock(hashtextextended('candidate events', 0))"


class UntellableCandidate(ValueError):
    """A candidate has no evidence, or names one that does not exist; the message says which."""


@transaction.atomic
def record_candidates(
    *, source_key: str, candidates: Sequence[ReadCandidate], now: datetime
) -> CandidateOutcome:
    """Store what is new as CANDIDATE, and more evidence of a known event; say how many were which.

    The same candidate again, also from another source, changes nothing but what it adds; title, state and a
    person's verdict are never touched. What it adds to a published event waits for a reviewer. Raises
    UntellableCandidate and stores nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    created = joined = unchanged = 0
    told: dict[str, ChangeNote] = {}
    for read in candidates:
        if not read.evidence:
            raise UntellableCandidate(f"{source_key}: candidate {read.slug} has no evidence")
        event = _known(read)
        is_new = event is None
        event = event or _create(read, now)
        lock(event)
        is_published = event.state == "CONFIRMED"
        has_more = _offer(event, read, source_key, now) if is_published else _add_evidence(event, read, now)
        if is_new or (has_more and not is_published):
            logged(event, kind="CREATED" if is_new else "GATHERED", now=now, source_key=source_key)
        created, joined = created + is_new, joined + (has_more and not is_new)
        unchanged += not (is_new or has_more)
        if is_new or (has_more and event.slug not in told):
            op = "CREATED" if is_new else "UPDATED"
            told[event.slug] = ChangeNote(op=op, resource="events", id=event.slug)
    note_changes(part="EVENTS", changes=list(told.values()), now=now)
    return CandidateOutcome(created, joined, unchanged)


def _identifiers(read: ReadCandidate) -> list[str]:
    """Return every name under which another source may tell of the same event."""
    pages = [f"url:{canonical(proof.url)}" for proof in read.evidence if proof.url]
    return list(dict.fromkeys([*read.identifiers, *pages]))


def _known(read: ReadCandidate) -> PolicyEvent | None:
    """Return the oldest event with this slug or one of these identifiers, where it was merged to."""
    named = Q(slug=read.slug) | Q(identifiers__overlap=_identifiers(read))
    event = PolicyEvent.objects.filter(named).order_by("recorded_at", "pk").first()
    while event is not None and event.merged_into is not None:
        event = event.merged_into
    return event


def _create(read: ReadCandidate, now: datetime) -> PolicyEvent:
    """Store a new candidate."""
    event = PolicyEvent.objects.create(
        slug=read.slug, kind=read.kind, title=read.title, summary=read.summary, jurisdiction=read.jurisdiction,
        severity=read.severity, doubt=read.doubt, identifiers=_identifiers(read), recorded_at=now,
    )  # fmt: skip
    # A country is named by its code, which the stubs do not expect of a key.
    event.targets.add(*read.targets)  # type: ignore[arg-type]
    return event


def _offer(event: PolicyEvent, read: ReadCandidate, source_key: str, now: datetime) -> bool:
    """Let what a published event lacks wait, and tell whether there was any."""
    versions = _versions(read)
    proofs = [_fields(proof, versions) for proof in read.evidence]
    return offer(event, read, proofs, identifiers=_identifiers(read), source_key=source_key, now=now)


def _add_evidence(event: PolicyEvent, read: ReadCandidate, now: datetime) -> bool:
    """Add the evidence and the stages that the event lacks, and tell whether there were any."""
    versions = _versions(read)
    stored = [_found_or_added(event, _fields(proof, versions), proof.near, now) for proof in read.evidence]
    is_more = any(is_added for _, is_added in stored)
    for step in read.stages:
        _, is_added = EventStage.objects.get_or_create(
            event=event, stage=step.stage, date=step.date, date_precision=step.date_precision,
            evidence=stored[step.evidence][0],
            defaults={"is_disputed": step.is_disputed, "recorded_at": now},
        )  # fmt: skip
        is_more = is_more or is_added
    missing = [name for name in _identifiers(read) if name not in event.identifiers]
    if missing:
        event.identifiers = [*event.identifiers, *missing]
        event.save(update_fields=["identifiers"])
    return is_more


def _versions(read: ReadCandidate) -> dict[tuple[str, str], int]:
    """Return the ids of the document versions that the evidence names; raise UntellableCandidate."""
    ids = {}
    for key, external_id in dict.fromkeys(proof.document for proof in read.evidence if proof.document):
        found = DocumentVersion.objects.filter(document__key=key, external_id=external_id)
        version = found.values_list("pk", flat=True).first()
        if version is None:
            raise UntellableCandidate(f"document {key} has no version {external_id}; record documents first")
        ids[key, external_id] = version
    return ids


def _fields(proof: ReadEvidence, versions: dict[tuple[str, str], int]) -> dict[str, Any]:
    """Return the columns of a piece of evidence; raise UntellableCandidate where it points nowhere."""
    version_id = versions[proof.document] if proof.document else None
    if version_id is None and proof.snapshot_id is None and not proof.url:
        raise UntellableCandidate("evidence names neither a document version nor a snapshot nor an address")
    return {
        "document_version_id": version_id, "snapshot_id": proof.snapshot_id, "url": proof.url or None,
        "quote": proof.quote, "locator": proof.locator, "published_date": proof.published_date,
        "grade": proof.grade,
    }  # fmt: skip


def _found_or_added(
    event: PolicyEvent, cells: dict[str, Any], near: int, now: datetime
) -> tuple[EventEvidence, bool]:
    """Return the evidence of an event that says the same, whichever bytes brought it, else add it."""
    same = {name: value for name, value in cells.items() if name != "snapshot_id" or not cells["url"]}
    found = EventEvidence.objects.filter(event=event, **same).order_by("pk").first()
    if found is not None:
        return found, False
    span = placed(
        version_id=cells["document_version_id"],
        snapshot_id=cells["snapshot_id"],
        quote=cells["quote"],
        near=near,
    )
    proof = EventEvidence.objects.create(
        event=event, accessed_date=now.date(), recorded_at=now, **cells, **span
    )
    return proof, True
