"""Texts that people handed in, as the desk reads them: the one that waits, those before it, the one to begin from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.events.actions.judging import MAKING
from apps.events.actions.parts import Additions, typed_of
from apps.events.actions.revising import revision_of
from apps.events.actions.waiting import RETURNED, WAITING, waiting_of
from apps.events.coded import coded
from apps.events.desk import author_of
from apps.events.document_ids import document_ids
from apps.events.models import DocumentVersion, EventRevision, PolicyEvent, Proposal
from apps.observations import queries as observations


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNow:
    """The text that a further one begins from: values, and the evidence and stages that it adds; the revision."""

    revision: int
    state: str
    values: dict[str, Any]
    evidence: list[dict[str, Any]]
    stages: list[dict[str, Any]]


def text_now(slug: str) -> TextNow | None:
    """Return the text that waits, or the one that was sent back last, else what stands; None without the event.

    What sources brought is left out: nobody types it, and it goes along with whatever is handed in.
    """
    event = PolicyEvent.objects.filter(slug=slug).first()
    if event is None:
        return None
    found = waiting_of(event)
    if found is None or found.author is None:
        found = _sent_back(event)
    if found is None:
        return TextNow(
            revision=revision_of(event), state=event.state, values=coded(event), evidence=[], stages=[]
        )
    typed = typed_of(Additions(found.evidence, found.stages))
    return TextNow(
        revision=revision_of(event), state=event.state, values=coded(event) | found.values,
        evidence=evidence_words(typed.evidence), stages=typed.stages,
    )  # fmt: skip


def _sent_back(event: PolicyEvent) -> Proposal | None:
    """Return the last text of a person where it was sent back and nothing was decided since."""
    last = Proposal.objects.filter(event=event, author__isnull=False).order_by("-pk").first()
    return last if last is not None and last.state == RETURNED else None


def evidence_words(cells: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return evidence that waits with the public ids of what it points to."""
    rows = list(cells)
    wanted = [one["document_version_id"] for one in rows if one["document_version_id"]]
    versions = DocumentVersion.objects.filter(pk__in=wanted).values_list("pk", "document_id", "external_id")
    known = {pk: (document, name) for pk, document, name in versions}
    names = document_ids() if known else {}
    asked = [one["snapshot_id"] for one in rows if one["snapshot_id"]]
    bytes_of = {row.id: row.sha256 for row in observations.snapshots(snapshot_ids=asked)}
    return [
        {
            **one, "document": names.get(known.get(one["document_version_id"], (0, ""))[0], ""),
            "version": known.get(one["document_version_id"], (0, ""))[1],
            "snapshot": bytes_of.get(one["snapshot_id"], ""),
        }
        for one in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingText:
    """A text that waits for a second person: whose, why, what it says and adds, beside what stands.

    `is_gathered`: sources brought all of it, and `author` names them.
    """

    slug: str
    title: str
    state: str
    number: int
    author: str
    is_gathered: bool
    is_own: bool
    made_at: datetime
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    evidence: list[dict[str, Any]]
    stages: list[dict[str, Any]]


def waiting_texts(*, user_id: int, slug: str | None = None) -> list[WaitingText]:
    """Return the texts that wait, the oldest first; `is_own` where this person may not judge."""
    rows = Proposal.objects.filter(state=WAITING).select_related("event", "author").order_by("made_at", "pk")
    rows = rows.filter(event__slug=slug) if slug is not None else rows
    made = EventRevision.objects.filter(author_id=user_id, kind__in=MAKING)
    own = set(made.values_list("event_id", flat=True))
    return [
        WaitingText(
            slug=row.event.slug, title=row.values.get("title", row.event.title), state=row.event.state,
            number=row.number, author=author_of(row), is_own=row.event_id in own, made_at=row.made_at,
            is_gathered=row.author is None, reason=row.reason, before=coded(row.event),
            after=coded(row.event) | row.values,
            evidence=evidence_words(row.evidence), stages=list(row.stages),
        )
        for row in rows
    ]  # fmt: skip


def past_texts(*, slug: str) -> list[dict[str, Any]]:
    """Return every text that was ever handed in for an event with its end, the latest first."""
    rows = Proposal.objects.filter(event__slug=slug).select_related("author", "decided_by").order_by("-pk")
    return [
        {
            "number": row.number, "author": author_of(row), "made_at": row.made_at, "reason": row.reason,
            "state": row.state, "decided_by": row.decided_by.get_username() if row.decided_by else "",
            "decided_at": row.decided_at, "decision": row.decision, "values": row.values,
        }
        for row in rows
    ]  # fmt: skip


def is_own(*, slug: str, user_id: int) -> bool:
    """Tell whether a person made an event what it is, or wants to: then they may not judge it."""
    return EventRevision.objects.filter(event__slug=slug, author_id=user_id, kind__in=MAKING).exists()


def merged_slugs(*, slug: str) -> list[str]:
    """Return the events that were merged into one, whose histories stay at their own addresses."""
    return list(
        PolicyEvent.objects.filter(merged_into__slug=slug).order_by("slug").values_list("slug", flat=True)
    )


def context_of(*, document: str, version: str, quote: str, around: int) -> tuple[str, str] | None:
    """Return the characters before and after a quote in the stored text; None where it is not found."""
    key = {name: pk for pk, name in document_ids().items()}.get(document) if document and quote else None
    found = DocumentVersion.objects.filter(document_id=key, external_id=version).first() if key else None
    start = found.text.find(quote) if found else -1
    if found is None or start < 0:
        return None
    end = start + len(quote)
    return found.text[max(0, start - around) : start], found.text[end : end + around]
