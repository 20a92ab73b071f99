"""`manage.py candidates`: the candidate events that wait for a person, with their evidence."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.events import queries
from apps.events.queries import EventRow, StageRow

WIDTH = {"DAY": 10, "MONTH": 7, "QUARTER": 7, "YEAR": 4}
MOST = 20


class Command(BaseCommand):
    """Print candidate events, newest first; nothing here changes or publishes one."""

    help = "List candidate events with their dates and evidence, newest first. Nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to show and how much."""
        parser.add_argument("slug", nargs="?", help="one event by its name, whole")
        parser.add_argument("--kind", help="only this kind, such as EXPORT_CONTROL")
        parser.add_argument("--doubtful", action="store_true", help="only those with a doubt to check first")
        parser.add_argument("--limit", type=int, default=MOST, help=f"at most so many (default {MOST})")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was asked for, and how many there are."""
        if options["limit"] < 1:
            raise CommandError(f"--limit {options['limit']}: say at least 1")
        waiting = queries.events(state="CANDIDATE", as_of=datetime.now(UTC))
        found = [event for event in waiting if _is_asked(event, options)]
        if options["slug"] and not found:
            raise CommandError(f"no candidate event is called {options['slug']!r}")
        for event in found[: options["limit"]]:
            for line in _lines(event):
                self.stdout.write(line)
        shown = min(len(found), options["limit"])
        self.stdout.write(f"{shown} of {len(found)} candidates shown; none is published without a person")


def _is_asked(event: EventRow, options: dict[str, Any]) -> bool:
    """Tell whether an event is among those that were asked for."""
    return (
        (not options["slug"] or event.slug == options["slug"])
        and (not options["kind"] or event.kind == options["kind"].upper())
        and (not options["doubtful"] or bool(event.doubt))
    )


def _lines(event: EventRow) -> Iterator[str]:
    """Yield the lines of one event: what it is, its doubt, its dates, its evidence."""
    places = " ".join([event.jurisdiction or "-", *(["to", *event.targets] if event.targets else [])])
    yield f"{event.slug}  {event.kind}  {event.severity}  {places}"
    yield f"  {event.title}"
    if event.doubt:
        yield f"  check first: {event.doubt}"
    yield from (
        f"  {_date(step):<10}  {step.stage}{'  disputed' * step.is_disputed}" for step in event.stages
    )
    for proof in event.evidence:
        where = proof.url or (
            f"document version {proof.document_version_id}" if proof.document_version_id else ""
        )
        yield f"  [{proof.grade}] {where or f'snapshot {proof.snapshot_id}'}  {proof.locator}".rstrip()
    yield ""


def _date(step: StageRow) -> str:
    """Return a date with no more digits than are known."""
    if step.date_precision == "QUARTER":
        return f"{step.date.year}-Q{(step.date.month + 2) // 3}"
    return step.date.isoformat()[: WIDTH[step.date_precision]]
