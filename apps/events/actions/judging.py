"""A second person judges an event or a text that waits for it; nobody judges their own."""

from datetime import datetime

from django.db import connection, transaction

from apps.events.actions.applying import apply
from apps.events.actions.candidates import LOCK
from apps.events.actions.gathered import waits_on
from apps.events.actions.merging import copy_parts, target_of
from apps.events.actions.revising import locked, logged, told
from apps.events.actions.waiting import RETURNED, WAITING, waiting_of
from apps.events.faults import InvalidField, OwnWork, Person, RoleTooLow, Written, WrongState
from apps.events.models import Coding, EventRevision, PolicyEvent, Proposal, Review

# Who did one of these to an event has made it what it is.
MAKING = ("CREATED", "EDITED", "STAGE", "EVIDENCE", "PROPOSED")
STATE_OF = {"CONFIRM": "CONFIRMED", "REJECT": "REJECTED", "MERGE": "REJECTED"}
ALLOWED_IN = {
    "CONFIRM": ("CANDIDATE", "REJECTED"),
    "REJECT": ("CANDIDATE", "CONFIRMED"),
    "MERGE": ("CANDIDATE", "CONFIRMED"),
    "NEEDS_WORK": ("CANDIDATE", "CONFIRMED"),
    "DECLINE": ("CANDIDATE", "CONFIRMED"),
}
# What becomes of a text that waits.
END_OF_TEXT = {
    "CONFIRM": "CONFIRMED", "NEEDS_WORK": RETURNED, "DECLINE": "DECLINED", "REJECT": "DECLINED", "MERGE": "DECLINED",
}  # fmt: skip
# What an analyst may do to a candidate that a program found and nobody has worked on.
SORTING = ("REJECT", "MERGE")


@transaction.atomic
def judge(
    *, slug: str, expected: int, verdict: str, reason: str, merged_into: str, by: Person, now: datetime
) -> Written:
    """Confirm, reject or merge an event, send it back, or decline the text that waits; the reason is kept.

    CONFIRM takes over the text that waits, where one does. Raises NotThere, VersionConflict, RoleTooLow, OwnWork,
    WrongState (also for CONFIRM without evidence), InvalidField.
    """
    with connection.cursor() as cursor:
        # A merge takes two row locks; one at a time, so that two merges never wait for each other.
        cursor.execute(LOCK)
    event, _ = locked(slug, expected)
    if EventRevision.objects.filter(event=event, author_id=by.user_id, kind__in=MAKING).exists():
        raise OwnWork("You proposed or changed this event; another reviewer judges it.")
    if Coding.objects.filter(task__event=event, coder_id=by.user_id).exists():
        raise OwnWork("You coded this event for double coding; another reviewer judges it.")
    waiting = waiting_of(event)
    target = target_of(event, merged_into) if verdict == "MERGE" else None
    _check_role(event, verdict, waiting, target, by)
    _check(event, verdict, waiting)
    if target is None and merged_into:
        raise InvalidField("merged_into", merged_into, "only with MERGE", "leave it out")
    if waiting is not None:
        _end(waiting, verdict, event, reason, by, now)
    if verdict == "CONFIRM" and not event.evidence.exists():
        raise WrongState("The event has no evidence; add some before it is confirmed.")
    if target is not None:
        copy_parts(event, target, reason=reason, by=by, now=now)
    return _decided(event, verdict, target, waiting, reason, by, now)


def _decided(
    event: PolicyEvent,
    verdict: str,
    target: PolicyEvent | None,
    waiting: Proposal | None,
    reason: str,
    by: Person,
    now: datetime,
) -> Written:
    """Write the verdict to the reviews, the event and its log."""
    Review.objects.create(
        subject_key=f"event/{event.slug}", source_key="", payload={"merged_into": target.slug} if target else {},
        opened_at=now, decided_at=now, reviewer=by.name, verdict=verdict, reason=reason,
    )  # fmt: skip
    event.state = STATE_OF.get(verdict, event.state)
    event.merged_into = target or event.merged_into
    event.save(update_fields=["state", "merged_into"])
    changes: dict[str, object] = {"verdict": verdict}
    changes |= {"merged_into": target.slug} if target else {}
    changes |= {"of_revision": waiting.number} if waiting else {}
    revision = logged(event, kind="REVIEW", now=now, author=by, reason=reason, changes=changes)
    if waiting is not None and verdict in ("NEEDS_WORK", "DECLINE"):
        waits_on(event, waiting, revision, now)
    told(event, op="WITHDRAWN" if event.state == "REJECTED" else "STATUS", now=now, reason=reason)
    return Written(event.slug, revision, event.state)


def _end(waiting: Proposal, verdict: str, event: PolicyEvent, reason: str, by: Person, now: datetime) -> None:
    """Decide a text that waits, and take it over where it is confirmed."""
    if verdict == "CONFIRM":
        apply(waiting, event=event, now=now)
    waiting.state, waiting.decision = END_OF_TEXT[verdict], reason
    waiting.decided_by_id, waiting.decided_at = by.user_id, now
    waiting.save(update_fields=["state", "decision", "decided_by", "decided_at"])


def _check_role(
    event: PolicyEvent, verdict: str, waiting: Proposal | None, target: PolicyEvent | None, by: Person
) -> None:
    """Raise RoleTooLow where a verdict is for reviewers; an analyst sorts candidates that nobody has worked on."""
    if by.is_reviewer:
        return
    is_untouched = event.state == "CANDIDATE" and waiting is None
    is_untouched = is_untouched and not event.revisions.filter(author__isnull=False).exists()
    is_inside = target is None or (target.state == "CANDIDATE" and waiting_of(target) is None)
    if by.role != "analyst" or verdict not in SORTING or not is_untouched or not is_inside:
        raise RoleTooLow("This verdict is for a reviewer.")


def _check(event: PolicyEvent, verdict: str, waiting: Proposal | None) -> None:
    """Raise WrongState where this verdict cannot be given now."""
    if event.merged_into is not None:
        raise WrongState(f"The event was merged into {event.merged_into.slug}; judge that one.")
    if verdict == "DECLINE" and waiting is None:
        raise WrongState("No text waits for a second person; there is nothing to decline.")
    if verdict == "NEEDS_WORK" and waiting is not None and waiting.author_id is None:
        raise WrongState("What waits is what a source gathered; confirm or decline it, or revise it.")
    if verdict == "CONFIRM" and waiting is not None and waiting.state == WAITING:
        return
    if event.state not in ALLOWED_IN[verdict]:
        raise WrongState(
            f"The event is {event.state}; {verdict} goes from {' or '.join(ALLOWED_IN[verdict])}."
        )
