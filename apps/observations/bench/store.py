"""Times one series-year as of a date in a store of many numbers, and what ten times as many would take."""

import math
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection

from apps.estimator.bench.timing import Figure, at_most
from apps.observations.bench import sizes
from apps.observations.models import Series
from apps.observations.queries import values_as_of

FILL = """
insert into observations_observation (series_id, period_start, recorded_at, value, snapshot_id, reason)
select series.id, %(first)s::date + day, %(now)s::timestamptz + vintage * interval '1 day',
    (series.id::bigint * 1000 + day) * 1000 + vintage, %(snapshot)s,
    case when vintage = 0 then 'FIRST' else 'REVISION' end
from unnest(%(ids)s::int[]) series (id), generate_series(0, %(days)s - 1) day,
    generate_series(0, %(vintages)s - 1) vintage
"""
MS_PER_S = 1000


class Lacking(AssertionError):
    """The read gave another number of values than were stored."""


def measure(rows: int, snapshot_id: int) -> Iterator[Figure]:
    """Yield milliseconds at a tenth and at all of the rows, and extrapolated to ten times as many."""
    each = sizes.DAYS * sizes.VINTAGES
    _fill(sizes.ONE, 1, snapshot_id)
    few, many = max(rows // 10 // each, 1), max(rows // each, 2)
    took = {}
    for series, made in ((few, 0), (many, few)):
        start = time.perf_counter()
        _fill(sizes.MANY, series - made, snapshot_id)
        _settle()
        yield Figure(f"stored {series * each:,} numbers and settled", time.perf_counter() - start, "s")
        took[series] = _read_ms()
        name = f"one series-year as of a date, {series * each:,} stored, warm"
        yield (
            at_most(name, took[series], sizes.READ_MS, "ms")
            if series == many
            else Figure(name, took[series], "ms")
        )
    # An index grows a level with a power of its fan-out: time follows the logarithm of the size.
    slope = (took[many] - took[few]) / math.log10(many / few)
    yield Figure(f"the same extrapolated to {10 * many * each:,}", max(took[many] + slope, took[many]), "ms")


def _fill(source_key: str, count: int, snapshot_id: int) -> None:
    """Add series with a number a day in two vintages."""
    start = Series.objects.count()
    made = Series.objects.bulk_create(
        Series(source_id=source_key, metric="tokens", unit="token", kind="SYNTHETIC", period_length="DAY",
               subject=f"synthetic/stored-{start + number}")
        for number in range(count)
    )  # fmt: skip
    asked: dict[str, Any] = {
        "first": sizes.FIRST_DAY,
        "now": sizes.NOW,
        "snapshot": snapshot_id,
        "days": sizes.DAYS,
    }
    for place in range(0, count, sizes.CHUNK_SERIES):
        ids = [series.pk for series in made[place : place + sizes.CHUNK_SERIES]]
        with connection.cursor() as cursor:
            cursor.execute(FILL, asked | {"ids": ids, "vintages": sizes.VINTAGES})


def _settle() -> None:
    """Let the table be as a quiet one is."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze observations_observation")
        cursor.execute("analyze observations_series")


def _read_ms() -> float:
    """Return the usual time of one read, after a first one that nobody counts."""
    times = []
    for _ in range(sizes.READS + 1):
        start = time.perf_counter()
        found = values_as_of(
            source_keys=[sizes.ONE], metric="tokens", period_from=sizes.YEAR[0], period_to=sizes.YEAR[1],
            as_of=sizes.NOW + timedelta(hours=1),
        )  # fmt: skip
        times.append((time.perf_counter() - start) * MS_PER_S)
        if len(found) != (sizes.YEAR[1] - sizes.YEAR[0]).days:
            raise Lacking(f"{len(found)} values of a year")
    return median(times[1:])
