"""`manage.py coverage`: how often the ranges hold the truth of SYNTHETIC worlds drawn from the stated assumptions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.estimator.parameters import Parameters
from apps.estimator.worlds import units as size
from apps.estimator.worlds.coverage import coverage
from apps.reference.parameters import from_tables

PROGRESS = 100


class Command(BaseCommand):
    """Print the share of cells held by their 90 % range, per measure and overall; exit 1 outside 87 to 93 %."""

    help = "Test the ranges on SYNTHETIC worlds: totals, margins and pairs, per measure and overall."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of worlds and the seed."""
        parser.add_argument("--worlds", type=int, default=size.WORLDS)
        parser.add_argument("--seed", type=int, default=size.SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per family and measure."""
        worlds, seed = int(options["worlds"]), int(options["seed"])
        if worlds < 1 or seed < 0:
            raise CommandError("--worlds: give at least 1 (1,000 is the claim); --seed: give 0 or more")
        self.stdout.write(
            f"{worlds:,} SYNTHETIC worlds, seed {seed}, {size.DRAWS} draws each; truth by a second, plain model; "
            f"target {size.LOWEST:.0%} to {size.HIGHEST:.0%}"
        )
        found = coverage(Parameters(from_tables()), worlds=worlds, seed=seed, told=self._progress)
        self.stdout.write(f"{'':<8}{'measure':<24}{'cells':>8}{'held':>8}{'below':>8}{'above':>8}")
        for row in found:
            verdict = "pass" if row.passes else "OUTSIDE"
            numbers = f"{row.share:>8.1%}{row.below_share:>8.1%}{row.above_share:>8.1%}"
            self.stdout.write(f"{row.family:<8}{row.measure:<24}{row.cells:>8,}{numbers}  {verdict}")
        outside = [f"{row.family} {row.measure}" for row in found if not row.passes]
        if outside:
            raise CommandError(f"the ranges hold too little or too much: {', '.join(outside)}")

    def _progress(self, count: int) -> None:
        """Say how far it is."""
        if count % PROGRESS == 0:
            self.stderr.write(f"{count} worlds")
