"""Watched documents as readers see them: which version was in force when, and what two versions differ in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.events.document_ids import document_ids
from apps.events.models import DocumentVersion, WatchedDocument

EXCERPT_CHARACTERS = 2_000
# An excerpt is never the whole: at most this share of a text.
EXCERPT_SHARE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionText:
    """One version with its whole text, which is for comparing and never passed on."""

    key: int
    version: str
    text: str
    text_sha256: str
    published_at: datetime | None
    recorded_at: datetime
    is_technical_upgrade: bool
    change: str
    severity: str
    archive_url: str
    snapshot: str
    fetched_at: datetime

    @property
    def dated(self) -> datetime:
        """Return when it came into force, as far as anybody says."""
        return self.published_at or self.recorded_at

    @property
    def excerpt(self) -> str:
        """Return the beginning of the text: 2,000 characters at most, and at most half of it."""
        return self.text[: min(EXCERPT_CHARACTERS, len(self.text) // EXCERPT_SHARE)]


def document_rows(*, as_of: datetime) -> list[dict[str, Any]]:
    """Return every document that had a version at a moment, with how many and the last date."""
    known = Q(versions__recorded_at__lte=as_of)
    dated = Coalesce(F("versions__published_at"), F("versions__recorded_at"))
    found = WatchedDocument.objects.filter(known).annotate(
        number=Count("versions"),
        technical=Count("versions", filter=Q(versions__is_technical_upgrade=True)),
        last_version_at=Max(dated),
        last_recorded_at=Max("versions__recorded_at"),
    )
    columns = ("pk", "title", "url", "kind", "agency", "language", "source_id", "provider_id")
    names = document_ids()
    rows = found.values(*columns, "number", "technical", "last_version_at", "last_recorded_at")
    return [
        {
            **row, "id": names[row["pk"]], "source": row["source_id"], "provider": row["provider_id"],
            "versions": row["number"], "technical_versions": row["technical"],
        }
        for row in rows
    ]  # fmt: skip


def document_key(document: str) -> int | None:
    """Return the primary key of a document by its public id, or None."""
    return {name: key for key, name in document_ids().items()}.get(document)


def _versions(document: int, as_of: datetime) -> QuerySet[Any]:
    """Return the versions known at a moment, the latest in force first."""
    known = DocumentVersion.objects.filter(document_id=document, recorded_at__lte=as_of)
    known = known.annotate(dated=Coalesce("published_at", "recorded_at")).select_related("snapshot")
    return known.order_by("-dated", "-pk")


def version_at(*, document: int, at: datetime, as_of: datetime) -> VersionText | None:
    """Return the version in force at a moment, as known at `as_of`; None before the first."""
    return _text(_versions(document, as_of).filter(dated__lte=at).first())


def version_named(*, document: int, name: str, as_of: datetime) -> VersionText | None:
    """Return the version of this id, else the latest one whose id begins so; None without one."""
    versions = _versions(document, as_of)
    exact = versions.filter(external_id=name).first()
    return _text(exact or versions.filter(external_id__startswith=name).first())


def version_before(*, document: int, version: VersionText, as_of: datetime) -> VersionText | None:
    """Return the version before this one; None for the first."""
    earlier = Q(dated__lt=version.dated) | Q(dated=version.dated, pk__lt=version.key)
    return _text(_versions(document, as_of).filter(earlier).first())


def only_tools_changed(*, document: int, before: VersionText, after: VersionText, as_of: datetime) -> bool:
    """Tell whether every version after the earlier one, up to the later one, is a technical upgrade."""
    first, last = sorted((before, after), key=lambda one: (one.dated, one.key))
    between = _versions(document, as_of).filter(dated__gte=first.dated, dated__lte=last.dated)
    marks = {
        row.pk: row.is_technical_upgrade
        for row in between.defer("text")
        if (first.dated, first.key) < (row.dated, row.pk) <= (last.dated, last.key)
    }
    return bool(marks) and all(marks.values())


def _text(version: DocumentVersion | None) -> VersionText | None:
    """Return a stored version as a plain record."""
    if version is None:
        return None
    return VersionText(
        key=version.pk, version=version.external_id, text=version.text, text_sha256=version.text_sha256,
        published_at=version.published_at, recorded_at=version.recorded_at,
        is_technical_upgrade=version.is_technical_upgrade, change=version.change, severity=version.severity,
        archive_url=version.snapshot.url, snapshot=version.snapshot.sha256,
        fetched_at=version.snapshot.fetched_at,
    )  # fmt: skip
