"""`manage.py analyse RUN`: work out the analyses of a published run now, in this process."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError

from apps.flows import actions


class Command(BaseCommand):
    """Work out what a published run still lacks and say how many analyses were made."""

    help = "Work out the analyses of a published run; the worker does it by itself within seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the run."""
        parser.add_argument("run", type=int, help="number that `manage.py estimate` printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Analyse and say what was done."""
        try:
            made = actions.analyse(run_id=options["run"], now=datetime.now(UTC))
        except (actions.RunBusy, ObjectDoesNotExist) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{made} analyses")
