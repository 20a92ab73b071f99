"""Holding an implausible reading, and deciding about it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.events.models import Review
from apps.events.payload import from_payload, to_payload
from apps.observations import actions as observations
from apps.observations.rows import ReadRow, RecordOutcome

# The reviewer of what nobody had to look at.
AUTO_CONFIRMED = "auto_confirmed"


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


@dataclass(frozen=True, slots=True)
class Seen:
    """An open review and on how many days its numbers were seen."""

    review_id: int
    days: int


@transaction.atomic
def hold_standing(
    *,
    subject_key: str,
    source_key: str,
    reason: str,
    snapshot_id: int,
    rows: Sequence[ReadRow],
    now: datetime,
) -> Seen | None:
    """Put rows aside whose number is equal whatever its day; None where the same numbers were rejected.

    The first day it was seen stays its day; another number starts the count anew.
    """
    cells = [to_payload(row) for row in rows]
    day = max(row.period_start for row in rows).isoformat()
    found = Review.objects.select_for_update().filter(subject_key=subject_key)
    same = [review for review in found if _numbers(review.payload["rows"]) == _numbers(cells)]
    if any(review.verdict == "REJECT" for review in same):
        return None
    fresh = {"reason": reason, "snapshot_id": snapshot_id, "rows": cells, "seen_on": [day]}
    review = next((review for review in found if review.verdict is None), None)
    if review is None:
        review = Review(subject_key=subject_key, source_key=source_key, opened_at=now, payload=fresh)
    elif review in same and review.payload["seen_on"]:
        review.payload["seen_on"] = sorted({*review.payload["seen_on"], day})
    else:
        review.payload = fresh
    review.save()
    return Seen(review.pk, len(review.payload["seen_on"]))


def _numbers(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return held rows as text without their days, in one order."""
    return sorted(json.dumps({**row, "period_start": None}, sort_keys=True) for row in rows)


def forget_days(*, source_key: str, but: Collection[str]) -> int:
    """Start the count of every open review anew whose numbers are not stated any more; return how many."""
    waiting = Review.objects.filter(source_key=source_key, verdict=None).exclude(subject_key__in=but)
    for review in waiting:
        review.payload["seen_on"] = []
        review.save(update_fields=["payload"])
    return len(waiting)


def confirm(*, review_id: int, now: datetime) -> RecordOutcome:
    """Accept numbers that stayed equal for as many days as their source demands."""
    review = Review.objects.get(pk=review_id)
    reason = f"equal in the snapshots of {', '.join(review.payload['seen_on'])}"
    return accept(review_id=review_id, reviewer=AUTO_CONFIRMED, reason=reason, now=now)


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
