"""Parameters as readers see them, whether copied into a run or loaded from the reference tables."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

DIGITS = 4
TRILLION = 1e12


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One cited assumption with its range, unit, grade and source."""

    key: str
    scope: str
    unit: str
    low: str
    central: str
    high: str
    grade: str
    basis: str
    source_title: str
    source_url: str
    note: str


def parameter_rows(rows: Iterable[Any]) -> list[ParameterRow]:
    """Return the rows sorted by key and scope."""
    found = [_row(asdict(row) if is_dataclass(row) and not isinstance(row, type) else row) for row in rows]
    return sorted(found, key=lambda row: (row.key, row.scope))


def _row(row: Mapping[str, Any]) -> ParameterRow:
    return ParameterRow(
        key=row["key"],
        scope=row["scope"],
        unit=row["unit"],
        low=plain(row["low"]),
        central=plain(row["central"]),
        high=plain(row["high"]),
        grade=row["evidence_grade"],
        basis=row["basis"],
        source_title=row["source_title"],
        source_url=row["source_url"],
        note=row.get("note", ""),
    )


def plain(value: float) -> str:
    """Return a parameter's value as it was cited, without exponent; trillions as T."""
    if abs(value) >= TRILLION:
        return f"{value / TRILLION:,.{DIGITS}g} T"
    text = f"{value:,.{DIGITS}g}" if abs(value) < 10**DIGITS else f"{value:,.0f}"
    return f"{value:.8f}".rstrip("0") if "e" in text else text
