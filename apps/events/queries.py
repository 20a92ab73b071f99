"""The only reads that other rooms call."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch

from apps.events.disputed import (
    contested,
    dispute_history,
    dispute_page,
    dispute_rows,
    email_of_filer,
    is_own,
)
from apps.events.happened import end_of_event, event_rows
from apps.events.held import Held, HeldRow, held_periods, held_rows, held_state
from apps.events.holders import TokenRow, role_of, token_row, token_rows
from apps.events.models import DocumentVersion, EventEvidence, EventStage, PolicyEvent, Review
from apps.events.naming import public_name, public_names
from apps.events.quotes import (
    FlaggedQuote,
    QuoteCounts,
    flagged_quotes,
    last_look,
    quotes_are_due,
)
from apps.events.texts import (
    VersionText,
    document_key,
    document_rows,
    only_tools_changed,
    version_at,
    version_before,
    version_named,
)
from apps.events.touching import touching
from apps.events.written import annotation_history, annotation_rows, event_history, merged_into_it

__all__ = [
    "FlaggedQuote", "Held", "HeldRow", "QuoteCounts", "TokenRow", "VersionText", "annotation_history",
    "annotation_rows", "contested", "dispute_history", "dispute_page", "dispute_rows", "document_key", "document_rows",
    "email_of_filer", "end_of_event", "event_history", "event_rows", "flagged_quotes", "held_periods", "held_rows",
    "held_state", "is_own", "last_look", "merged_into_it", "only_tools_changed", "public_name", "public_names",
    "quotes_are_due", "role_of", "token_row", "token_rows", "touching", "version_at", "version_before", "version_named",
]  # fmt: skip

NAME_OF_VERDICT = {None: "waiting", "ACCEPT": "released", "REJECT": "rejected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A held reading: what it is about, why it waits, how many numbers it holds."""

    id: int
    subject_key: str
    source_key: str
    reason: str
    rows: int
    snapshot_id: int
    opened_at: datetime


def open_reviews(*, source_key: str | None = None) -> list[ReviewRow]:
    """Return the held readings without a verdict, oldest first."""
    found = Review.objects.filter(verdict__isnull=True).order_by("opened_at", "pk")
    if source_key is not None:
        found = found.filter(source_key=source_key)
    return [_row(review) for review in found]


@dataclass(frozen=True, slots=True)
class HeldCount:
    """How many readings of a source wait, and how many were released or rejected."""

    waiting: int = 0
    released: int = 0
    rejected: int = 0


def held_counts() -> dict[str, HeldCount]:
    """Return how many held readings each source has, by what became of them."""
    found: dict[str, HeldCount] = {}
    counted = (
        Review.objects.exclude(source_key="").values("source_key", "verdict").annotate(number=Count("pk"))
    )
    for row in counted:
        name = NAME_OF_VERDICT[row["verdict"]]
        before = found.get(row["source_key"], HeldCount())
        found[row["source_key"]] = replace(before, **{name: row["number"]})
    return found


def _row(review: Review) -> ReviewRow:
    """Return a review as a plain row."""
    payload: dict[str, Any] = review.payload
    return ReviewRow(
        id=review.pk, subject_key=review.subject_key, source_key=review.source_key, reason=payload["reason"],
        rows=len(payload["rows"]), snapshot_id=payload["snapshot_id"], opened_at=review.opened_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One stored version of a watched document, without its text."""

    id: int
    document: str
    external_id: str
    published_at: datetime | None
    recorded_at: datetime
    change: str
    severity: str
    is_technical_upgrade: bool
    text_sha256: str
    snapshot_id: int
    new_passages: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """What shows an event: a quote with its place, and where the bytes or the page are."""

    url: str
    snapshot_id: int | None
    document_version_id: int | None
    quote: str
    locator: str
    published_date: date | None
    accessed_date: date
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """A dated step of an event."""

    stage: str
    date: date
    date_precision: str
    is_disputed: bool
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event as stored; only a CONFIRMED one may be shown to readers."""

    slug: str
    kind: str
    title: str
    summary: str
    jurisdiction: str
    targets: tuple[str, ...]
    state: str
    severity: str
    doubt: str
    identifiers: tuple[str, ...]
    recorded_at: datetime
    evidence: tuple[EvidenceRow, ...]
    stages: tuple[StageRow, ...]


def versions_of(*, document_key: str, as_of: datetime) -> list[VersionRow]:
    """Return the versions of a document known at `as_of`, in the order they were published."""
    rows = DocumentVersion.objects.filter(document__key=document_key, recorded_at__lte=as_of)
    rows = rows.select_related("document").defer("text").order_by("published_at", "pk")
    return [
        VersionRow(
            id=row.pk, document=row.document.key, external_id=row.external_id, published_at=row.published_at,
            recorded_at=row.recorded_at, change=row.change, severity=row.severity,
            is_technical_upgrade=row.is_technical_upgrade, text_sha256=row.text_sha256,
            snapshot_id=row.snapshot_id, new_passages=row.new_passages,
        )
        for row in rows
    ]  # fmt: skip


def version_text(*, version_id: int) -> str:
    """Return the whole text of a stored version; raise LookupError where there is none."""
    text = DocumentVersion.objects.filter(pk=version_id).values_list("text", flat=True).first()
    if text is None:
        raise LookupError(f"document version {version_id} does not exist")
    return text


def kept_counts() -> dict[str, int]:
    """Return how many document versions, and pieces of evidence for events, each source has."""
    versions = DocumentVersion.objects.values("document__source_id").annotate(kept=Count("pk"))
    proofs = EventEvidence.objects.filter(snapshot__isnull=False).values("snapshot__source_id")
    counted = Counter({row["document__source_id"]: row["kept"] for row in versions})
    counted.update({row["snapshot__source_id"]: row["kept"] for row in proofs.annotate(kept=Count("pk"))})
    return dict(counted)


def events(*, state: str, as_of: datetime) -> list[EventRow]:
    """Return the events of a state that were recorded by `as_of`, newest first, merged ones left out."""
    found = PolicyEvent.objects.filter(state=state, recorded_at__lte=as_of, merged_into__isnull=True)
    found = found.prefetch_related(
        "targets",
        Prefetch("evidence", EventEvidence.objects.order_by("pk")),
        Prefetch("stages", EventStage.objects.filter(recorded_at__lte=as_of).order_by("date", "pk")),
    )
    return [_event(event) for event in found.order_by("-recorded_at", "slug")]


def _event(event: PolicyEvent) -> EventRow:
    """Return an event as a plain row."""
    return EventRow(
        slug=event.slug, kind=event.kind, title=event.title, summary=event.summary,
        jurisdiction=event.jurisdiction, targets=tuple(sorted(country.pk for country in event.targets.all())),
        state=event.state, severity=event.severity, doubt=event.doubt, identifiers=tuple(event.identifiers),
        recorded_at=event.recorded_at,
        evidence=tuple(
            EvidenceRow(
                url=proof.url or "", snapshot_id=proof.snapshot_id, document_version_id=proof.document_version_id,
                quote=proof.quote, locator=proof.locator, published_date=proof.published_date,
                accessed_date=proof.accessed_date, grade=proof.grade,
            )
            for proof in event.evidence.all()
        ),
        stages=tuple(
            StageRow(
                stage=step.stage, date=step.date, date_precision=step.date_precision,
                is_disputed=step.is_disputed, recorded_at=step.recorded_at,
            )
            for step in event.stages.all()
        ),
    )  # fmt: skip
