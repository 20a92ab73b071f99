"""Between reading and storing: counts against what is expected, numbers against what is known."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from apps.collectors.contract import Hold, Past, Reading, SchemaDrift, Spec
from apps.collectors.gathering import Gathered
from apps.collectors.registry import SourceModule
from apps.collectors.resolving import name_countries, to_rows, withdrawn
from apps.collectors.standing import departed, is_stated, left, settled
from apps.observations import queries as observations
from apps.observations.queries import END_OF_TIME
from apps.observations.rows import ReadRow, ValueRow


@dataclass(frozen=True, slots=True)
class HeldRows:
    """Numbers to put aside: the hold, the page they came from and the rows."""

    hold: Hold
    path: str
    rows: list[ReadRow]


@dataclass(slots=True)
class Judged:
    """What may be stored, page by page, and what waits for a verdict."""

    rows: dict[str, list[ReadRow]] = field(default_factory=lambda: defaultdict(list))
    held: list[HeldRows] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def judge(module: SourceModule, reading: Reading, gathered: Gathered, *, now: datetime) -> Judged:
    """Split a reading into what is stored and what is held; raise SchemaDrift for too few rows."""
    judged = Judged()
    if reading.skipped:
        judged.notices.append(reading.skipped)
    elif not gathered.is_known or reading.rows:
        _split(module, reading, gathered, judged, now)
    return judged


def _split(module: SourceModule, reading: Reading, gathered: Gathered, judged: Judged, now: datetime) -> None:
    """Sort every number into what is stored and what is held."""
    spec = module.SPEC
    judged.notices += name_countries(reading)
    _check_counts(spec, reading, gathered, judged)
    stored = _stored(spec, reading)
    holds = _holds(module, reading, stored, now)
    stated = to_rows(spec, reading.observations)
    gone = _withdrawals(spec, reading, [row for _, row in stated], stored)
    if spec.is_standing:
        gone = departed(spec.member_metrics, stated, stored)
    kept = []
    for path, row in [*stated, *gone]:
        hold = _hold_of(spec, holds, row)
        if hold is None:
            kept.append((path, row))
        else:
            _put_aside(judged, hold, path, row)
    for path, row in settled(kept, stored) if spec.is_standing else kept:
        judged.rows[path].append(row)


def _check_counts(spec: Spec, reading: Reading, gathered: Gathered, judged: Judged) -> None:
    """Fail below the expected number of rows, note above it."""
    page = gathered.items[-1].page
    count = reading.counts[spec.counted] if spec.counted else reading.rows
    what = spec.counted or "rows"
    if count < spec.min_rows:
        raise SchemaDrift(page, field=f"({what})", found=count, remedy=f"expected at least {spec.min_rows}")
    if spec.max_rows is not None and count > spec.max_rows:
        judged.notices.append(f"page {page.path}: {count} {what}, at most {spec.max_rows} are usual")


def _stored(spec: Spec, reading: Reading) -> list[ValueRow]:
    """Return the newest accepted numbers that this reading is compared with."""
    if reading.is_whole or spec.is_standing:
        metrics = {row.metric for row in reading.observations} | set(spec.member_metrics)
        span = (date.min, date.max)
    elif spec.judged_metric:
        days = [row.period_start for row in reading.observations]
        metrics = {spec.judged_metric}
        span = (min(days) - timedelta(days=spec.judged_days), max(days) + timedelta(days=1))
    else:
        return []
    return [
        row
        for metric in sorted(metrics)
        for row in observations.values_as_of(
            source_keys=[spec.key], metric=metric, period_from=span[0], period_to=span[1], as_of=END_OF_TIME
        )
    ]


def _holds(module: SourceModule, reading: Reading, stored: Sequence[ValueRow], now: datetime) -> list[Hold]:
    """Return what the source's own rules put aside."""
    rule = getattr(module, "judge", None)
    if rule is None:
        return []
    values = {(row.subject, row.qualifier, row.period_start): row.value for row in stored}
    keyed = {(row.metric, row.subject, row.qualifier, row.period_start): row.value for row in stored}
    found: list[Hold] = rule(reading, Past(values, now.date(), keyed))
    return found


def _hold_of(spec: Spec, holds: Sequence[Hold], row: ReadRow) -> Hold | None:
    """Return the first hold that covers a row: by its own name, or by its day."""
    key = (row.metric, row.subject, row.qualifier, row.period_start)
    for hold in holds:
        by_day = not hold.rows and row.metric == spec.judged_metric and row.period_start in hold.days
        if by_day or key in hold.rows:
            return hold
    return None


def _withdrawals(
    spec: Spec, reading: Reading, stated: Sequence[ReadRow], stored: Sequence[ValueRow]
) -> list[tuple[str, ReadRow]]:
    """Return what the source stated before and no longer does, on the page that shows it."""
    if not reading.observations:
        return []
    complete = [row for row in stored if reading.is_whole or row.period_start in reading.complete_days]
    page_of = {row.period_start: row.page.name for row in reading.observations}
    last = reading.observations[-1].page.name
    sets = is_stated(spec.member_metrics, stated)
    return [
        (page_of.get(row.period_start, last), row if (row.metric, row.subject) not in sets else left(row))
        for row in withdrawn(stated, complete)
    ]


def _put_aside(judged: Judged, hold: Hold, path: str, row: ReadRow) -> None:
    """Add a row to its hold."""
    for held in judged.held:
        if held.hold == hold:
            held.rows.append(row)
            return
    judged.held.append(HeldRows(hold, path, [row]))
