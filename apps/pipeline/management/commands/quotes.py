"""`manage.py quotes`: look every quote of evidence up again and list those that no longer match."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.events import actions, queries
from apps.events.queries import FlaggedQuote

LONGEST = 80


class Command(BaseCommand):
    """Look at every quote, or tell the last look; print a line per quote that does not match."""

    help = (
        "Look up every quote again in the text it was taken from and in the newest version of its document."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --last."""
        parser.add_argument("--last", action="store_true", help="Tell the last look; look at nothing now.")

    def handle(self, *args: Any, last: bool = False, **options: Any) -> None:
        """Print the flagged quotes and the counts."""
        now = datetime.now(UTC)
        counts = queries.last_look(as_of=now) if last else actions.check_quotes(now=now)
        if counts is None:
            self.stdout.write("No look was taken yet; python3 manage.py quotes takes one.")
            return
        for one in queries.flagged_quotes(as_of=now):
            self.stdout.write(_line(one))
        self.stdout.write(
            f"{counts.quotes} quotes looked up at {counts.checked_at:%Y-%m-%d %H:%M}Z: {counts.unmatched} do not match"
            f" the text they were taken from, {counts.gone} are gone from the newest version; {counts.changed} differ"
            " from the look before"
        )


def _line(one: FlaggedQuote) -> str:
    """Return a flagged quote as one line; control characters are shown as spaces."""
    quote = "".join(sign if sign.isprintable() else " " for sign in one.quote)[:LONGEST]
    place = f"{one.document}@{one.version[:12]}" if one.document else "stored bytes"
    now = f", {one.newest} in {one.newest_version[:12]}" if one.newest else ""
    return f"{one.stored}{now}: event {one.slug}, evidence {one.evidence}, {place}: {quote}"
