"""Plain records that cross the border of this room; table rows never do."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """One number a source states; value None withdraws an earlier one. Exact, in the unit of its metric."""

    metric: str
    unit: str
    kind: str
    period_length: str
    period_start: date
    value: Decimal | None
    subject: str = ""
    qualifier: str = ""
    model: str | None = None
    provider: str | None = None
    country: str | None = None

    @property
    def identity(self) -> tuple[str, str, str, str, str, str]:
        """Return what makes its series one of its own within a source."""
        return (self.metric, self.unit, self.kind, self.period_length, self.subject, self.qualifier)


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """How many rows became a vintage, how many said what we knew, and which periods changed."""

    changed: int = 0
    unchanged: int = 0
    periods: tuple[date, ...] = ()
    metrics: frozenset[str] = field(default_factory=frozenset)
    recorded_at: datetime | None = None

    def plus(self, other: "RecordOutcome") -> "RecordOutcome":
        """Return both outcomes as one."""
        moments = [at for at in (self.recorded_at, other.recorded_at) if at is not None]
        return RecordOutcome(
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            tuple(sorted({*self.periods, *other.periods})),
            self.metrics | other.metrics,
            max(moments, default=None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """A stored number as it was known at a moment."""

    source: str
    metric: str
    unit: str
    kind: str
    period_length: str
    subject: str
    model: str | None
    provider: str | None
    country: str | None
    qualifier: str
    period_start: date
    value: Decimal
    recorded_at: datetime
    snapshot_id: int


@dataclass(frozen=True, slots=True)
class CoveredPeriods:
    """From when to when a source has numbers; the share of days with one is told for daily numbers only."""

    first: date
    last: date
    day_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDetail:
    """What a publication says beside its number; window_end is exclusive, None is an open window."""

    figure_id: str
    publication: str
    scope: str
    denominator: str
    window_start: date
    window_end: date | None
    reported_date: date | None
    original: str
    evidence_grade: str
    is_verified: bool
    flags: tuple[str, ...]
    source_title: str
    source_url: str
    accessed_date: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureValue:
    """A published figure with its newest value known at a moment."""

    detail: FigureDetail
    metric: str
    unit: str
    period_length: str
    subject: str
    model: str | None
    country: str | None
    value: Decimal
    recorded_at: datetime
    snapshot_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRow:
    """Bytes as sent, by address: where they lie, when they came and what they hash to."""

    id: int
    source: str
    url: str
    fetched_at: datetime
    published_at: datetime | None
    content_type: str
    sha256: str
    size_bytes: int
    storage_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatorRow:
    """What an address last gave, and the words that ask whether it has changed."""

    url: str
    etag: str
    last_modified: str
    sha256: str
    parser_version: int
    checked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNote:
    """One change to tell of: op is CREATED, UPDATED, DELETED, PUBLISHED, WITHDRAWN or STATUS.

    `resource` and `id` are those of the API; a DELETED or WITHDRAWN thing says why in `reason`.
    """

    op: str
    resource: str
    id: str
    run: str = ""
    periods: tuple[date, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A change in its place; `is_span`: periods are the first and the last of many."""

    seq: int
    at: datetime
    op: str
    resource: str
    id: str
    run: str
    periods: tuple[date, ...]
    is_span: bool
    reason: str
