"""The only reads that other rooms call; every read of numbers takes the moment it asks about."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max

from apps.observations.models import Observation, PublishedFigure, Series, Snapshot, Source, Validator
from apps.observations.queries.changes import ChangesExpired, changes, last_change, newest_changes
from apps.observations.queries.sets import DeclaredSet, declared_countries
from apps.observations.queries.vintages import list_prices, series_of, series_page, vintages
from apps.observations.rows import (
    CoveredPeriods,
    FigureDetail,
    FigureValue,
    SnapshotRow,
    ValidatorRow,
    ValueRow,
)
from apps.observations.storage import read_body

__all__ = [
    "ChangesExpired", "DeclaredSet", "changes", "declared_countries", "last_change", "list_prices", "newest_changes",
    "series_of", "series_page", "vintages",
]  # fmt: skip

PARTITIONS = """
select substring(child.relname from '_y([0-9]{4})$')::int from pg_inherits
join pg_class child on child.oid = inhrelid
where inhparent = 'observations_observation'::regclass order by 1
"""
NEWEST = """
select s.source_id, s.metric, s.unit, s.kind, s.period_length, s.subject, s.model_id, s.provider_id,
    s.country_id, s.qualifier, o.period_start, o.value, o.recorded_at, o.snapshot_id
from (
    select distinct on (series_id, period_start) series_id, period_start, value, recorded_at, snapshot_id
    from observations_observation
    where series_id in (
        select id from observations_series where source_id = any(%(sources)s) and metric = %(metric)s
        and (%(subjects)s::text[] is null or subject = any(%(subjects)s))
    )
    and period_start >= %(period_from)s and period_start < %(period_to)s and recorded_at <= %(as_of)s
    order by series_id, period_start, recorded_at desc
) o join observations_series s on s.id = o.series_id
where o.value is not null
order by s.source_id, o.period_start, s.subject, s.qualifier
"""
VALUE_COLUMNS = (
    "source", "metric", "unit", "kind", "period_length", "subject", "model", "provider", "country",
    "qualifier", "period_start", "value", "recorded_at", "snapshot_id",
)  # fmt: skip
# A share is told for daily numbers only: nobody says how often the others should come.
COVERED = """
select source_id, min(period_start), max(period_start),
    (count(distinct period_start) filter (where period_length = 'DAY'))::float
        / nullif((max(period_start) filter (where period_length = 'DAY')
                  - min(period_start) filter (where period_length = 'DAY') + 1), 0)
