"""What the desk reads: the queue, and a person's drafts."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q

from apps.events.actions.judging import MAKING
from apps.events.actions.parts import sources_of
from apps.events.actions.waiting import RETURNED, WAITING
from apps.events.models import Draft, EventEvidence, EventRevision, PolicyEvent, Proposal

RANK = {"LOW": 0, "MEDIUM": 1, "HIGH": 2}


@dataclass(slots=True)
class Shown:
    """What the evidence of an event says of it: sources, providers, the gravest passage, whether a passage is new."""

    sources: set[str] = field(default_factory=set)
    providers: set[str] = field(default_factory=set)
    severity: str = "LOW"
    has_new_passage: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """An event that waits for somebody; `returned` is why a text was sent back, '' where none was."""

    slug: str
    title: str
    kind: str
    state: str
    severity: str
    doubt: str
    jurisdiction: str
    targets: tuple[str, ...]
    labs: tuple[str, ...]
    recorded_at: datetime
    last_date: date | None
    revision: int
    shown: Shown
    has_own_draft: bool
    is_own: bool
    waits_since: datetime | None
    waits_by: str
    returned: str


def queue_rows(*, user_id: int) -> list[QueueRow]:
    """Return what waits: candidates, and published events with a text that a second person has not seen yet."""
    waiting = Proposal.objects.filter(event=OuterRef("pk"), state=WAITING)
    events = PolicyEvent.objects.filter(merged_into__isnull=True).filter(
        Q(state="CANDIDATE") | Q(state="CONFIRMED") & Exists(waiting)
    )
    mine = Draft.objects.filter(event=OuterRef("pk"), author_id=user_id, ended_at__isnull=True)
    own = EventRevision.objects.filter(event=OuterRef("pk"), author_id=user_id, kind__in=MAKING)
    found = events.annotate(
        last_date=Max("stages__date"), revision=Max("revisions__number"), has_draft=Exists(mine),
        is_own=Exists(own),
    ).prefetch_related("targets")  # fmt: skip
    shown, texts = _shown(), _texts()
    return [
        QueueRow(
            slug=event.slug, title=event.title, kind=event.kind, state=event.state, severity=event.severity,
            doubt=event.doubt, jurisdiction=event.jurisdiction, labs=tuple(event.labs),
            targets=tuple(sorted(country.pk for country in event.targets.all())), recorded_at=event.recorded_at,
            last_date=event.last_date, revision=event.revision or 1, shown=shown.get(event.pk, Shown()),
            has_own_draft=event.has_draft, is_own=event.is_own, **texts.get(event.pk, NO_TEXT),
        )
        for event in found
    ]  # fmt: skip


NO_TEXT: dict[str, Any] = {"waits_since": None, "waits_by": "", "returned": ""}


def author_of(text: Proposal) -> str:
    """Return who handed in a text, or which sources brought all of it."""
    return text.author.get_username() if text.author else sources_of(text.evidence, text.stages)


def _texts() -> dict[int, dict[str, Any]]:
    """Return by event who handed in a text that waits and when, or why the last one was sent back."""
    rows = Proposal.objects.filter(state__in=(WAITING, RETURNED)).select_related("author").order_by("pk")
    told: dict[int, dict[str, Any]] = {}
    for row in rows:
        is_waiting = row.state == WAITING
        told[row.event_id] = {
            "waits_since": row.made_at if is_waiting else None,
            "waits_by": author_of(row) if is_waiting else "",
            "returned": "" if is_waiting else row.decision,
        }
    return told


def _shown() -> dict[int, Shown]:
    """Return by event what its evidence says; texts are not read."""
    columns = (
        "event_id", "document_version__document__source_id", "document_version__document__provider_id",
        "document_version__severity", "document_version__change", "snapshot__source_id",
    )  # fmt: skip
    open_events = EventEvidence.objects.filter(event__state__in=("CANDIDATE", "CONFIRMED"))
    told: dict[int, Shown] = {}
    for event_id, source, provider, severity, change, snapshot_source in open_events.values_list(*columns):
        one = told.setdefault(event_id, Shown())
        one.sources |= {name for name in (source, snapshot_source) if name}
        one.providers |= {provider} if provider else set()
        one.severity = max(one.severity, severity or "LOW", key=RANK.__getitem__)
        one.has_new_passage = one.has_new_passage or change == "NEW"
    for event_id, source in (
        EventRevision.objects.exclude(source_key="").values_list("event_id", "source_key").distinct()
    ):
        told.setdefault(event_id, Shown()).sources.add(source)
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A draft of a person: what was typed, on which revision of the event; `slug` '' for an event to propose."""

    uid: UUID
    slug: str
    base_revision: int
    saves: int
    fields: dict[str, list[str]]
    saved_at: datetime


def draft_row(*, uid: UUID, user_id: int) -> DraftRow | None:
    """Return an open draft of a person, or None: that of somebody else is not there."""
    found = _drafts(user_id).filter(uid=uid).first()
    return _draft(found) if found else None


def handed_in(*, uid: UUID, user_id: int) -> str:
    """Return the slug of the event for which a person's draft was handed in, else ''."""
    found = Draft.objects.filter(uid=uid, author_id=user_id, end="SUBMITTED").select_related("event").first()
    return found.event.slug if found and found.event else ""


def draft_rows(*, user_id: int) -> list[DraftRow]:
    """Return the open drafts of a person, the last one saved first."""
    return [_draft(row) for row in _drafts(user_id).order_by("-saved_at", "-pk")]


def _drafts(user_id: int) -> Any:
    return Draft.objects.filter(author_id=user_id, ended_at__isnull=True).select_related("event")


def _draft(row: Draft) -> DraftRow:
    return DraftRow(
        uid=row.uid, slug=row.event.slug if row.event else "", base_revision=row.base_revision, saves=row.saves,
        fields=row.fields, saved_at=row.saved_at,
    )  # fmt: skip


def known_slugs() -> list[tuple[str, str]]:
    """Return (slug, title) of the events that a duplicate may be merged into, by slug."""
    found = PolicyEvent.objects.filter(merged_into__isnull=True).exclude(state="REJECTED")
    return list(found.order_by("slug").values_list("slug", "title"))
