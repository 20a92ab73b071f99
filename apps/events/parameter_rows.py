"""A proposed row as JSON and back, exact to the last digit."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from apps.estimator.parameters import Parameter

DAYS = ("valid_from", "accessed")


def to_json(row: Parameter) -> dict[str, Any]:
    """Return a row as JSON values, days as ISO texts."""
    cells = asdict(row)
    return cells | {name: cells[name] and cells[name].isoformat() for name in DAYS}


def from_json(cells: Mapping[str, Any]) -> Parameter:
    """Return the row that was stored."""
    return Parameter(**{**cells, **{name: cells[name] and date.fromisoformat(cells[name]) for name in DAYS}})
