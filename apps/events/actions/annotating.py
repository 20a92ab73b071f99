"""Notes: written, replaced by their author, withdrawn by author or reviewer; nothing is deleted."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from apps.events.actions.revising import one_at_a_time
from apps.events.faults import NotTheAuthor, NotThere, Person, UidReused, VersionConflict, Written, WrongState
from apps.events.models import Annotation
from apps.events.subjects import check_subject
from apps.observations.actions import note_changes
from apps.observations.rows import ChangeNote


@transaction.atomic
def annotate(
    *, uid: UUID, subject_key: str, body: str, supersedes: UUID | None, body_sha256: str, by: Person, now: datetime
) -> Written:  # fmt: skip
    """Store a note, or the next version of one; the same uid with the same body changes nothing.

    Raises UidReused, InvalidField, NotThere, NotTheAuthor, VersionConflict (it replaces no head), WrongState.
    """
    one_at_a_time(uid)
    known = Annotation.objects.filter(uid=uid).first()
    if known is not None:
        if (known.body_sha256, known.author_id) != (body_sha256, by.user_id):
            raise UidReused(f"The uid {uid} was used for another note; make a new one.")
        return Written(str(uid), _place_of(known), "CURRENT", is_new=False)
    check_subject(subject_key)
    before = _replaced(supersedes, subject_key, by) if supersedes else None
    note = Annotation.objects.create(
        uid=uid, thread=before.thread if before else uid, author_id=by.user_id, subject_key=subject_key, body=body,
        created_at=now, supersedes=before, body_sha256=body_sha256,
    )  # fmt: skip
    _tell("CREATED", note, now)
    return Written(str(uid), _place_of(note), "CURRENT")


def _place_of(note: Annotation) -> int:
    """Return the place of a row in its thread: its revision."""
    return Annotation.objects.filter(thread=note.thread, pk__lte=note.pk).count()


def _head(uid: UUID) -> tuple[Annotation, int]:
    """Return the last row of a note's thread under its lock, and its revision; raise NotThere."""
    note = Annotation.objects.filter(uid=uid).first()
    if note is None:
        raise NotThere(f"There is no annotation {uid}.")
    # The first row of the thread is its lock.
    Annotation.objects.select_for_update(no_key=True).get(uid=note.thread)
    rows = list(Annotation.objects.filter(thread=note.thread).order_by("pk"))
    return rows[-1], len(rows)


def _replaced(uid: UUID, subject_key: str, by: Person) -> Annotation:
    """Return the row that a new one replaces; it must be the head of its thread, by the same person."""
    head, revision = _head(uid)
    if head.is_withdrawn:
        raise WrongState("That note was withdrawn; write a new one.")
    if head.uid != uid:
        raise VersionConflict(f"That note was replaced by {head.uid}.", revision)
    if head.author_id != by.user_id:
        raise NotTheAuthor("Only its author replaces a note.")
    if head.subject_key != subject_key:
        raise WrongState(f"That note is about {head.subject_key}.")
    return head


@transaction.atomic
def withdraw(*, uid: UUID, expected: int, reason: str, by: Person, now: datetime) -> Written:
    """Withdraw a note with a reason; its words are no longer shown. Raises as `annotate`."""
    head, revision = _head(uid)
    if head.author_id != by.user_id and not by.is_reviewer:
        raise NotTheAuthor("Only its author or a reviewer withdraws a note.")
    if expected != revision:
        raise VersionConflict(f"You sent revision {expected}; the note is at revision {revision}.", revision)
    if head.is_withdrawn:
        raise WrongState("The note was withdrawn before.")
    Annotation.objects.create(
        uid=uuid4(), thread=head.thread, author_id=by.user_id, subject_key=head.subject_key, body=reason,
        created_at=now, supersedes=head, is_withdrawn=True,
    )  # fmt: skip
    _tell("WITHDRAWN", head, now, reason)
    return Written(str(uid), revision + 1, "WITHDRAWN")


def _tell(op: str, note: Annotation, now: datetime, reason: str = "") -> None:
    change = ChangeNote(op=op, resource="annotations", id=str(note.uid), reason=reason)
    note_changes(part="EVENTS", changes=[change], now=now)
