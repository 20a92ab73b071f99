"""One row of an analysis: a range with its unit, grade, definition and the inputs it rests on."""

from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Any

NEEDED = ("period_start", "key", "unit", "low", "central", "high", "evidence_grade", "definition", "inputs")


class UnreadableRow(ValueError):
    """An analysis gave a row that cannot be published; the message names the row and the fault."""


def row(
    key: str,
    unit: str,
    values: tuple[float, float, float] | None,
    *,
    grade: str,
    definition: str,
    inputs: Iterable[str] = (),
    week: date | None = None,
    reason: str = "",
    **fields: Any,
) -> dict[str, Any]:
    """Return a row; `values` are low, central, high in `unit`, or None with the reason why there is no number."""
    low, central, high = values or (None, None, None)
    return {
        "period_start": week and week.isoformat(),
        "key": key,
        "unit": unit,
        "low": low,
        "central": central,
        "high": high,
        "reason": reason,
        "evidence_grade": grade,
        "definition": definition,
        "inputs": sorted(inputs),
        **fields,
    }


def exactly(value: float) -> tuple[float, float, float]:
    """Return the range of a number that was counted or printed: it has none."""
    return value, value, value


def check(name: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of an analysis, or raise UnreadableRow for the first that breaks the contract."""
    found = list(rows)
    for one in found:
        problem = _fault(one)
        if problem:
            raise UnreadableRow(
                f"analysis {name}, row {one.get('key')!r} of {one.get('period_start')}: {problem}"
            )
    return found


def _fault(one: dict[str, Any]) -> str:
    """Return what is wrong with a row, or nothing."""
    lacking = [field for field in NEEDED if field not in one]
    if lacking:
        return f"it lacks {', '.join(lacking)}"
    numbers = [one[name] for name in ("low", "central", "high")]
    if any(number is None for number in numbers):
        is_told = all(number is None for number in numbers) and one.get("reason")
        return "" if is_told else "low, central and high are given together, or none of them with a reason"
    if not all(isfinite(number) for number in numbers):
        return f"a number is not finite: {numbers}"
    return "" if numbers == sorted(numbers) else f"low, central and high are out of order: {numbers}"
