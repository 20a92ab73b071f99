"""Numbers that hold from the day they are first seen until another one is, and members of sets that left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from apps.observations.rows import ReadRow, ValueRow

# Metric, subject, qualifier; and what it was from which day on.
Key = tuple[str, str, str]
Steps = dict[Key, dict[date, Decimal | None]]
Placed = tuple[str, ReadRow]

MEMBER, GONE = Decimal(1), Decimal(0)


def settled(rows: Iterable[Placed], stored: Iterable[ValueRow]) -> list[Placed]:
    """Return each row at the day since which its number holds: one that says what held before takes that day."""
    steps = _steps(stored)
    found = []
    for page, row in sorted(rows, key=lambda placed: placed[1].period_start):
        known = steps[_key(row)]
        since = _since(known, row.period_start)
        if since is not None and known[since] == row.value:
            found.append((page, replace(row, period_start=since)))
        else:
            known[row.period_start] = row.value
            found.append((page, row))
    return found


def departed(
    members: Mapping[str, str], stated: Sequence[Placed], stored: Sequence[ValueRow]
) -> list[Placed]:
    """Return 0 for every stored member of a set that a day states without it, from that day on."""
    steps, names = _steps(stored), {_key(row): row for row in stored}
    found = []
    for (metric, subject, day), (page, present) in sorted(_sets(members, stated).items()):
        for key, row in names.items():
            since = _since(steps[key], day) if key[:2] == (metric, subject) else None
            if since is not None and steps[key][since] == MEMBER and key[2] not in present:
                found.append((page, left(row, day)))
    return found


def left(row: ReadRow | ValueRow, day: date | None = None) -> ReadRow:
    """Return a stored member as one that left, on a day or since it is known at all."""
    return ReadRow(
        metric=row.metric, unit=row.unit, kind=row.kind, period_length=row.period_length,
        period_start=day or row.period_start, value=GONE, subject=row.subject, qualifier=row.qualifier,
    )  # fmt: skip


def is_stated(members: Mapping[str, str], stated: Iterable[ReadRow]) -> set[tuple[str, str]]:
    """Return (member metric, subject) of every set that rows state, empty ones included."""
    said = {(row.metric, row.subject) for row in stated}
    return {
        (member, subject)
        for member, count in members.items()
        for metric, subject in said
        if metric in (member, count)
    }


def _sets(
    members: Mapping[str, str], stated: Sequence[Placed]
) -> dict[tuple[str, str, date], tuple[str, set[str]]]:
    """Return page and members by (metric, subject, day) of every set that is stated."""
    found: dict[tuple[str, str, date], tuple[str, set[str]]] = {}
    for page, row in stated:
        for member, count in members.items():
            if row.metric not in (member, count):
                continue
            _, present = found.setdefault((member, row.subject, row.period_start), (page, set()))
            present |= {row.qualifier} if row.metric == member else set()
    return found


def _steps(stored: Iterable[ValueRow]) -> Steps:
    """Return what every series was from which day on."""
    steps: Steps = defaultdict(dict)
    for row in stored:
        steps[_key(row)][row.period_start] = row.value
    return steps


def _since(known: Mapping[date, Decimal | None], day: date) -> date | None:
    """Return since when what holds on a day holds; None before the first."""
    return max((start for start in known if start <= day), default=None)


def _key(row: ReadRow | ValueRow) -> Key:
    """Return what makes a series one of its own."""
    return (row.metric, row.subject, row.qualifier)
