"""`manage.py collect SOURCE`: collect one source now, in this process."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.collectors import run
from apps.collectors.registry import UnknownSource
from apps.pipeline import jobs

WIDTH, LINE = 20, 79


class Command(BaseCommand):
    """Fetch, check and store one source; the exit code says whether it worked, the last line why not."""

    help = (
        "Collect one source now. Exit code 0: stored, unchanged or held for review; 1: failed or unavailable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the source, and how far to go."""
        parser.add_argument(
            "source", metavar="SOURCE", help="key of a source; `manage.py sources` lists them"
        )
        parser.add_argument("--dry-run", action="store_true", help="fetch and check, store nothing")
        parser.add_argument(
            "--since", type=date.fromisoformat, help="fill days from this one on (YYYY-MM-DD)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect and say what came of it."""
        words = {"source": options["source"], "since": options["since"], "now": datetime.now(UTC)}
        words["tell"] = self._tell
        try:
            outcome = run.try_out(**words) if options["dry_run"] else jobs.collect(**words)
        except (UnknownSource, jobs.SimulatedWorld) as fault:
            raise CommandError(str(fault)) from fault
        self._end_line()
        for notice in outcome.notices:
            self.stdout.write(f"note: {notice}")
        if not outcome.is_good:
            raise CommandError(f"{outcome.state.lower()}: {outcome.problem}")
        self.stdout.write(f"{outcome.source}: {outcome.said}")

    def _tell(self, done: int, left: int, path: str) -> None:
        """Show on a terminal, in one line that is written over, how far the pages are."""
        if self.stderr.isatty():
            total = done + left
            bar = "#" * (WIDTH * done // total)
            said = f"[{bar:<{WIDTH}}] page {done + 1} of {total}: {path}"
            self.stderr.write(f"\r\x1b[K{said[:LINE]}", ending="")
            self.stderr.flush()

    def _end_line(self) -> None:
        """Take the line away once the pages are there."""
        if self.stderr.isatty():
            self.stderr.write("\r\x1b[K", ending="")
