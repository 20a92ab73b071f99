"""Numbers that were read and put aside: they wait for a verdict and enter no figure."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from apps.events.models import Review
from apps.events.payload import from_payload


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
    waiting = Review.objects.filter(opened_at__lte=as_of).order_by("opened_at", "pk")
    found = []
    for review in waiting:
        if review.verdict is not None and review.decided_at and review.decided_at <= as_of:
            continue
        for cells in review.payload["rows"]:
            row = from_payload(cells)
            if row.metric.startswith(metric_prefix):
                found.append(
                    HeldNumber(
                        review.source_key, row.metric, row.subject, row.model, row.provider, row.qualifier,
                        row.period_start, row.value, review.payload["reason"], review.opened_at,
                    )
                )  # fmt: skip
    return found
