"""The log of changes as readers follow it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from apps.observations import statements
from apps.observations.rows import ChangeRow


class ChangesExpired(LookupError):
    """Changes after that number were forgotten; a reader who stopped there takes the whole anew."""


def last_change(*, parts: Collection[str]) -> tuple[int, datetime | None]:
    """Return the number and the moment of the last change of these parts (OBSERVATIONS, EVENTS, RUNS)."""
    seq, at = _run(statements.LAST_CHANGE, {"parts": list(parts)})[0]
    return seq, at


def changes(
    *, after: int | datetime, until: int, as_of: datetime, resources: Collection[str], limit: int
) -> list[ChangeRow]:
    """Return changes in the order of commits: after a number, or from a moment on, up to `until`.

    Raises ChangesExpired where changes after that number were forgotten.
    """
    if isinstance(after, datetime):
        found = _run(statements.FIRST_SEQ, {"since": after})[0][0]
        after = until if found is None else found
    else:
        oldest = _run(statements.OLDEST_SEQ, {})[0][0]
        if oldest is not None and after + 1 < oldest:
            raise ChangesExpired(f"changes before number {oldest} were forgotten")
    asked = {"after": after, "until": until, "as_of": as_of, "resources": list(resources) or None}
    return _rows(statements.CHANGES, asked | {"limit": limit})


def newest_changes(*, as_of: datetime, resources: Collection[str], limit: int) -> list[ChangeRow]:
    """Return the last changes, the newest first."""
    asked: dict[str, Any] = {"after": 0, "until": 2**62, "as_of": as_of, "resources": list(resources) or None}
    return _rows(statements.NEWEST_CHANGES, asked | {"limit": limit})


def _rows(sql: str, values: dict[str, Any]) -> list[ChangeRow]:
    """Return changes as plain rows."""
    names = ("seq", "at", "op", "resource", "id", "run", "periods", "is_span", "reason")
    found = [dict(zip(names, row, strict=True)) for row in _run(sql, values)]
    return [ChangeRow(**row | {"periods": tuple(sorted(row["periods"]))}) for row in found]


def _run(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
