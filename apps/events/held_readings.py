"""Held readings one by one, as those who decide about them read them; the decided ones too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.events.models import Review
from apps.events.payload import from_payload
from apps.observations.rows import ReadRow

DECIDED_AT_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldReading:
    """A reading that a rule put aside: the rule's words, its numbers and bytes, and what became of it."""

    id: int
    subject_key: str
    source: str
    reason: str
    snapshot_id: int
    rows: tuple[ReadRow, ...]
    seen_on: tuple[str, ...]
    opened_at: datetime
    verdict: str
    reviewer: str
    decision_reason: str
    decided_at: datetime | None


def held_readings() -> list[HeldReading]:
    """Return what waits, oldest first."""
    waiting = Review.objects.filter(verdict__isnull=True).order_by("opened_at", "pk")
    return [_reading(review) for review in waiting if "rows" in review.payload]


def decided_readings() -> list[HeldReading]:
    """Return what was decided last, newest first."""
    decided = Review.objects.filter(~Q(source_key=""), verdict__isnull=False).order_by("-decided_at", "-pk")
    return [_reading(review) for review in decided[:DECIDED_AT_MOST] if "rows" in review.payload]


def held_reading(number: int) -> HeldReading | None:
    """Return one held reading, decided or not; None where there is none."""
    review = Review.objects.filter(pk=number).exclude(source_key="").first()
    return _reading(review) if review is not None and "rows" in review.payload else None


def _reading(review: Review) -> HeldReading:
    """Return a review as a plain row."""
    payload: dict[str, Any] = review.payload
    return HeldReading(
        id=review.pk, subject_key=review.subject_key, source=review.source_key, reason=payload["reason"],
        snapshot_id=payload["snapshot_id"], rows=tuple(from_payload(cells) for cells in payload["rows"]),
        seen_on=tuple(payload.get("seen_on", ())), opened_at=review.opened_at, verdict=review.verdict or "",
        reviewer=review.reviewer, decision_reason=review.reason, decided_at=review.decided_at,
    )  # fmt: skip
