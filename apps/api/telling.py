"""A change as programs read it: with the address where the changed thing stands now."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from apps.observations.rows import ChangeRow

OPS = ("CREATED", "UPDATED", "DELETED", "PUBLISHED", "WITHDRAWN", "STATUS")
RESOURCES = ("observations", "events", "documents", "runs", "annotations", "disputes", "claims")
ONE_DAY = timedelta(days=1)


def told(change: ChangeRow) -> dict[str, Any]:
    """Return a change as a row."""
    return asdict(change) | {"periods": list(change.periods), "url": _url(change)}


def _url(change: ChangeRow) -> str:
    """Return the address without suffix."""
    if change.resource == "observations":
        first, last = change.periods[0], change.periods[-1]
        span = f"period={first}" if first == last else f"from={first}&to={last + ONE_DAY}"
        return f"/api/v1/observations?series={change.id}&{span}"
    tail = "/diff" if change.resource == "documents" else ""
    return f"/api/v1/{change.resource}/{change.id}{tail}"
