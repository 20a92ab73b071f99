"""The door of every write to an event: the row lock, the expected revision, and the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.events.faults import NotThere, Person, VersionConflict, WrongState
from apps.events.models import EventRevision, PolicyEvent
from apps.events.words import CODEBOOK
from apps.observations.actions import note_changes
from apps.observations.rows import ChangeNote


def one_at_a_time(uid: UUID) -> None:
    """Let a second request with the same uid wait for the first, so that it finds what that one wrote."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(uid)])


def revision_of(event: PolicyEvent) -> int:
    """Return how many writes an event has seen; the first made it, also where no log tells of that."""
    last = EventRevision.objects.filter(event=event).order_by("-number").values_list("number", flat=True)
    return last.first() or 1


def lock(event: PolicyEvent) -> None:
    """Let nobody else write to an event until this transaction ends."""
    PolicyEvent.objects.select_for_update(no_key=True).get(pk=event.pk)


def locked(slug: str, expected: int | None) -> tuple[PolicyEvent, int]:
    """Return an event under its row lock with its revision; raise NotThere, VersionConflict.

    `expected` None: whatever the revision (a source adds, or the caller has no wish).
    """
    event = PolicyEvent.objects.select_for_update(no_key=True).filter(slug=slug).first()
    if event is None:
        raise NotThere(f"There is no event {slug}.")
    revision = revision_of(event)
    if expected is not None and expected != revision:
        raise VersionConflict(f"You sent revision {expected}; the event is at revision {revision}.", revision)
    return event, revision


def open_for_work(event: PolicyEvent) -> None:
    """Raise WrongState where an event was merged or rejected."""
    if event.merged_into is not None:
        raise WrongState(f"The event was merged into {event.merged_into.slug}; write there.")
    if event.state == "REJECTED":
        raise WrongState("The event was rejected; a review that confirms it comes first.")


def logged(
    event: PolicyEvent,
    *,
    kind: str,
    now: datetime,
    author: Person | None = None,
    source_key: str = "",
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    body_sha256: str = "",
) -> int:
    """Write the next row of an event's log and return its number; the row lock is held by the caller.

    An event from before there was a log counts its making as revision 1.
    """
    first = 1 if kind == "CREATED" else revision_of(event) + 1
    EventRevision.objects.create(
        event=event, number=first, kind=kind, author_id=author.user_id if author else None, source_key=source_key,
        at=now, reason=reason, changes=dict(changes or {}), body_sha256=body_sha256, codebook=CODEBOOK,
    )  # fmt: skip
    return first


def told(event: PolicyEvent, *, op: str, now: datetime, reason: str = "") -> None:
    """Tell of a write to an event in the log of changes."""
    note = ChangeNote(op=op, resource="events", id=event.slug, reason=reason)
    note_changes(part="EVENTS", changes=[note], now=now)
