"""The only reads that other rooms call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from apps.events.models import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A held reading: what it is about, why it waits, how many numbers it holds."""

    id: int
    subject_key: str
    source_key: str
    reason: str
    rows: int
    snapshot_id: int
    opened_at: datetime


def open_reviews(*, source_key: str | None = None) -> list[ReviewRow]:
    """Return the held readings without a verdict, oldest first."""
    found = Review.objects.filter(verdict__isnull=True).order_by("opened_at", "pk")
    if source_key is not None:
        found = found.filter(source_key=source_key)
    return [_row(review) for review in found]


def held_counts() -> dict[str, int]:
    """Return how many held readings each source has."""
    found = Review.objects.filter(verdict__isnull=True).values("source_key").annotate(held=Count("pk"))
    return {row["source_key"]: row["held"] for row in found}


def _row(review: Review) -> ReviewRow:
    """Return a review as a plain row."""
    payload: dict[str, Any] = review.payload
    return ReviewRow(
        id=review.pk, subject_key=review.subject_key, source_key=review.source_key, reason=payload["reason"],
        rows=len(payload["rows"]), snapshot_id=payload["snapshot_id"], opened_at=review.opened_at,
    )  # fmt: skip
