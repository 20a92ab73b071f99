"""A held reading as JSON and back, exact to the last digit."""

from datetime import date
from decimal import Decimal
from typing import Any

from apps.observations.rows import ReadRow


def to_payload(row: ReadRow) -> dict[str, Any]:
    """Return a row as JSON values; numbers stay decimal texts."""
    cells = {name: getattr(row, name) for name in ReadRow.__dataclass_fields__}
    return cells | {
        "period_start": row.period_start.isoformat(),
        "value": None if row.value is None else str(row.value),
    }


def from_payload(cells: dict[str, Any]) -> ReadRow:
    """Return the row that was held."""
    value = cells["value"]
    return ReadRow(
        **cells
        | {
            "period_start": date.fromisoformat(cells["period_start"]),
            "value": None if value is None else Decimal(value),
        }
    )
