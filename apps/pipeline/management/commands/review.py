"""`manage.py review`: list, accept and reject held readings."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.events import actions, queries
from apps.events.actions import UndecidableReview
from apps.pipeline import jobs


class Command(BaseCommand):
    """Decide about readings that a rule put aside; a decision is final and needs a name and a reason."""

    help = "List held readings; accept stores their numbers, reject leaves them out for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the verb and what it needs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="list the readings that wait")
        for verb in ("accept", "reject"):
            decision = verbs.add_parser(verb, help=f"{verb} one reading")
            decision.add_argument("review", type=int, help="number of the review in the list")
            decision.add_argument("--reviewer", required=True, help="who decides")
            decision.add_argument("--reason", required=True, help="why")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        if options["verb"] == "list":
            self._list()
            return
        words = {"review_id": options["review"], "now": datetime.now(UTC)}
        words |= {name: options[name] for name in ("reviewer", "reason")}
        try:
            if options["verb"] == "reject":
                actions.reject(**words)
                self.stdout.write(f"review {options['review']} rejected")
            else:
                recorded = jobs.accept(**words)
                self.stdout.write(f"review {options['review']} accepted: {recorded.changed} numbers stored")
        except UndecidableReview as fault:
            raise CommandError(str(fault)) from fault

    def _list(self) -> None:
        """Print the readings that wait."""
        waiting = queries.open_reviews()
        for row in waiting:
            since = f"{row.opened_at:%Y-%m-%d %H:%M}Z"
            self.stdout.write(f"{row.id}  {row.subject_key}  {row.rows} numbers, since {since}: {row.reason}")
        if not waiting:
            self.stdout.write("no held reading waits")