from (
    select distinct series_id, period_start from observations_observation where value is not null
) stored join observations_series on observations_series.id = series_id
group by source_id
"""
# As known now: later than any moment that can be recorded.
END_OF_TIME = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def partition_years() -> range:
    """Return the years that observations can be stored for; an empty range before make_partitions."""
    with connection.cursor() as cursor:
        cursor.execute(PARTITIONS)
        years = [row[0] for row in cursor.fetchall()]
    return range(years[0], years[-1] + 1) if years else range(0)


def values_as_of(
    *,
    source_keys: Collection[str],
    metric: str,
    period_from: date,
    period_to: date,
    as_of: datetime,
    subjects: Collection[str] | None = None,
) -> list[ValueRow]:
    """Return the numbers of a metric in [period_from, period_to) known at `as_of`, without withdrawn ones.

    Of all subjects, or of those named.
    """
    asked: dict[str, Any] = {"sources": list(source_keys), "metric": metric, "as_of": as_of}
    asked["subjects"] = None if subjects is None else list(subjects)
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, asked | {"period_from": period_from, "period_to": period_to})
        return [ValueRow(**dict(zip(VALUE_COLUMNS, row, strict=True))) for row in cursor.fetchall()]


def newest_values(
    *, source_key: str, metric: str, period_from: date, period_to: date
) -> dict[tuple[str, str, date], Decimal]:
    """Return the newest accepted numbers by (subject, qualifier, period_start)."""
    rows = values_as_of(
        source_keys=[source_key],
        metric=metric,
        period_from=period_from,
        period_to=period_to,
        as_of=END_OF_TIME,
    )
    return {(row.subject, row.qualifier, row.period_start): row.value for row in rows}


def top_subjects(*, source_key: str, metric: str, since: date) -> tuple[str, ...]:
    """Return the subjects of the newest period from `since` on, the largest number first."""
    values = newest_values(source_key=source_key, metric=metric, period_from=since, period_to=date.max)
    newest = max((day for _, _, day in values), default=None)
    last = [(-value, subject) for (subject, _, day), value in values.items() if day == newest]
    return tuple(subject for _, subject in sorted(last))


def stored_periods(*, source_key: str, since: date) -> frozenset[date]:
    """Return the period starts from `since` on for which a source has a number."""
    periods = Observation.objects.filter(
        series__source_id=source_key, period_start__gte=since, value__isnull=False
    )
    return frozenset(periods.values_list("period_start", flat=True).distinct())


def published_figures_as_of(*, as_of: datetime) -> list[FigureValue]:
    """Return every published figure with its newest value known at `as_of`, withdrawn ones left out."""
    newest = (
        Observation.objects.filter(series__publishedfigure__isnull=False, recorded_at__lte=as_of)
        .order_by("series_id", "period_start", "-recorded_at")
        .distinct("series_id", "period_start")
    )
    values = {row.series_id: (row, row.value) for row in newest if row.value is not None}
    figures = (
        PublishedFigure.objects.filter(series_id__in=values).select_related("series").order_by("figure_id")
    )
    return [_figure(figure, *values[figure.series_id]) for figure in figures]


def _figure(figure: PublishedFigure, newest: Observation, value: Decimal) -> FigureValue:
    """Join a figure to its value."""
    series: Series = figure.series
    return FigureValue(
        detail=FigureDetail(
            **{name: getattr(figure, name) for name in FigureDetail.__dataclass_fields__ if name != "flags"},
            flags=tuple(figure.flags),
        ),
        metric=series.metric, unit=series.unit, period_length=series.period_length, subject=series.subject,
        model=series.model_id, country=series.country_id,
        value=value, recorded_at=newest.recorded_at, snapshot_id=newest.snapshot_id,
    )  # fmt: skip


def latest_recorded_at() -> datetime | None:
    """Return when a number last changed anywhere; one small row per source is read."""
    return Source.objects.aggregate(latest=Max("changed_at"))["latest"]


def series_counts() -> dict[str, int]:
    """Return how many series each source has."""
    with connection.cursor() as cursor:
        cursor.execute("select source_id, count(*) from observations_series group by source_id")
        return dict(cursor.fetchall())


def observation_counts() -> dict[str, int]:
    """Return how many vintages each source has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select source_id, count(*) from observations_observation"
            " join observations_series on observations_series.id = series_id group by source_id"
        )
        return dict(cursor.fetchall())


def covered_periods() -> dict[str, CoveredPeriods]:
    """Return from when to when each source has numbers, and how many of the days between have none."""
    with connection.cursor() as cursor:
        cursor.execute(COVERED)
        return {row[0]: CoveredPeriods(*row[1:]) for row in cursor.fetchall()}


def validators_of(*, source_key: str) -> dict[str, ValidatorRow]:
    """Return what each address of a source last gave."""
    columns = ("url", "etag", "last_modified", "sha256", "parser_version", "checked_at")
    rows = Validator.objects.filter(source_id=source_key).values(*columns)
    return {row["url"]: ValidatorRow(**row) for row in rows}


def snapshots(*, snapshot_ids: Iterable[int]) -> list[SnapshotRow]:
    """Return these snapshots in the order they were fetched."""
    found = Snapshot.objects.filter(pk__in=list(snapshot_ids)).order_by("fetched_at", "pk")
    return [_snapshot(snapshot) for snapshot in found]


def latest_snapshot(*, source_key: str = "", url: str = "", sha256: str = "") -> SnapshotRow | None:
    """Return the newest snapshot of a source, of an address, or of one body."""
    given = (("source_id", source_key), ("url", url), ("sha256", sha256))
    newest = (
        Snapshot.objects.filter(**{name: value for name, value in given if value})
        .order_by("-fetched_at", "-pk")
        .first()
    )
    return _snapshot(newest) if newest else None


def _snapshot(snapshot: Snapshot) -> SnapshotRow:
    """Return a snapshot as a plain row."""
    return SnapshotRow(
        id=snapshot.pk, source=snapshot.source_id, url=snapshot.url, fetched_at=snapshot.fetched_at,
        published_at=snapshot.published_at, content_type=snapshot.content_type, sha256=snapshot.sha256,
        size_bytes=snapshot.size_bytes, storage_path=snapshot.storage_path,
    )  # fmt: skip


def body_of(snapshot: SnapshotRow) -> bytes:
    """Return the bytes of a snapshot; raise LostBody where the archive lacks them."""
    return read_body(snapshot.storage_path, snapshot.sha256)
