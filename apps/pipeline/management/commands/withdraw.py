"""`manage.py withdraw RUN --reason TEXT`: take a published run back."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError

from apps.flows import actions


class Command(BaseCommand):
    """Withdraw a published run and print the release that readers see now."""

    help = "Take a published run back; its weeks go back to the run before it, and the reason is public."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the run and the reason."""
        parser.add_argument("run", type=int, help="number that `manage.py estimate` printed")
        parser.add_argument("--reason", required=True, help="why; every reader of its numbers sees it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Withdraw and say which release is current."""
        try:
            release = actions.withdraw_run(
                run_id=options["run"], reason=options["reason"], now=datetime.now(UTC)
            )
        except (actions.NotWithdrawable, ObjectDoesNotExist) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"release {release}")
