"""`manage.py sensitivity`: what moves one cell most, and which fact would narrow it most."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.flows import layers
from apps.flows.analyses.sensitivity import measures
from apps.flows.analyses.stored import InputsChanged, NoSuchWeek


class Command(BaseCommand):
    """Print the tornado and the value of information of a cell, the strongest assumption first."""

    help = "Rank the assumptions behind a total, an origin or a pair of one week."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the cell."""
        parser.add_argument(
            "--week", type=date.fromisoformat, help="a Monday (default: newest complete week)"
        )
        parser.add_argument("--measure", required=True, choices=measures())
        parser.add_argument("--origin", type=str.upper, help="country of computing, or UNK (default: all)")
        parser.add_argument("--destination", type=str.upper, help="destination, or UNK (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per assumption."""
        asked = {name: options[name] for name in ("week", "measure", "origin", "destination")}
        try:
            found = layers.sensitivity(**asked)
        except (NoSuchWeek, InputsChanged, LookupError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{found.address}, run {found.run_id}")
        if not found.rows:
            self.stdout.write("no assumption moves it: it was counted")
            return
        self.stdout.write(f"median {found.rows[0].median:.4g}")
        self.stdout.write(
            f"{'assumption':<58} {'rank corr.':>10} {'at P5':>11} {'at P95':>11} {'narrows by':>11}"
        )
        for row in found.rows:
            name = f"{row.parameter} {row.scope}".strip() + (
                f" (all {row.streams})" if row.streams > 1 else ""
            )
            moved = f"{row.median_low:>11.4g} {row.median_high:>11.4g}"
            self.stdout.write(
                f"{name:<58} {row.rank_correlation:>+10.2f} {moved} {row.value_of_information:>+11.0%}"
            )
