"""Notes, disputes and histories as readers see them at a moment."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.events.models import Annotation, Dispute, EventRevision, PolicyEvent


def annotation_rows(
    *, as_of: datetime, subjects: Collection[str] = (), authors: Collection[str] = (), uid: UUID | None = None
) -> list[dict[str, Any]]:
    """Return the notes written by a moment, the oldest first; withdrawn ones have lost their words."""
    found = Annotation.objects.filter(created_at__lte=as_of)
    withdrawals = dict(found.filter(is_withdrawn=True).values_list("thread", "body"))
    replaced = found.filter(supersedes__isnull=False, is_withdrawn=False)
    heads = dict(replaced.values_list("supersedes_id", "uid"))
    counts = Counter(found.values_list("thread", flat=True))
    found = found.filter(is_withdrawn=False).select_related("author", "supersedes")
    found = found.filter(subject_key__in=subjects) if subjects else found
    found = found.filter(author__username__in=authors) if authors else found
    found = found.filter(uid=uid) if uid else found
    return [
        {
            "uid": note.uid, "subject_key": note.subject_key, "author": note.author.get_username(),
            "body": None if note.thread in withdrawals else note.body, "created_at": note.created_at,
            "supersedes": note.supersedes.uid if note.supersedes else None, "superseded_by": heads.get(note.pk),
            "is_withdrawn": note.thread in withdrawals, "reason": withdrawals.get(note.thread, ""),
            "revision": counts[note.thread],
        }
        for note in found.order_by("created_at", "pk")
    ]  # fmt: skip


def dispute_rows(
    *, as_of: datetime, subjects: Collection[str] = (), uid: UUID | None = None
) -> list[dict[str, Any]]:
    """Return the disputes filed by a moment, the oldest first, with their state then; the filer is a role."""
    found = Dispute.objects.filter(filed_at__lte=as_of).select_related("decision", "decision__decided_by")
    found = found.filter(subject_key__in=subjects) if subjects else found
    found = found.filter(uid=uid) if uid else found
    return [_dispute(row, as_of) for row in found.order_by("filed_at", "pk")]


def _dispute(row: Dispute, as_of: datetime) -> dict[str, Any]:
    decision = getattr(row, "decision", None)
    decision = decision if decision and decision.decided_at <= as_of else None
    return {
        "uid": row.uid, "subject_key": row.subject_key, "claim": row.claim, "evidence_url": row.evidence_url,
        "filed_by": row.filer_role, "filed_at": row.filed_at, "due_at": row.due_at,
        "state": decision.state if decision else "OPEN", "outcome": decision.outcome if decision else None,
        "decided_by": decision.decided_by.get_username() if decision else None,
        "decided_at": decision.decided_at if decision else None,
        "changed_run": (decision.changed_run or None) if decision else None, "revision": 2 if decision else 1,
    }  # fmt: skip


def event_history(*, slug: str, as_of: datetime) -> list[dict[str, Any]]:
    """Return every write to an event by a moment: who, when, what and why; the oldest first."""
    found = EventRevision.objects.filter(event__slug=slug, at__lte=as_of).select_related("author")
    rows = [
        {
            "revision": row.number, "at": row.at, "what": row.kind, "who": _who(row), "why": row.reason,
            "changes": row.changes,
        }
        for row in found.order_by("number")
    ]  # fmt: skip
    if rows and rows[0]["revision"] == 1:
        return rows
    # Kept from before there was a log: its making is known all the same.
    event = PolicyEvent.objects.filter(slug=slug, recorded_at__lte=as_of).first()
    made = [_line(1, event.recorded_at, "GATHERED", "a source", "", {})] if event else []
    return made + rows


def _who(row: EventRevision) -> str:
    return row.author.get_username() if row.author else row.source_key


def _line(
    revision: int, at: datetime, what: str, who: str, why: str, changes: dict[str, Any]
) -> dict[str, Any]:
    return {"revision": revision, "at": at, "what": what, "who": who, "why": why, "changes": changes}


def annotation_history(*, uid: UUID, as_of: datetime) -> list[dict[str, Any]]:
    """Return every row of a note's thread by a moment; the words of a withdrawn note are not told again."""
    note = Annotation.objects.filter(uid=uid).first()
    if note is None:
        return []
    rows = list(
        Annotation.objects.filter(thread=note.thread, created_at__lte=as_of)
        .select_related("author")
        .order_by("pk")
    )
    is_gone = any(row.is_withdrawn for row in rows)
    return [
        _line(
            place, row.created_at, "WITHDRAWN" if row.is_withdrawn else "CREATED" if place == 1 else "EDITED",
            row.author.get_username(), row.body if row.is_withdrawn else "",
            {} if is_gone else {"uid": str(row.uid), "body": row.body},
        )
        for place, row in enumerate(rows, start=1)
    ]  # fmt: skip


def dispute_history(*, uid: UUID, as_of: datetime) -> list[dict[str, Any]]:
    """Return the filing and the decision of a dispute by a moment."""
    found = dispute_rows(as_of=as_of, uid=uid)
    if not found:
        return []
    row = found[0]
    lines = [_line(1, row["filed_at"], "FILED", row["filed_by"], "", {"claim": row["claim"]})]
    if row["decided_at"]:
        changes = {"state": row["state"], "changed_run": row["changed_run"]}
        lines.append(_line(2, row["decided_at"], "DECIDED", row["decided_by"], row["outcome"], changes))
    return lines
