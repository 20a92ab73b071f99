"""`manage.py alternatives`: one week by every structural alternative, beside the published run."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.estimator.alternatives import AlternativeRow
from apps.flows import layers
from apps.flows.analyses.stored import InputsChanged, NoSuchWeek


class Command(BaseCommand):
    """Print low, central and high of each quantity by each alternative, and central over the default's."""

    help = "Show a week by every alternative energy model, token count and routing, as a spread."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the week."""
        parser.add_argument(
            "--week", type=date.fromisoformat, help="a Monday (default: newest complete week)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one block per quantity."""
        try:
            found = layers.alternatives(week=options["week"])
        except (NoSuchWeek, InputsChanged, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"week {found.week}, run {found.run_id}: 90 % interval of each, given its assumptions"
        )
        told = ""
        for row in sorted(found.rows, key=_heading):
            if _heading(row) != told:
                told = _heading(row)
                self.stdout.write(f"\n{told}")
            if row.central is None or row.low is None or row.high is None:
                self.stdout.write(f"  {row.alternative:<24} {row.reason}")
                continue
            over = f"x {row.over_default:.2f}" if row.over_default is not None else ""
            line = f"  {row.alternative:<24} {row.low:>12.3g} {row.central:>12.3g} {row.high:>12.3g}   {over}"
            self.stdout.write(line.rstrip())


def _heading(row: AlternativeRow) -> str:
    """Return what a row is of."""
    return f"{row.quantity} {row.origin} > {row.destination}" if row.origin else row.quantity
