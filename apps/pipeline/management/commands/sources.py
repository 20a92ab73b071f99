"""`manage.py sources`: the health of every source as a table."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from apps.collectors import queries
from apps.collectors.queries import SourceHealthRow

HEADER = ("source", "last run", "last success", "numbers", "held", "stale", "problem")


class Command(BaseCommand):
    """Print one line per source: when it last worked and what is wrong with it."""

    help = (
        "List the sources with their last run, last success, stored numbers, held readings and last problem."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table; columns are as wide as their widest cell."""
        table = [HEADER, *map(_cells, queries.source_health(now=datetime.now(UTC)))]
        widths = [max(len(row[column]) for row in table) for column in range(len(HEADER))]
        for row in table:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())


def _cells(row: SourceHealthRow) -> tuple[str, ...]:
    """Return a source as texts."""
    success = f"{row.last_success_at:%Y-%m-%d %H:%M}Z" if row.last_success_at else "never"
    stale = "yes" if row.is_stale else "no"
    return (
        row.key,
        row.last_run_state,
        success,
        str(row.rows),
        str(row.held),
        stale,
        row.last_problem or "-",
    )
