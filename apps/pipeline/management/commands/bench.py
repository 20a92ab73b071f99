"""`manage.py bench NAME`: measure the product against the limits of this machine."""

import importlib
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.estimator.bench.estimate import measure, title
from apps.estimator.bench.timing import Figure
from apps.estimator.parameters import Parameters
from apps.observations.bench import ingest, sizes, store
from apps.observations.bench.throwaway import throwaway_database
from apps.pipeline.bench import pages, read
from apps.reference.parameters import from_tables

# numpy reads it once, when it is imported.
BLAS_THREADS = "OPENBLAS_NUM_THREADS"


def bench_estimate() -> Iterable[Figure]:
    """Return the figures of the estimate on one BLAS thread; starts this process anew where it has more."""
    if os.environ.get(BLAS_THREADS) != "1":
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | {BLAS_THREADS: "1"})  # noqa: S606
    return measure(Parameters(from_tables()))


def bench_ingest(rows: int, stored: int) -> Iterable[Figure]:
    """Yield the figures of storing and, where wanted, of reading, in a database that is dropped at the end."""
    with throwaway_database() as snapshot_id:
        yield from ingest.measure(rows, snapshot_id)
    if stored:
        with throwaway_database() as snapshot_id:
            yield from store.measure(stored, snapshot_id)


def bench_browser() -> Iterable[Figure]:
    """Return the figures of the home page in a browser, which only maintainers' packages can drive."""
    module = importlib.import_module("apps.pipeline.bench.browser")
    figures: Iterable[Figure] = module.measure(now=timezone.now())
    return figures


# What is measured, and the figures.
BENCHES: dict[str, tuple[Callable[[], str], Callable[[], Iterable[Figure]]]] = {
    "browser": (lambda: "home page in headless Chromium, SYNTHETIC world", bench_browser),
    "estimate": (title, bench_estimate),
    "pages": (pages.title, lambda: pages.measure(now=timezone.now())),
}


class Command(BaseCommand):
    """Print figures, ratios and targets; exit 1 where a target is missed."""

    help = "Measures the product against the limits of this machine."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name of a bench."""
        parser.add_argument("name", choices=sorted([*BENCHES, "ingest", "read"]))
        parser.add_argument("--rows", type=int, default=0, help="ingest, read: how many rows are stored")
        parser.add_argument(
            "--store", type=int, nargs="?", const=sizes.STORED, default=0, metavar="ROWS",
            help="ingest: also time a read from a store of so many numbers (10,000,000)",
        )  # fmt: skip

    def handle(self, *args: object, **options: Any) -> None:
        """Print each figure as it is measured."""
        is_read = options["name"] == "read"
        rows = int(options["rows"]) or (read.ROWS if is_read else sizes.ROWS)
        stored = int(options["store"])
        if rows < sizes.DAYS or 0 < stored < sizes.DAYS:
            raise CommandError(f"--rows and --store: give at least {sizes.DAYS}")
        ingesting = (lambda: ingest.title(rows), lambda: bench_ingest(rows, stored))
        sized = {"ingest": ingesting, "read": (lambda: read.title(rows), lambda: read.measure(rows))}
        describe, run = (BENCHES | sized)[options["name"]]
        figures, missed = run(), []
        self.stdout.write(describe())
        for figure in figures:
            verdict = ("pass" if figure.passes else "MISSED") if figure.target else ""
            target = f"target {figure.target}" if figure.target else ""
            line = f"{figure.name:<58} {figure.value:>11.3f} {figure.unit:<8} {target:<20} {verdict}"
            self.stdout.write(line.rstrip())
            self.stdout.flush()
            if not figure.passes:
                missed.append(figure.name)
        if missed:
            raise CommandError(f"target missed: {'; '.join(missed)}")
