"""Versions of watched documents, each stored once."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from apps.events.document_ids import document_ids
from apps.events.models import DocumentVersion, WatchedDocument
from apps.events.rows import DocumentOutcome, ReadDocument
from apps.observations.actions import note_changes
from apps.observations.rows import ChangeNote

LOCK = "select pg_advisory_xact_lock(hashtextextended('documents of ' || %s, 0))"
# Texts are large: so many go to the database in one statement.
BATCH = 20
Stored = Mapping[tuple[int, str], tuple[str, dict[str, object]]]


@transaction.atomic
def record_documents(
    *, source_key: str, documents: Sequence[ReadDocument], now: datetime, parser_version: int = 1
) -> DocumentOutcome:
    """Store every version that is not stored yet and say how many; the same versions again change nothing.

    A stored version that our parser reads differently now is stored once more, marked technical: our reading
    changed, not the text.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [source_key])
    ids = _watched(source_key, documents)
    stored = _stored(list(ids.values()))
    new = [
        version
        for read in documents
        for version in _unstored(read, ids[read.key], stored, parser_version, now)
    ]
    DocumentVersion.objects.bulk_create(new, batch_size=BATCH)
    _tell(new, {document for document, _ in stored}, now)
    return DocumentOutcome(len(new), len(documents) - len(new))


def _tell(new: Sequence[DocumentVersion], known: set[int], now: datetime) -> None:
    """Tell of the documents that are new or have a new version."""
    names = document_ids() if new else {}
    ops = {one.document_id: "UPDATED" if one.document_id in known else "CREATED" for one in new}
    notes = [ChangeNote(op=op, resource="documents", id=names[key]) for key, op in ops.items()]
    note_changes(part="EVENTS", changes=notes, now=now)


def _watched(source_key: str, documents: Sequence[ReadDocument]) -> dict[str, int]:
    """Return the id of every document by key; new ones are made, known ones brought up to date."""
    newest = {read.key: read for read in documents}
    rows = [
        WatchedDocument(
            key=read.key, source_id=source_key, provider_id=read.provider, agency=read.agency, kind=read.kind,
            title=read.title, url=read.url, language=read.language,
        )
        for read in newest.values()
    ]  # fmt: skip
    WatchedDocument.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"],
        update_fields=["provider", "agency", "kind", "title", "url", "language"],
    )  # fmt: skip
    return dict(WatchedDocument.objects.filter(key__in=newest).values_list("key", "pk"))


def _stored(document_ids: Sequence[int]) -> Stored:
    """Return (text hash, passages) of every stored version by document and external id."""
    rows = DocumentVersion.objects.filter(document_id__in=document_ids).values_list(
        "document_id", "external_id", "text_sha256", "new_passages"
    )
    return {(document, external): (sha256, passages) for document, external, sha256, passages in rows}


def _unstored(
    read: ReadDocument, document_id: int, stored: Stored, parser_version: int, now: datetime
) -> Iterator[DocumentVersion]:
    """Yield the version where it is new, or where our parser reads a stored one differently now."""
    sha256 = hashlib.sha256(read.text.encode()).hexdigest()
    ours = f"{read.external_id}@{parser_version}"
    before = stored.get((document_id, ours)) or stored.get((document_id, read.external_id))
    if before == (sha256, dict(read.new_passages)):
        return
    is_ours = before is not None
    if is_ours and (document_id, ours) in stored:
        return
    yield DocumentVersion(
        document_id=document_id, snapshot_id=read.snapshot_id,
        external_id=ours if is_ours else read.external_id, text=read.text, text_sha256=sha256,
        published_at=read.published_at, recorded_at=now, change=read.change, severity=read.severity,
        is_technical_upgrade=read.is_technical_upgrade or is_ours, new_passages=dict(read.new_passages),
    )  # fmt: skip
