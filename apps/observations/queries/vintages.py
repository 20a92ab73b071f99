"""Series and their numbers, one by one, with every version that was recorded."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from apps.observations import statements
from apps.observations.models import Observation, Series

BEGINNING_OF_TIME = datetime.fromisoformat("0001-01-02T00:00:00+00:00")
SERIES = {
    "id": "pk", "source": "source_id", "metric": "metric", "unit": "unit", "kind": "kind",
    "period_length": "period_length", "subject": "subject", "qualifier": "qualifier", "country": "country_id",
    "model": "model_id", "provider": "provider_id", "redistribution": "source__redistribution",
}  # fmt: skip


def _dicts(sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one reading statement and return its rows by column."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _known(as_of: datetime) -> QuerySet[Series]:
    """Return the series that had a number at `as_of`."""
    numbers = Observation.objects.filter(series=OuterRef("pk"), recorded_at__lte=as_of, value__isnull=False)
    return Series.objects.filter(Exists(numbers)).order_by("pk")


def _rows(found: QuerySet[Series]) -> list[dict[str, Any]]:
    """Return series as plain rows."""
    return [dict(zip(SERIES, row, strict=True)) for row in found.values_list(*SERIES.values())]


def series_page(
    *, asked: Mapping[str, Collection[str]], after: int, limit: int, as_of: datetime
) -> list[dict[str, Any]]:
    """Return series after an id with their first and last period; `asked` maps source, metric, ... to words."""
    words = {f"{SERIES[name]}__in": list(values) for name, values in asked.items() if values}
    rows = _rows(_known(as_of).filter(pk__gt=after, **words)[:limit])
    with connection.cursor() as cursor:
        cursor.execute(statements.ENDS, {"series": [row["id"] for row in rows], "as_of": as_of})
        ends = {row[0]: row[1:] for row in cursor.fetchall()}
    return [row | dict(zip(("first", "last"), ends[row["id"]], strict=True)) for row in rows]


def series_of(*, series_ids: Collection[int], as_of: datetime) -> list[dict[str, Any]]:
    """Return these series as known at `as_of`; an unknown id is left out."""
    return _rows(_known(as_of).filter(pk__in=series_ids))


def vintages(
    *, series_ids: Sequence[int], period_from: date | None, period_to: date | None, as_of: datetime,
    is_all: bool, after: tuple[int, date, datetime] | None, limit: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return numbers by series, period and time of recording: of each period the last known, or every one."""
    begun = after or (0, date.min, BEGINNING_OF_TIME)
    return _dicts(
        statements.VINTAGES,
        {
            "series": list(series_ids), "period_from": period_from or date.min, "period_to": period_to or date.max,
            "as_of": as_of, "all": is_all, "limit": limit,
            "after_series": begun[0], "after_period": begun[1], "after_at": begun[2],
        },
    )  # fmt: skip


def list_prices(
    *, metrics: Collection[str], models: Collection[str], providers: Collection[str], period_from: date | None,
    period_to: date | None, as_of: datetime, after: tuple[int, date] | None, limit: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return list prices by series and start, each as last known at `as_of`."""
    begun = after or (0, date.min)
    return _dicts(
        statements.PRICES,
        {
            "metrics": list(metrics), "models": list(models) or None, "providers": list(providers) or None,
            "period_from": period_from or date.min, "period_to": period_to or date.max, "as_of": as_of,
            "after_series": begun[0], "after_period": begun[1], "limit": limit,
        },
    )  # fmt: skip
