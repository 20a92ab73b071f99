"""`manage.py claims`: published claims beside what comes out of stored inputs."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Context, Decimal
from textwrap import wrap
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.flows import actions
from apps.flows.claims.ledger import Box, ClaimView

WIDTH = 110
DIGITS = 4
BASES = {"A": "arithmetic", "D": "our data", "M": "our estimate", "L": "another publication"}
LARGE = 10**9


class Command(BaseCommand):
    """Recompute the claims now (and keep the result), or print what stood at --as-of."""

    help = "Print every published claim with our figure, status, basis and evidence; contradictions stand in boxes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one claim, a moment, a week, and what to leave out."""
        parser.add_argument("--claim", help="one claim, such as c11, with its inputs")
        parser.add_argument("--as-of", type=datetime.fromisoformat, help="what stood at this moment")
        parser.add_argument(
            "--again", action="store_true", help="with --as-of: evaluate anew from what was known"
        )
        parser.add_argument(
            "--week", type=date.fromisoformat, help="the week of our estimates; stores nothing"
        )
        parser.add_argument("--status", help="only claims of this status, such as contradicted")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the ledger."""
        as_of = options["as_of"]
        try:
            told = actions.claims_told(
                now=datetime.now(UTC),
                as_of=as_of if as_of is None or as_of.tzinfo else as_of.replace(tzinfo=UTC),
                week=options["week"],
                claim_id=options["claim"],
                again=options["again"],
            )
        except (ValueError, LookupError) as fault:
            raise CommandError(str(fault)) from fault
        if not told.claims:
            raise CommandError(f"no claim is called {options['claim']!r}; `manage.py claims` lists them")
        rows = [row for row in told.claims if options["status"] in (None, *_statuses(row))]
        for line in [*_all(rows, bool(options["claim"])), *_boxes(told.boxes), *_about(told)]:
            self.stdout.write(line)


def _statuses(row: ClaimView) -> list[str]:
    """Return the statuses of the headline checks."""
    return [result["status"] for result in row.headlines]


def _all(rows: Iterable[ClaimView], in_full: bool) -> Iterator[str]:
    """Yield the lines of these claims."""
    for row in rows:
        yield from _claim(row, in_full)
        yield ""


def _claim(row: ClaimView, in_full: bool) -> Iterator[str]:
    """Yield a claim: who says what, each result, the caveat; in full also the inputs."""
    claim = row.claim
    where = " ".join(one.publication_id for one in row.occurrences)
    flags = " ".join(sorted(claim.damage))
    yield f"{claim.claim_id}  {where}  ({claim.speaker}){'  damaged: ' + flags if flags else ''}"
    yield from (f"     {line}" for line in wrap(claim.wording, WIDTH))
    for result in row.results:
        yield f"     {_result(result)}"
        yield from _inputs(result) if in_full else ()
    if claim.reconstructed_reading:
        yield from (f"     ? {line}" for line in wrap(claim.reconstructed_reading, WIDTH))
    yield from (f"     ! {line}" for line in wrap(claim.caveat, WIDTH))


def _result(result: dict[str, Any]) -> str:
    """Return a result in a line: mark, status and basis, our figure, what it is, further numbers."""
    mark = "*" if result["is_headline"] else "-"
    who = f" {result['publication_id']}" if result["publication_id"] else ""
    reading = "" if result["reading"] == "STATED" else " [reconstructed reading]"
    said = f"{result['status']} ({BASES[result['basis']]})"
    if result["reason"] == "NO_FORMULA":
        return f"{mark}{who} {result['status']}: NO_FORMULA (quoted, nothing to calculate)"
    if result["reason"]:
        return f"{mark}{who} {said}: {result['reason']}{reading}"
    more = "; ".join(f"{one['name']} {_range(one)}" for one in result["details"])
    parts = [_range(result), result["label"] + reading, more]
    return f"{mark}{who} {said}: " + "; ".join(part for part in parts if part)


def _inputs(result: dict[str, Any]) -> Iterator[str]:
    """Yield the inputs of a result with where they come from."""
    for one in result["resolved_inputs"]:
        what = _range(one) if one["low"] else one.get("text") or " ".join(one.get("days", ()))
        what = what or f"{len(one.get('series', ())) or one.get('groups', 0)} rows"
        cited = one["citation"].get("url") or one["citation"].get("title") or one["id"]
        yield f"       {one['name']} = {what}  <{one['ref']}>  {cited}"


def _range(row: dict[str, Any]) -> str:
    """Return a figure with its range and unit."""
    text = [row["text"]] if row.get("text") else []
    if text and row["low"] is None:
        return text[0]
    return " ".join([*text, _ends(row)])


def _ends(row: dict[str, Any]) -> str:
    """Return the numbers of a figure with their unit."""
    low, central, high = (_number(row[end], row["unit"]) for end in ("low", "central", "high"))
    unit = "" if row["unit"] in ("1", "date", "") else f" {row['unit']}"
    if low == high:
        return f"{central or low}{unit}"
    return f"{central} ({low} to {high}){unit}" if central else f"{low} to {high}{unit}"


def _number(text: str | None, unit: str) -> str:
    """Return a decimal with four significant digits and no digit of a whole number lost; a date as it is."""
    if text is None or unit == "date":
        return text or ""
    number = Decimal(text)
    if abs(number) >= LARGE:
        return (
            f"{number.normalize():.{DIGITS}g}" if number == number.to_integral() else f"{number:.{DIGITS}g}"
        )
    digits = max(DIGITS, number.adjusted() + 1)
    return f"{Context(prec=digits).plus(number).normalize():,f}"


def _boxes(boxes: Iterable[Box]) -> Iterator[str]:
    """Yield each box of contradicting claims, every side with its headline results."""
    for box in boxes:
        yield f"=== {box.title}"
        yield from (f"    {line}" for line in wrap(box.shows, WIDTH))
        for side in box.sides:
            when = side.claim.said_date.isoformat() if side.claim.said_date else "undated"
            unit = " ".join(filter(None, (side.claim.unit, side.claim.denominator)))
            yield f"  | {side.claim.claim_id}  {when}  {unit}"
            yield from (f"  |   {line}" for line in wrap(side.claim.wording, WIDTH))
            yield from (f"  |   {_result(one)}" for one in side.results if one["is_headline"] or one["low"])
        for one in box.other_sides:
            yield f"  | {one['publication_id']}  {one['wording']}"
        yield ""


def _about(told: actions.Told) -> Iterator[str]:
    """Yield how many claims have which status, and what the results rest on."""
    counts: dict[str, int] = {}
    for row in told.claims:
        for status in _statuses(row):
            counts[status] = counts.get(status, 0) + 1
    total = sum(counts.values())
    yield f"{total} headline checks: " + ", ".join(f"{counts[name]} {name}" for name in sorted(counts))
    about = told.about
    yield (
        f"evaluated {about['evaluated_at']} as of {about['as_of']}; release {about['release']}, run {about['run']},"
        f" week {about['week']}; claims {about['claims_sha256'][:16]}, formulas {about['formula_version']}"
        f"{' (stored)' if told.is_stored else ''}"
    )
