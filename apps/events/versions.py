"""The versions of one document in a row: what each brought, and where a text came back that was there before."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce, Length

from apps.events.document_ids import document_ids
from apps.events.models import DocumentVersion, WatchedDocument

# What only these sources let us pass on as a whole.
OPEN = "OPEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A watched document: what it is, who keeps it, under which terms."""

    key: int
    id: str
    title: str
    kind: str
    agency: str
    language: str
    url: str
    provider: str
    source: str
    source_title: str
    licence: str
    citation: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version without its text. `same_as` is when the same text stood before, if it did.

    `is_return` tells that another text stood between: the document flaps.
    """

    version: str
    dated: datetime
    published_at: datetime | None
    recorded_at: datetime
    fetched_at: datetime
    change: str
    severity: str
    is_technical: bool
    text_sha256: str
    characters: int
    archive_url: str
    same_as: datetime | None
    is_return: bool


def document_row(document: str) -> DocumentRow | None:
    """Return a document by its public id, or None."""
    key = {name: key for key, name in document_ids().items()}.get(document)
    found = WatchedDocument.objects.select_related("source").filter(pk=key).first() if key else None
    if found is None:
        return None
    return DocumentRow(
        key=found.pk, id=document, title=found.title, kind=found.kind, agency=found.agency, language=found.language,
        url=found.url, provider=found.provider_id or "", source=found.source_id, source_title=found.source.title,
        licence=found.source.licence, citation=found.source.citation, is_open=found.source.redistribution == OPEN,
    )  # fmt: skip


def version_lines(*, document: int, as_of: datetime) -> list[VersionLine]:
    """Return the versions of a document known at a moment, the latest first."""
    known = DocumentVersion.objects.filter(document_id=document, recorded_at__lte=as_of)
    dated = known.annotate(dated=Coalesce("published_at", "recorded_at"), characters=Length("text"))
    rows = dated.select_related("snapshot").defer("text", "new_passages").order_by("dated", "pk")
    seen: dict[str, datetime] = {}
    before, lines = "", []
    for row in rows:
        same_as = seen.get(row.text_sha256)
        lines.append(_line(row, same_as, is_return=same_as is not None and before != row.text_sha256))
        seen[row.text_sha256] = row.dated
        before = row.text_sha256
    return lines[::-1]


def _line(row: DocumentVersion, same_as: datetime | None, *, is_return: bool) -> VersionLine:
    """Return a stored version as a plain row."""
    return VersionLine(
        version=row.external_id, dated=row.published_at or row.recorded_at, published_at=row.published_at,
        recorded_at=row.recorded_at, fetched_at=row.snapshot.fetched_at, change=row.change, severity=row.severity,
        is_technical=row.is_technical_upgrade, text_sha256=row.text_sha256, characters=getattr(row, "characters"),  # noqa: B009
        archive_url=row.snapshot.url, same_as=same_as, is_return=is_return,
    )  # fmt: skip
