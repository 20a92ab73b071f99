"""`manage.py indices`: print what was worked out from the published run, plainly."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.flows import indices


class Command(BaseCommand):
    """Print the indices of a week with their ranges and grades."""

    help = "Scopes, shares, concentration, the value multiple, the ladder of a kWh and price gaps of a week."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the week and the index."""
        parser.add_argument("--week", type=date.fromisoformat, help="Monday of a week (default: the newest)")
        parser.add_argument("--name", help="one index (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was asked for."""
        try:
            lines = indices.index_lines(now=datetime.now(UTC), week=options["week"], name=options["name"])
        except indices.UnknownIndex as fault:
            raise CommandError(str(fault)) from fault
        for line in lines:
            self.stdout.write(line)
