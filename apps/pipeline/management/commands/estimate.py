"""`manage.py estimate`: estimate a span of weeks now, in this process."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.flows import actions


class Command(BaseCommand):
    """Estimate [--from, --to) as known at --as-of and print the number of the run."""

    help = "Estimate the weeks of a span; `manage.py publish RUN` shows the result to readers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the span and the moment."""
        parser.add_argument(
            "--from", dest="period_from", type=date.fromisoformat, required=True, help="first Monday"
        )
        parser.add_argument(
            "--to",
            dest="period_to",
            type=date.fromisoformat,
            required=True,
            help="the Monday after the last week",
        )
        parser.add_argument("--as-of", type=datetime.fromisoformat, help="what was known then (default: now)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Estimate and say which run it is."""
        now = datetime.now(UTC)
        as_of = options["as_of"] or now
        span = {name: options[name] for name in ("period_from", "period_to")}
        if any(day.weekday() for day in span.values()):
            raise CommandError("--from and --to are Mondays, such as 2026-02-16")
        try:
            run_id = actions.estimate(
                now=now, as_of=as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC), **span
            )
        except (ValueError, LookupError, actions.RunBusy) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"run {run_id}")
