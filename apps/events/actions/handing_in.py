"""A new event is proposed and waits for a second person, in one step."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.events.actions.parts import Additions
from apps.events.actions.proposing import propose
from apps.events.actions.revising import locked
from apps.events.actions.waiting import keep
from apps.events.coded import coded
from apps.events.faults import InvalidField, Person, Written
from apps.events.given import GivenEvent


@transaction.atomic
def hand_in_new(*, given: GivenEvent, key: UUID, reason: str, by: Person, now: datetime) -> Written:
    """Store an event as CANDIDATE and let it wait for a second person; `key` names the draft it comes from.

    A new stage names its proof by its place in the evidence. Raises InvalidField, UidReused.
    """
    if not given.evidence or not given.stages:
        raise InvalidField(
            "stages", "", "a new event needs them", "at least one stage, and the evidence that shows it"
        )
    if any(step.is_stored or step.supersedes is not None for step in given.stages):
        raise InvalidField(
            "stages", "", "names what is not stored", "new evidence; nothing to correct is there yet"
        )
    body_sha256 = hashlib.sha256(key.bytes).hexdigest()
    made = propose(given=given, body_sha256=body_sha256, by=by, now=now)
    if not made.is_new:
        return made
    event, _ = locked(made.id, None)
    return keep(event, coded(event), Additions(), reason, by, now)
