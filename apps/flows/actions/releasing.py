"""Held readings that are released, and the estimates that changed numbers ask for."""

from datetime import datetime

from django.db import transaction

from apps.events import actions as events
from apps.events.faults import Person
from apps.flows.actions.requesting import request_estimate
from apps.flows.touched import touched
from apps.observations.rows import RecordOutcome


def request_touched(recorded: RecordOutcome, *, now: datetime) -> tuple[int, ...]:
    """Request an estimate of each unbroken span of weeks whose usage changed, and of nothing else; return the runs."""
    if recorded.recorded_at is None:
        return ()
    as_of = max(now, recorded.recorded_at)
    return tuple(
        request_estimate(period_from=first, period_to=end, as_of=as_of, now=now)
        for first, end in touched(recorded.metrics, recorded.periods)
    )


@transaction.atomic
def release_held(*, review_id: int, by: Person, reason: str, now: datetime) -> RecordOutcome:
    """Store a held reading and request an estimate of its weeks; raise RoleTooLow, InvalidField, UndecidableReview."""
    recorded = events.accept_held(review_id=review_id, by=by, reason=reason, now=now)
    request_touched(recorded, now=now)
    return recorded
