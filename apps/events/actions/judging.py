"""A second person judges an event; nobody judges their own."""

from datetime import datetime

from django.db import connection, transaction

from apps.events.actions.candidates import LOCK
from apps.events.actions.revising import locked, logged, told
from apps.events.faults import InvalidField, OwnWork, Person, Written, WrongState
from apps.events.models import EventRevision, PolicyEvent, Review

# Who did one of these to an event has made it what it is.
MAKING = ("CREATED", "EDITED", "STAGE", "EVIDENCE")
STATE_OF = {"CONFIRM": "CONFIRMED", "REJECT": "REJECTED", "MERGE": "REJECTED"}
ALLOWED_IN = {
    "CONFIRM": ("CANDIDATE", "REJECTED"),
    "REJECT": ("CANDIDATE", "CONFIRMED"),
    "MERGE": ("CANDIDATE", "CONFIRMED"),
    "NEEDS_WORK": ("CANDIDATE", "CONFIRMED"),
}


@transaction.atomic
def judge(
    *, slug: str, expected: int, verdict: str, reason: str, merged_into: str, by: Person, now: datetime
) -> Written:
    """Confirm, reject or merge an event, or send it back for more work; the verdict is kept with its reason.

    Raises NotThere, VersionConflict, OwnWork, WrongState (also for CONFIRM without evidence), InvalidField.
    """
    with connection.cursor() as cursor:
        # A merge takes two row locks; one at a time, so that two merges never wait for each other.
        cursor.execute(LOCK)
    event, _ = locked(slug, expected)
    if EventRevision.objects.filter(event=event, author_id=by.user_id, kind__in=MAKING).exists():
        raise OwnWork("You proposed or changed this event; another reviewer judges it.")
    _check(event, verdict)
    target = _target(event, merged_into) if verdict == "MERGE" else None
    if target is None and merged_into:
        raise InvalidField("merged_into", merged_into, "only with MERGE", "leave it out")
    Review.objects.create(
        subject_key=f"event/{slug}", source_key="", payload={"merged_into": merged_into} if target else {},
        opened_at=now, decided_at=now, reviewer=by.name, verdict=verdict, reason=reason,
    )  # fmt: skip
    event.state = STATE_OF.get(verdict, event.state)
    event.merged_into = target or event.merged_into
    event.save(update_fields=["state", "merged_into"])
    changes = {"verdict": verdict} | ({"merged_into": merged_into} if target else {})
    revision = logged(event, kind="REVIEW", now=now, author=by, reason=reason, changes=changes)
    told(event, op="WITHDRAWN" if event.state == "REJECTED" else "STATUS", now=now, reason=reason)
    return Written(slug, revision, event.state)


def _check(event: PolicyEvent, verdict: str) -> None:
    """Raise WrongState where this verdict cannot be given now."""
    if event.merged_into is not None:
        raise WrongState(f"The event was merged into {event.merged_into.slug}; judge that one.")
    if event.state not in ALLOWED_IN[verdict]:
        raise WrongState(
            f"The event is {event.state}; {verdict} goes from {' or '.join(ALLOWED_IN[verdict])}."
        )
    if verdict == "CONFIRM" and not event.evidence.exists():
        raise WrongState("The event has no evidence; add some before it is confirmed.")


def _target(event: PolicyEvent, merged_into: str) -> PolicyEvent:
    """Return the event to merge into; raise InvalidField."""
    target = PolicyEvent.objects.filter(slug=merged_into).first()
    if (
        target is None
        or target.pk == event.pk
        or target.merged_into is not None
        or target.state == "REJECTED"
    ):
        reason = "not an event that stands" if merged_into else "missing"
        raise InvalidField("merged_into", merged_into, reason, "the slug of another event that stands")
    return target
