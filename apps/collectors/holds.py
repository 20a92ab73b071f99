"""What a source's own rules compare with, and what they put aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

# Metric, subject, qualifier, period_start: what makes a number one of its own within a source.
RowKey = tuple[str, str, str, date]


@dataclass(frozen=True, slots=True)
class Past:
    """The newest accepted numbers by (subject, qualifier, day), today's date, and the numbers by RowKey.

    They are those of the judged metric, or of every metric of a reading that is whole.
    """

    values: Mapping[tuple[str, str, date], Decimal]
    today: date
    rows: Mapping[RowKey, Decimal] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Hold:
    """Numbers to put aside: what they are about, why, and which they are.

    Without `rows` every number of the judged metric on these days; with them exactly those numbers.
    """

    subject_key: str
    reason: str
    days: frozenset[date] = frozenset()
    rows: frozenset[RowKey] = frozenset()
    # May be accepted by itself after `confirm_days`.
    is_confirmable: bool = False
