"""The only reads that other rooms call: what is due, and the health of each source."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from apps.collectors import registry
from apps.collectors.contract import Spec
from apps.collectors.models import OPEN_STATES, CollectRun
from apps.collectors.reach import BAD_STATES, GOOD_STATES, STALE_AFTER_TURNS, Reach, reach
from apps.events import queries as events
from apps.events.queries import HeldCount
from apps.observations import queries as observations
from apps.observations.rows import CoveredPeriods

__all__ = ["Reach", "reach"]
RETRY = timedelta(minutes=30)
# The clause of a citation that says when.
DATED = re.compile(r"(?:[,;] )?[^,;]*\{as_of\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealthRow:
    """What a reader may know of a source: who says it, when we last had it, what is wrong with it."""

    key: str
    title: str
    publisher: str
    licence: str
    citation: str
    url: str
    kind: str
    redistribution: str
    cadence_seconds: int
    last_success_at: datetime | None
    last_run_state: str
    last_run_at: datetime | None
    last_problem: str
    last_notices: tuple[str, ...]
    lag_seconds: int | None
    rows: int
    series: int
    held: int
    released: int
    rejected: int
    first_period: date | None
    last_period: date | None
    # Of the days between the first and the last period, those with a number; None for other periods.
    coverage_share: float | None
    last_snapshot_sha256: str
    last_snapshot_at: datetime | None
    is_stale: bool

    @property
    def coverage_percent(self) -> str:
        """Return the share of days with a number as text, never rounded up to all of them."""
        share = self.coverage_share or 0.0
        return "100" if share == 1 else f"{min(share * 100, 99.9):.1f}"


def source_health(*, now: datetime) -> list[SourceHealthRow]:
    """Return the health of every source, by key; one that was never collected says so."""
    rows = Counter(observations.observation_counts()) + Counter(events.kept_counts())
    counted = Counted(
        observations.series_counts(), rows, events.held_counts(),
        observations.covered_periods(),
    )  # fmt: skip
    return [_health(module.SPEC, now, counted) for module in registry.sources().values()]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted for all sources at once, by key."""

    series: Mapping[str, int]
    rows: Mapping[str, int]
    held: Mapping[str, HeldCount]
    covered: Mapping[str, CoveredPeriods]


def _health(spec: Spec, now: datetime, counted: Counted) -> SourceHealthRow:
    """Return the health of one source."""
    last, success = _last_run(spec.key, (*GOOD_STATES, *BAD_STATES)), _last_run(spec.key, GOOD_STATES)
    held, covered = counted.held.get(spec.key, HeldCount()), counted.covered.get(spec.key)
    snapshot = observations.latest_snapshot(source_key=spec.key)
    success_at = success.finished_at if success else None
    lag = (now - success_at).total_seconds() if success_at else None
    return SourceHealthRow(
        key=spec.key, title=spec.title, publisher=spec.publisher, licence=spec.licence, url=spec.url,
        citation=citation_of(spec, success_at),
        kind=spec.kind, redistribution=spec.redistribution, cadence_seconds=spec.cadence_seconds,
        last_success_at=success_at, last_run_state=last.state if last else "NEVER",
        last_run_at=last.finished_at if last else None, last_problem=last.problem if last else "",
        last_notices=tuple(last.notices) if last else (), lag_seconds=None if lag is None else int(lag),
        rows=counted.rows.get(spec.key, 0), series=counted.series.get(spec.key, 0),
        held=held.waiting, released=held.released, rejected=held.rejected,
        first_period=covered.first if covered else None, last_period=covered.last if covered else None,
        coverage_share=covered.day_share if covered else None,
        last_snapshot_sha256=snapshot.sha256 if snapshot else "",
        last_snapshot_at=snapshot.fetched_at if snapshot else None,
        is_stale=lag is None or lag > STALE_AFTER_TURNS * spec.cadence_seconds,
    )  # fmt: skip


def citation_of(spec: Spec, read_at: datetime | None) -> str:
    """Return how to cite a source; before it was ever read nothing is said of a date."""
    if read_at is not None:
        return spec.citation.format(as_of=f"{read_at:%Y-%m-%d}")
    return DATED.sub("", spec.citation)


def due_sources(*, now: datetime) -> list[str]:
    """Return the sources whose turn has come and that nobody collects right now."""
    busy = set(CollectRun.objects.filter(state__in=OPEN_STATES).values_list("source_key", flat=True))
    return [
        key
        for key, module in registry.sources().items()
        if key not in busy and next_due(module.SPEC, now=now) <= now
    ]


def next_due(spec: Spec, *, now: datetime) -> datetime:
    """Return when a source is to be collected next: at its turn, or sooner again after a failure."""
    success, last = _last_run(spec.key, GOOD_STATES), _last_run(spec.key, (*GOOD_STATES, *BAD_STATES))
    if last is None or last.finished_at is None:
        return now
    due = _turn_after(spec, success.finished_at) if success and success.finished_at else last.finished_at
    if last.state not in BAD_STATES:
        return due
    asked = timedelta(seconds=last.counts.get("retry_after_s") or 0)
    return max(due, last.finished_at + max(RETRY, asked))


def _turn_after(spec: Spec, moment: datetime) -> datetime:
    """Return the first turn after a moment: every cadence, at the source's offset (UTC)."""
    since_epoch = int(moment.timestamp()) - spec.due_offset_seconds
    turns = since_epoch // spec.cadence_seconds + 1
    return datetime.fromtimestamp(turns * spec.cadence_seconds + spec.due_offset_seconds, UTC)


def requested_runs() -> list[str]:
    """Return the sources somebody asked to collect and nobody collects yet."""
    found = CollectRun.objects.filter(state="REQUESTED").order_by("requested_at", "pk")
    return list(found.values_list("source_key", flat=True))


def accepted_snapshots(*, source_key: str) -> list[int]:
    """Return the snapshots that collections of a source accepted."""
    runs = CollectRun.objects.filter(source_key=source_key, state__in=GOOD_STATES)
    counts = runs.values_list("counts", flat=True)
    return sorted({snapshot for count in counts for snapshot in count.get("snapshots", [])} - {0})


def _last_run(source_key: str, states: tuple[str, ...]) -> CollectRun | None:
    """Return the newest ended run of a source in one of these states."""
    found = CollectRun.objects.filter(source_key=source_key, state__in=states)
    return found.order_by("-requested_at", "-pk").first()
