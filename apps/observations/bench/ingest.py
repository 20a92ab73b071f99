"""Times the storing of new, known and revised numbers against bulk_create and raw binary COPY."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction

from apps.estimator.bench.timing import Figure, at_least
from apps.observations.actions import record
from apps.observations.bench import sizes
from apps.observations.models import Observation, Series
from apps.observations.rows import ReadRow

COLUMNS = ("int4", "date", "timestamptz", "numeric", "int8", "text")


class Disagreement(AssertionError):
    """A way of storing left other rows than expected: its time would mean nothing."""


def title(rows: int) -> str:
    """Return one line that says what is measured."""
    return (
        f"SYNTHETIC input: {rows:,} numbers in {rows // sizes.DAYS:,} series of {sizes.DAYS:,} days, in a database of"
        f" its own; bulk_create in batches of {sizes.BATCH:,}; each table in the same state before each run"
    )


def measure(rows: int, snapshot_id: int) -> Iterator[Figure]:
    """Yield seconds and ratios of the three cases; raises Disagreement where rows are missing."""
    bench = Ingest(max(rows // sizes.DAYS, 1), snapshot_id)
    plain, revised = bench.numbers(revised=False), bench.numbers(revised=True)
    bench.make_series(plain)
    copied = min(bench.timed(bench.empty, lambda: bench.copy(plain)) for _ in range(sizes.REPEATS))
    yield Figure(f"raw binary COPY, {bench.count:,} new", copied, "s")
    cases = (
        ("new", bench.empty, plain, bench.count),
        ("unchanged", lambda: bench.fill(plain), plain, 0),
        ("2 % revised", lambda: bench.fill(plain), revised, bench.revised),
    )
    for name, state, numbers, changed in cases:
        ours = min(
            bench.timed(state, lambda rows=numbers, n=changed: bench.record(rows, n))  # type: ignore[misc]
            for _ in range(sizes.REPEATS)
        )
        theirs = bench.timed(state, lambda rows=numbers: bench.bulk_create(rows))  # type: ignore[misc]
        yield Figure(f"record, {name}", ours, "s")
        yield Figure(f"bulk_create(update_conflicts=True), {name}", theirs, "s")
        yield at_least(f"speed over bulk_create, {name}", theirs / ours, sizes.TIMES_BULK)
        if name == "unchanged":
            reached = "reached" if theirs / ours >= sizes.TIMES_BULK_STRETCH else "not reached"
            yield Figure(
                f"stretch of {sizes.TIMES_BULK_STRETCH:g} x for unchanged: {reached}", theirs / ours, "x"
            )
        if name == "new":
            yield at_least("speed over raw binary COPY, new", copied / ours, sizes.OF_COPY)


class Ingest:
    """The numbers of one trial and the ways of storing them."""

    def __init__(self, series: int, snapshot_id: int) -> None:
        self._series, self._snapshot_id = series, snapshot_id
        self._ids: dict[str, int] = {}
        self.count = series * sizes.DAYS
        self.revised = len(range(0, self.count, sizes.ONE_REVISED_OF))

    def numbers(self, *, revised: bool) -> list[ReadRow]:
        """Return the rows a source would state, day by day; every fiftieth is one more where revised."""
        days = [sizes.FIRST_DAY + timedelta(days=number) for number in range(sizes.DAYS)]
        subjects = [f"synthetic/model-{number:05d}" for number in range(self._series)]
        return [
            ReadRow(
                metric="tokens", unit="token", kind="SYNTHETIC", period_length="DAY", period_start=day,
                subject=subject,
                value=Decimal((place + 1) * 1_000_003 + (revised and place % sizes.ONE_REVISED_OF == 0)),
            )
            for place, (day, subject) in enumerate((day, subject) for day in days for subject in subjects)
        ]  # fmt: skip

    def make_series(self, rows: Sequence[ReadRow]) -> None:
        """Make the series before any clock runs: all ways start with them."""
        record(source_key=sizes.MANY, rows=rows[: self._series], snapshot_id=self._snapshot_id, now=sizes.NOW)
        self._ids = dict(Series.objects.filter(source_id=sizes.MANY).values_list("subject", "pk"))

    def empty(self) -> None:
        """Leave no observation."""
        with connection.cursor() as cursor:
            cursor.execute("truncate observations_observation")

    def fill(self, rows: Sequence[ReadRow]) -> None:
        """Leave exactly these rows, as a quiet table holds them."""
        self.empty()
        self.copy(rows)
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze observations_observation")

    def timed(self, state: Callable[[], object], work: Callable[[], object]) -> float:
        """Return the seconds of the work alone, in this state."""
        state()
        gc.collect()
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    def record(self, rows: Sequence[ReadRow], changed: int) -> None:
        """Store as the product does; raise Disagreement for another number of vintages."""
        outcome = record(source_key=sizes.MANY, rows=rows, snapshot_id=self._snapshot_id, now=sizes.NOW)
        if (outcome.changed, outcome.unchanged) != (changed, len(rows) - changed):
            raise Disagreement(
                f"{outcome.changed} changed, {outcome.unchanged} unchanged; expected {changed} changed"
            )

    def bulk_create(self, rows: Sequence[ReadRow]) -> None:
        """Store as an ordinary Django project does, overwriting what is there."""
        observations = [
            Observation(
                series_id=self._ids[row.subject], period_start=row.period_start, recorded_at=sizes.NOW,
                value=row.value, snapshot_id=self._snapshot_id, reason="FIRST",
            )
            for row in rows
        ]  # fmt: skip
        keys, changing = ["series", "period_start", "recorded_at"], ["value", "snapshot", "reason"]
        with transaction.atomic():
            Observation.objects.bulk_create(
                observations,
                batch_size=sizes.BATCH,
                update_conflicts=True,
                unique_fields=keys,
                update_fields=changing,
            )

    @transaction.atomic
    def copy(self, rows: Sequence[ReadRow]) -> None:
        """Store as fast as PostgreSQL takes rows from a client, checking nothing first."""
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "copy observations_observation (series_id, period_start, recorded_at, value, snapshot_id, reason)"
                " from stdin (format binary)"
            ) as stream,
        ):
            stream.set_types(COLUMNS)
            for row in rows:
                key = (self._ids[row.subject], row.period_start, sizes.NOW)
                stream.write_row((*key, row.value, self._snapshot_id, "FIRST"))
