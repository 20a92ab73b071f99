"""`manage.py publish RUN`: show a finished run to readers."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError

from apps.flows import actions


class Command(BaseCommand):
    """Publish a run whose assertions hold and print the release."""

    help = "Publish a finished estimate; a run that fails its assertions is refused and nothing changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the run."""
        parser.add_argument("run", type=int, help="number that `manage.py estimate` printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish and say which release it is."""
        try:
            release = actions.publish_run(run_id=options["run"], now=datetime.now(UTC))
        except (actions.RunNotPublishable, ObjectDoesNotExist) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"release {release}")
