"""The log of changes as readers follow it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from apps.observations import statements
from apps.observations.rows import ChangeRow


def last_change(*, parts: Collection[str]) -> tuple[int, datetime | None]:
    """Return the number and the moment of the last change of these parts (OBSERVATIONS, EVENTS, RUNS)."""
    with connection.cursor() as cursor:
        cursor.execute(statements.LAST_CHANGE, {"parts": list(parts)})
        return cursor.fetchone()


def changes(*, after: int | datetime, until: int, resources: Collection[str], limit: int) -> list[ChangeRow]:
    """Return changes in the order of commits: after a number, or from a moment on, up to `until`."""
    asked: dict[str, Any] = {"until": until, "resources": list(resources) or None, "limit": limit}
    with connection.cursor() as cursor:
        if isinstance(after, datetime):
            cursor.execute(statements.FIRST_SEQ, {"since": after})
            found = cursor.fetchone()[0]
            after = until if found is None else found
        cursor.execute(statements.CHANGES, asked | {"after": after})
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [ChangeRow(**row | {"periods": tuple(sorted(row["periods"]))}) for row in rows]
