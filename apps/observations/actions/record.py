"""The write of numbers: a change becomes a vintage, what we knew already becomes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from apps.observations.actions.changes import PERIODS_TOLD
from apps.observations.models import Series, Source
from apps.observations.queries import partition_years
from apps.observations.rows import ReadRow, RecordOutcome
from apps.observations.validation import check_rows

Identity = tuple[str, str, str, str, str, str]
LINES_PER_WRITE = 10_000

LOCK = "select pg_advisory_xact_lock(hashtextextended('observations of ' || %s, 0))"
INCOMING = """
create temporary table if not exists incoming_observation (
    series_id integer, period_start date, value numeric(38, 12)
) on commit drop
"""
# Sorting a million rows stays in memory; how many there are decides between index probes and a merge.
PREPARE = "analyze incoming_observation; set local work_mem = '128MB'"
# A vintage is added only where the newest one differs, and never before it, whatever the clock says.
INSERT_CHANGES = """
with incoming as (
    select distinct on (incoming.series_id, incoming.period_start)
        incoming.series_id, incoming.period_start, incoming.value,
        stored.value as stored_value, stored.recorded_at as stored_at
    from incoming_observation incoming left join observations_observation stored
        on stored.series_id = incoming.series_id and stored.period_start = incoming.period_start
        and stored.period_start between %(first)s and %(last)s
    order by incoming.series_id, incoming.period_start, stored.recorded_at desc
), added as (
    insert into observations_observation (series_id, period_start, recorded_at, value, snapshot_id, reason)
    select series_id, period_start, greatest(%(now)s, stored_at + interval '1 microsecond'), value, %(snapshot)s,
        case when stored_at is null then 'FIRST' else %(reason)s end
    from incoming
    where stored_at is null and value is not null or stored_at is not null and stored_value is distinct from value
    returning series_id, period_start, recorded_at, value, reason
), told as (
    select row_number() over () - 1 as ordinal, series_id,
        case when reason = 'FIRST' then 'CREATED' when is_gone then 'DELETED' else 'UPDATED' end as op,
        case when count(*) > %(periods_told)s then array[min(period_start), max(period_start)]
            else array_agg(period_start) end as periods,
        count(*) > %(periods_told)s as is_span
    from (select series_id, period_start, reason, value is null as is_gone from added) one
    group by series_id, reason, is_gone
), changeset as (
    insert into observations_changeset (part, noted_at, changes)
    select 'OBSERVATIONS', %(now)s, count(*) from told having count(*) > 0 returning id
), logged as (
    insert into observations_change (changeset_id, ordinal, op, resource, object_id, run, periods, is_span, reason)
    select changeset.id, ordinal, op, 'observations', series_id::text, '', periods, is_span,
        case when op = 'DELETED' then 'the source withdrew the number' else '' end
    from told, changeset
)
select added.period_start, series.metric, count(*), max(added.recorded_at)
from added join observations_series series on series.id = added.series_id
group by added.period_start, series.metric
"""
NOTHING = "\\N"


@transaction.atomic
def record(
    *, source_key: str, rows: Iterable[ReadRow], snapshot_id: int, now: datetime, reason: str | None = None
) -> RecordOutcome:
    """Add a vintage for each row that differs from what we know; raise UnstorableReading and store nothing.

    The reason of a first vintage is FIRST, of a later one `reason` or REVISION. Of equal keys the last
    counts. Writers of one source wait for each other; recorded_at strictly increases within a series and
    period.
    """
    rows = list(rows)
    check_rows(source_key, rows, partition_years())
    if not rows:
        return RecordOutcome()
    identities = [row.identity for row in rows]
    asked: dict[str, Any] = {"now": now, "snapshot": snapshot_id, "reason": reason or "REVISION"}
    asked["periods_told"] = PERIODS_TOLD
    days = sorted({row.period_start for row in rows})
    asked |= {"first": days[0], "last": days[-1]}
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [source_key])
        ids = _series_ids(source_key, dict(zip(identities, rows, strict=True)))
        cursor.execute(INCOMING)
        cursor.execute("truncate incoming_observation")
        distinct = _copy(cursor, identities, rows, ids)
        cursor.execute(PREPARE)
        cursor.execute(INSERT_CHANGES, asked)
        outcome = _outcome(cursor.fetchall(), distinct)
    if outcome.recorded_at is not None:
        Source.objects.filter(pk=source_key).update(changed_at=outcome.recorded_at)
    return outcome


def _copy(
    cursor: object, identities: Sequence[Identity], rows: Sequence[ReadRow], ids: Mapping[Identity, int]
) -> int:
    """Hand (series, period, value) over in one stream, the last of equal keys; return how many.

    A cursor of Django passes `copy` on to psycopg. Numbers and dates need no escaping.
    """
    days = {day: day.isoformat() for day in {row.period_start for row in rows}}
    cells = {
        f"{ids[identity]}\t{days[row.period_start]}\t": NOTHING if row.value is None else str(row.value)
        for identity, row in zip(identities, rows, strict=True)
    }
    with cursor.copy("copy incoming_observation from stdin") as stream:  # type: ignore[attr-defined]
        for batch in _batched([f"{key}{value}\n" for key, value in cells.items()]):
            stream.write("".join(batch))
    return len(cells)


def _batched(lines: Sequence[str]) -> Iterable[Sequence[str]]:
    """Yield lines in pieces that are worth a write."""
    for start in range(0, len(lines), LINES_PER_WRITE):
        yield lines[start : start + LINES_PER_WRITE]


def _outcome(added: list[tuple], distinct: int) -> RecordOutcome:  # type: ignore[type-arg]
    """Summarise what was added per period and metric."""
    changed = sum(row[2] for row in added)
    return RecordOutcome(
        changed,
        distinct - changed,
        tuple(sorted({row[0] for row in added})),
        frozenset(row[1] for row in added),
        max((row[3] for row in added), default=None),
    )


def _series_ids(source_key: str, wanted: Mapping[Identity, ReadRow]) -> dict[Identity, int]:
    """Return the id of every row's series; missing ones are made, newly understood ones completed."""
    known = _known(source_key)
    missing = [_series(source_key, row) for identity, row in wanted.items() if identity not in known]
    if missing:
        Series.objects.bulk_create(missing, batch_size=2000)
        known |= {_identity(series): series for series in missing}
    late = [known[identity] for identity, row in wanted.items() if _complete(known[identity], row)]
    if late:
        Series.objects.bulk_update(late, ["model", "provider", "country"], batch_size=500)
    return {identity: known[identity].pk for identity in wanted}


def _known(source_key: str) -> dict[Identity, Series]:
    """Return the series of a source by identity."""
    return {_identity(series): series for series in Series.objects.filter(source_id=source_key)}


def _identity(series: Series) -> Identity:
    """Return what makes a stored series one of its own."""
    return (
        series.metric, series.unit, series.kind, series.period_length, series.subject, series.qualifier,
    )  # fmt: skip


def _series(source_key: str, row: ReadRow) -> Series:
    """Return the unsaved series of a row."""
    metric, unit, kind, period_length, subject, qualifier = row.identity
    return Series(
        source_id=source_key, metric=metric, unit=unit, kind=kind, period_length=period_length,
        subject=subject, qualifier=qualifier,
        model_id=row.model, provider_id=row.provider, country_id=row.country,
    )  # fmt: skip


def _complete(series: Series, row: ReadRow) -> bool:
    """Take over what the row now knows of its subject; tell whether that changed the series."""
    before = (series.model_id, series.provider_id, series.country_id)
    series.model_id = row.model or series.model_id
    series.provider_id = row.provider or series.provider_id
    series.country_id = row.country or series.country_id
    return before != (series.model_id, series.provider_id, series.country_id)
