"""`manage.py reread SOURCE`: read the archived bodies of a source with the current parser."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.collectors.registry import UnknownSource
from apps.pipeline import jobs


class Command(BaseCommand):
    """Read history again after a parser changed; changed numbers become vintages with the reason REREAD."""

    help = "Read every accepted archived body of a source again; nothing is fetched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the source."""
        parser.add_argument("source", metavar="SOURCE", help="key of a source")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reread and say what came of it."""
        try:
            outcome = jobs.reread(source=options["source"], now=datetime.now(UTC))
        except UnknownSource as fault:
            raise CommandError(str(fault)) from fault
        if not outcome.is_good:
            raise CommandError(f"{outcome.state.lower()}: {outcome.problem}")
        self.stdout.write(f"{outcome.source}: {outcome.said}")
