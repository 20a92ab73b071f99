"""The write of numbers: a change becomes a vintage, what we knew already becomes nothing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from apps.observations.models import Series, Source
from apps.observations.queries import partition_years
from apps.observations.rows import ReadRow, RecordOutcome
from apps.observations.validation import check_rows

Identity = tuple[str, str, str, str, str, str]

LOCK = "select pg_advisory_xact_lock(hashtextextended('observations of ' || %s, 0))"
INCOMING = """
create temporary table if not exists incoming_observation (
    position integer, series_id integer, period_start date, value numeric(38, 12)
) on commit drop
"""
# The last of equal keys counts; a vintage is added only where the newest one differs, and never
# before it, whatever the clock says.
INSERT_CHANGES = """
with incoming as (
    select distinct on (series_id, period_start) series_id, period_start, value
    from incoming_observation order by series_id, period_start, position desc
), added as (
    insert into observations_observation (series_id, period_start, recorded_at, value, snapshot_id, reason)
    select incoming.series_id, incoming.period_start,
        greatest(%(now)s, newest.recorded_at + interval '1 microsecond'),
        incoming.value, %(snapshot)s,
        case when newest.recorded_at is null then 'FIRST' else %(reason)s end
    from incoming left join lateral (
        select stored.value, stored.recorded_at from observations_observation stored
        where stored.series_id = incoming.series_id and stored.period_start = incoming.period_start
        order by stored.recorded_at desc limit 1
    ) newest on true
    where newest.recorded_at is null and incoming.value is not null
        or newest.recorded_at is not null and newest.value is distinct from incoming.value
    returning series_id, period_start, recorded_at
)
select added.period_start, series.metric, count(*), max(added.recorded_at)
from added join observations_series series on series.id = added.series_id
group by added.period_start, series.metric
"""


@transaction.atomic
def record(
    *, source_key: str, rows: Iterable[ReadRow], snapshot_id: int, now: datetime, reason: str | None = None
) -> RecordOutcome:
    """Add a vintage for each row that differs from what we know; raise UnstorableReading and store nothing.

    The reason of a first vintage is FIRST, of a later one `reason` or REVISION. Writers of one source
    wait for each other; recorded_at strictly increases within a series and period.
    """
    rows = list(rows)
    check_rows(source_key, rows, partition_years())
    if not rows:
        return RecordOutcome()
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [source_key])
        ids = _series_ids(source_key, rows)
        cursor.execute(INCOMING)
        cursor.execute("truncate incoming_observation")
        numbered = [(ids[row.identity], row.period_start, row.value) for row in rows]
        _copy(cursor, numbered)
        cursor.execute(INSERT_CHANGES, {"now": now, "snapshot": snapshot_id, "reason": reason or "REVISION"})
        outcome = _outcome(cursor.fetchall(), len({(series, day) for series, day, _ in numbered}))
    if outcome.recorded_at is not None:
        Source.objects.filter(pk=source_key).update(changed_at=outcome.recorded_at)
    return outcome


def _copy(cursor: object, rows: Iterable[tuple[int, date, Decimal | None]]) -> None:
    """Hand (series, period, value) over in one stream; a cursor of Django passes `copy` on to psycopg."""
    with cursor.copy("copy incoming_observation from stdin") as stream:  # type: ignore[attr-defined]
        for position, row in enumerate(rows):
            stream.write_row((position, *row))


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


def _series_ids(source_key: str, rows: Sequence[ReadRow]) -> dict[Identity, int]:
    """Return the id of every row's series; missing ones are made, newly understood ones completed."""
    wanted = {row.identity: row for row in rows}
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
