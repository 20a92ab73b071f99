"""Disputes: filed by anybody with evidence, decided once by somebody else."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.events.actions.revising import one_at_a_time
from apps.events.faults import (
    InvalidField,
    NotTheAuthor,
    NotThere,
    OwnWork,
    Person,
    UidReused,
    VersionConflict,
    Written,
    WrongState,
)
from apps.events.models import Dispute, DisputeChange, DisputeDecision, EventRevision
from apps.events.subjects import check_subject
from apps.observations.actions import note_changes
from apps.observations.rows import ChangeNote

# So long a reviewer has for an answer.
DUE = timedelta(days=14)


@transaction.atomic
def file_dispute(
    *, uid: UUID, subject_key: str, claim: str, evidence_url: str, body_sha256: str, by: Person | None, now: datetime
) -> Written:  # fmt: skip
    """Store a dispute as OPEN, due 14 days later; the same uid with the same body changes nothing.

    `by` None: filed without an account. Raises UidReused, InvalidField.
    """
    one_at_a_time(uid)
    filer = by.user_id if by else None
    known = Dispute.objects.filter(uid=uid).first()
    if known is not None:
        if (known.body_sha256, known.filed_by_id) != (body_sha256, filer):
            raise UidReused(f"The uid {uid} was used for another dispute; make a new one.")
        return Written(str(uid), 1, "OPEN", is_new=False)
    check_subject(subject_key)
    Dispute.objects.create(
        uid=uid, subject_key=subject_key, filed_by_id=filer, filer_role=by.role if by else "visitor", claim=claim,
        evidence_url=evidence_url, filed_at=now, due_at=now + DUE, body_sha256=body_sha256,
    )  # fmt: skip
    _tell("CREATED", uid, now)
    return Written(str(uid), 1, "OPEN")


@transaction.atomic
def decide(
    *, uid: UUID, expected: int, state: str, outcome: str, changed_run: str, by: Person, now: datetime
) -> Written:
    """Uphold or decline a dispute; `changed_run` names the run that changed a number because of it.

    Raises NotThere, NotTheAuthor (no reviewer), OwnWork, VersionConflict, WrongState (decided before).
    """
    dispute = Dispute.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if dispute is None:
        raise NotThere(f"There is no dispute {uid}.")
    _check_judge(dispute, by)
    is_decided = DisputeDecision.objects.filter(dispute=dispute).exists()
    revision = revision_of_dispute(dispute)
    if expected != revision:
        raise VersionConflict(
            f"You sent revision {expected}; the dispute is at revision {revision}.", revision
        )
    if is_decided:
        raise WrongState("The dispute is decided; file another one if there is new evidence.")
    DisputeDecision.objects.create(
        dispute=dispute,
        decided_by_id=by.user_id,
        state=state,
        outcome=outcome,
        changed_run=changed_run,
        decided_at=now,
    )
    _tell("STATUS", uid, now, outcome)
    return Written(str(uid), 2, state)


@transaction.atomic
def link_change(
    *, uid: UUID, expected: int, run: str, event: str, revision: int, by: Person, now: datetime
) -> Written:
    """Say what was changed because of an upheld dispute: a run (16 hex), or a reviewed revision of an event.

    Nothing is changed by this. Raises as `decide`, and InvalidField.
    """
    dispute = Dispute.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if dispute is None:
        raise NotThere(f"There is no dispute {uid}.")
    _check_judge(dispute, by)
    if not DisputeDecision.objects.filter(dispute=dispute, state="UPHELD").exists():
        raise WrongState("Only an upheld dispute has changes.")
    current = revision_of_dispute(dispute)
    if expected != current:
        raise VersionConflict(f"You sent revision {expected}; the dispute is at revision {current}.", current)
    write = None if run else reviewed_revision(event, revision, since=dispute.filed_at)
    DisputeChange.objects.create(
        dispute=dispute, run=run, revision=write, noted_by_id=by.user_id, noted_at=now
    )
    _tell("UPDATED", uid, now)
    return Written(str(uid), current + 1, "UPHELD")


def _check_judge(dispute: Dispute, by: Person) -> None:
    """Raise NotTheAuthor for anybody but a reviewer, OwnWork for the filer."""
    if not by.is_reviewer:
        raise NotTheAuthor("Only a reviewer decides a dispute.")
    if dispute.filed_by_id == by.user_id:
        raise OwnWork("You filed this dispute; another reviewer decides it.")


def revision_of_dispute(dispute: Dispute) -> int:
    """Return how many writes a dispute has seen: its filing, its decision, each change that was noted."""
    return (
        1
        + DisputeDecision.objects.filter(dispute=dispute).count()
        + DisputeChange.objects.filter(dispute=dispute).count()
    )


def reviewed_revision(event: str, number: int, *, since: datetime) -> EventRevision:
    """Return a write to an event after a moment that somebody else has reviewed; raise InvalidField."""
    write = EventRevision.objects.filter(event__slug=event, number=number, at__gte=since).first()
    if write is None:
        raise InvalidField(
            "revision", number, "no write to that event after the filing", "its history has the numbers"
        )
    reviews = EventRevision.objects.filter(event=write.event_id, kind="REVIEW", number__gte=number)
    if write.kind != "REVIEW" and not reviews.exclude(author=write.author_id).exists():
        raise InvalidField(
            "revision", number, "nobody has reviewed it yet", "a revision with a review after it"
        )
    return write


def _tell(op: str, uid: UUID, now: datetime, reason: str = "") -> None:
    change = ChangeNote(op=op, resource="disputes", id=str(uid), reason=reason)
    note_changes(part="EVENTS", changes=[change], now=now)
