"""What waits for a verdict, number by number, as it stood at a moment."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, QuerySet, TextField
from django.db.models.functions import MD5, Cast

from apps.events.models import Review
from apps.events.payload import from_payload
from apps.observations.rows import ReadRow

Held = tuple[str, str, str, str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """One number that is put aside, and why; `place` orders those of one review."""

    review_id: int
    place: int
    source: str
    reason: str
    opened_at: datetime
    snapshot_id: int
    row: ReadRow


def _waiting(as_of: datetime) -> QuerySet[Review]:
    """Return the reviews that waited at a moment."""
    undecided = Q(verdict__isnull=True) | Q(decided_at__gt=as_of)
    return Review.objects.filter(undecided, opened_at__lte=as_of).order_by("pk")


def held_rows(*, metrics: Collection[str], as_of: datetime) -> list[HeldRow]:
    """Return the numbers of these metrics that waited at a moment, in the order they were put aside."""
    return [held for review in _waiting(as_of) for held in _rows(review) if held.row.metric in metrics]


def held_periods(*, sources: Collection[str], as_of: datetime) -> set[Held]:
    """Return (source, metric, subject, qualifier, period_start) of what waited at a moment."""
    reviews = _waiting(as_of).filter(source_key__in=list(sources))
    return {
        (held.source, held.row.metric, held.row.subject, held.row.qualifier, held.row.period_start)
        for review in reviews
        for held in _rows(review)
    }


def _rows(review: Review) -> Iterator[HeldRow]:
    """Yield the numbers of a review; one that is not about numbers has none."""
    payload: dict[str, Any] = review.payload
    for place, cells in enumerate(payload.get("rows", [])):
        yield HeldRow(
            review_id=review.pk, place=place, source=review.source_key, reason=payload["reason"],
            opened_at=review.opened_at, snapshot_id=payload["snapshot_id"], row=from_payload(cells),
        )  # fmt: skip


def held_state() -> tuple[str, datetime | None]:
    """Return a text that changes whenever something is put aside, restated or decided, and when that was last."""
    waiting = Review.objects.filter(verdict__isnull=True).order_by("pk")
    hashes = waiting.annotate(payload_hash=MD5(Cast("payload", TextField()))).values_list(
        "pk", "payload_hash"
    )
    last = Review.objects.aggregate(opened=Max("opened_at"), decided=Max("decided_at"))
    moments = [moment for moment in last.values() if moment is not None]
    return f"{list(hashes)} {last['decided']}", max(moments, default=None)


@dataclass(frozen=True, slots=True)
class HeldNumber:
    """A number that waits: what it is about, its value, from which day, why and since when it waits."""

    source: str
    metric: str
    subject: str
    model: str | None
    provider: str | None
    qualifier: str
    day: date
    value: Decimal | None
    reason: str
    opened_at: datetime


def held_numbers(*, metric_prefix: str, as_of: datetime) -> list[HeldNumber]:
    """Return the numbers of these metrics that were waiting at a moment, oldest reading first."""
    waiting = (held for review in _waiting(as_of) for held in _rows(review))
    return [
        HeldNumber(
            held.source, held.row.metric, held.row.subject, held.row.model, held.row.provider, held.row.qualifier,
            held.row.period_start, held.row.value, held.reason, held.opened_at,
        )
        for held in waiting
        if held.row.metric.startswith(metric_prefix)
    ]  # fmt: skip
