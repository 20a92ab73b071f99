"""Notes and histories as readers see them at a moment; people appear under their public names."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.events.models import Annotation, EventRevision, PolicyEvent
from apps.events.naming import people_named, public_names, roles_now


def annotation_rows(
    *, as_of: datetime, subjects: Collection[str] = (), authors: Collection[str] = (), uid: UUID | None = None
) -> list[dict[str, Any]]:
    """Return the notes written by a moment, the oldest first; withdrawn ones have lost their words."""
    found = Annotation.objects.filter(created_at__lte=as_of)
    withdrawals = dict(found.filter(is_withdrawn=True).values_list("thread", "body"))
    replaced = found.filter(supersedes__isnull=False, is_withdrawn=False)
    heads = dict(replaced.values_list("supersedes_id", "uid"))
    counts = Counter(found.values_list("thread", flat=True))
    found = found.filter(is_withdrawn=False).select_related("supersedes")
    found = found.filter(subject_key__in=subjects) if subjects else found
    found = found.filter(author__in=people_named(authors)) if authors else found
    found = found.filter(uid=uid) if uid else found
    rows = list(found.order_by("created_at", "pk"))
    names = public_names({note.author_id for note in rows})
    return [
        {
            "uid": note.uid, "subject_key": note.subject_key, "author": names[note.author_id],
            "body": None if note.thread in withdrawals else note.body, "created_at": note.created_at,
            "supersedes": note.supersedes.uid if note.supersedes else None, "superseded_by": heads.get(note.pk),
            "is_withdrawn": note.thread in withdrawals, "reason": withdrawals.get(note.thread, ""),
            "revision": counts[note.thread],
        }
        for note in rows
    ]  # fmt: skip


def event_history(*, slug: str, as_of: datetime) -> list[dict[str, Any]]:
    """Return every write to an event by a moment: who, when, what and why; the oldest first."""
    found = list(EventRevision.objects.filter(event__slug=slug, at__lte=as_of).order_by("number"))
    people = {row.author_id for row in found if row.author_id}
    names, roles = public_names(people), roles_now(people)
    rows = [
        line(
            row.number, row.at, row.kind, names[row.author_id] if row.author_id else row.source_key, row.reason,
            row.changes, codebook=row.codebook, role=roles.get(row.author_id or 0, ""),
        )
        for row in found
    ]  # fmt: skip
    if rows and rows[0]["revision"] == 1:
        return rows
    # Kept from before there was a log: its making is known all the same.
    event = PolicyEvent.objects.filter(slug=slug, recorded_at__lte=as_of).first()
    made = [line(1, event.recorded_at, "GATHERED", "a source", "", {})] if event else []
    return made + rows


def line(
    revision: int, at: datetime, what: str, who: str, why: str, changes: dict[str, Any], *, codebook: str = "",
    role: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Return one line of a history; `codebook` is the version whose words it used, `role` what `who` holds now."""
    return {
        "revision": revision, "at": at, "what": what, "who": who, "why": why, "changes": changes,
        "codebook": codebook, "role": role,
    }  # fmt: skip


def annotation_history(*, uid: UUID, as_of: datetime) -> list[dict[str, Any]]:
    """Return every row of a note's thread by a moment; the words of a withdrawn note are not told again."""
    note = Annotation.objects.filter(uid=uid).first()
    if note is None:
        return []
    rows = list(Annotation.objects.filter(thread=note.thread, created_at__lte=as_of).order_by("pk"))
    people = {row.author_id for row in rows}
    names, roles = public_names(people), roles_now(people)
    is_gone = any(row.is_withdrawn for row in rows)
    return [
        line(
            place, row.created_at, "WITHDRAWN" if row.is_withdrawn else "CREATED" if place == 1 else "EDITED",
            names[row.author_id], row.body if row.is_withdrawn else "",
            {} if is_gone else {"uid": str(row.uid), "body": row.body}, role=roles[row.author_id],
        )
        for place, row in enumerate(rows, start=1)
    ]  # fmt: skip


def merged_into_it(*, slug: str, as_of: datetime) -> list[str]:
    """Return the events that were merged into this one by a moment; each keeps its own history."""
    found = PolicyEvent.objects.filter(merged_into__slug=slug, recorded_at__lte=as_of)
    return list(found.order_by("slug").values_list("slug", flat=True))
