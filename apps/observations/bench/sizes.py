"""Sizes of the synthetic numbers and targets of the bench; no number of any source is here."""

from datetime import UTC, date, datetime

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FIRST_DAY = date(2024, 1, 1)
MANY, ONE = "bench.many", "bench.one"

ROWS = 1_000_000
DAYS = 1000
ONE_REVISED_OF = 50
BATCH = 5000
REPEATS = 2

TIMES_BULK, TIMES_BULK_STRETCH, OF_COPY = 4.0, 8.0, 0.5

STORED = 10_000_000
VINTAGES = 2
CHUNK_SERIES = 500
READS = 20
READ_MS = 20.0
YEAR = (date(2025, 1, 1), date(2026, 1, 1))
