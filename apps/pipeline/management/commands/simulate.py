"""`manage.py simulate`: a SYNTHETIC world in an empty database, to look at the product at size."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.flows import actions
from apps.observations import actions as observations


class Command(BaseCommand):
    """Fill an empty data directory with a release that says SYNTHETIC on every page, file and answer."""

    help = "Fill an empty data directory or database with SYNTHETIC figures; refuses where anything real is stored."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size."""
        parser.add_argument("--weeks", type=int, default=150, help="how many weeks (150)")
        parser.add_argument("--countries", type=int, default=60, help="how many countries (60)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables where they are missing, and the world; its release is printed."""
        call_command("migrate", interactive=False, verbosity=0)
        now = timezone.now()
        observations.make_partitions(now=now)
        weeks, countries = options["weeks"], options["countries"]
        try:
            release = actions.simulate(weeks=weeks, countries=countries, now=now)
        except (actions.NotEmpty, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"SYNTHETIC release {release}: {weeks} weeks, {countries} countries. "
            "`manage.py up` on this data directory shows it and collects nothing."
        )
