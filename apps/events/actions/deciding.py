"""A reviewer decides about a held reading at the desk."""

from datetime import datetime

from apps.events.actions.reviews import accept, reject
from apps.events.actions.said import said
from apps.events.faults import Person, check_role
from apps.observations.rows import RecordOutcome


def accept_held(*, review_id: int, by: Person, reason: str, now: datetime) -> RecordOutcome:
    """Store the held rows with their snapshot; raise RoleTooLow, InvalidField (no reason), UndecidableReview."""
    check_role(by, "reviewer")
    return accept(review_id=review_id, reviewer=by.name, reason=said("reason", reason), now=now)


def reject_held(*, review_id: int, by: Person, reason: str, now: datetime) -> None:
    """Leave the held rows out for good; raise RoleTooLow, InvalidField (no reason), UndecidableReview."""
    check_role(by, "reviewer")
    reject(review_id=review_id, reviewer=by.name, reason=said("reason", reason), now=now)
