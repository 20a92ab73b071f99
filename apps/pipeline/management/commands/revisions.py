"""`manage.py revisions CELL`: how one published number changed from run to run, and why."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.flows import queries
from apps.flows.cells import EXAMPLE, UnreadableCell
from apps.flows.revisions import Vintage


class Command(BaseCommand):
    """Print the vintages of a cell, the oldest first, each with the inputs that changed."""

    help = "Say how a cell changed from run to run and which input changed with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address of the cell."""
        parser.add_argument("cell", help=f"such as {EXAMPLE}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one block per vintage."""
        try:
            found = queries.revisions(options["cell"])
        except UnreadableCell as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{found.cell.address} in {found.cell.unit}")
        if not found.vintages:
            raise CommandError(f"no published run has an estimate for the week of {found.cell.week}")
        for vintage in found.vintages:
            self._say(vintage)

    def _say(self, vintage: Vintage) -> None:
        """Print one vintage."""
        now = "  (current)" if vintage.is_current else ""
        self.stdout.write(
            f"\n{vintage.shown_at:%Y-%m-%d %H:%M} UTC  run {vintage.run}  {vintage.method}{now}"
        )
        if vintage.withdrawn_at:
            self.stdout.write(f"  withdrawn {vintage.withdrawn_at:%Y-%m-%d}: {vintage.withdrawn_reason}")
        self.stdout.write(f"  {_values(vintage)}")
        for change in vintage.changes:
            was = (
                " -> ".join(part or "nothing" for part in (change.old, change.new))
                if change.old or change.new
                else ""
            )
            self.stdout.write(f"  changed {change.kind}: {change.item}{': ' if was else ''}{was}")


def _values(vintage: Vintage) -> str:
    """Return the numbers of a vintage, or why there are none."""
    if vintage.values is None:
        return "too small to be listed" if vintage.is_unlisted else "no estimate of this measure and scope"
    numbers = "  ".join(f"{name} {vintage.values[name]:.6g}" for name in ("low", "central", "high", "mean"))
    return f"{numbers}  grade {vintage.values['evidence_grade']}"
