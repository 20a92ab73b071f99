"""Holding an implausible reading, and deciding about it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.events.models import Review
from apps.events.payload import from_payload, to_payload
from apps.observations import actions as observations
from apps.observations.rows import ReadRow, RecordOutcome


class UndecidableReview(ValueError):
    """A review does not exist, is decided already, or lacks a name or a reason; the message says which."""


@transaction.atomic
def hold(
    *,
    subject_key: str,
    source_key: str,
    reason: str,
    snapshot_id: int,
    rows: Sequence[ReadRow],
    now: datetime,
) -> bool:
    """Put rows aside until somebody decides; tell whether a decision is wanted.

    The same rows ask once: an open review is brought up to date, rejected rows stay rejected.
    """
    payload = {"reason": reason, "snapshot_id": snapshot_id, "rows": [to_payload(row) for row in rows]}
    decided = Review.objects.filter(subject_key=subject_key, verdict="REJECT", payload__rows=payload["rows"])
    if decided.exists():
        return False
    Review.objects.update_or_create(
        subject_key=subject_key,
        verdict=None,
        defaults={"source_key": source_key, "payload": payload},
        create_defaults={"source_key": source_key, "payload": payload, "opened_at": now},
    )
    return True


@transaction.atomic
def accept(*, review_id: int, reviewer: str, reason: str, now: datetime) -> RecordOutcome:
    """Store the held rows with their snapshot; raise UndecidableReview and store nothing."""
    review = _decide(review_id, "ACCEPT", reviewer, reason, now)
    return observations.record(
        source_key=review.source_key,
        rows=[from_payload(cells) for cells in review.payload["rows"]],
        snapshot_id=review.payload["snapshot_id"],
        now=now,
    )


@transaction.atomic
def reject(*, review_id: int, reviewer: str, reason: str, now: datetime) -> None:
    """Leave the held rows out for good; raise UndecidableReview."""
    _decide(review_id, "REJECT", reviewer, reason, now)


def _decide(review_id: int, verdict: str, reviewer: str, reason: str, now: datetime) -> Review:
    """Write the verdict under a row lock; a review is decided once."""
    if not reviewer.strip() or not reason.strip():
        raise UndecidableReview(f"review {review_id}: a verdict needs a reviewer and a reason")
    review = Review.objects.select_for_update().filter(pk=review_id).first()
    if review is None:
        raise UndecidableReview(f"review {review_id} does not exist; `manage.py review` lists the open ones")
    if review.verdict is not None:
        raise UndecidableReview(f"review {review_id} is decided: {review.verdict} by {review.reviewer}")
    review.verdict, review.reviewer, review.reason, review.decided_at = verdict, reviewer, reason, now
    review.save(update_fields=["verdict", "reviewer", "reason", "decided_at"])
    return review
