"""Strict reading of our own CSV tables: a bad row names file, line, field, value and remedy."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from math import isinf
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

from apps.estimator.measures import GRADES
from apps.estimator.units import UNITS

DATA = Path(__file__).resolve().parent / "data"
Row = TypeVar("Row")


class BadRow(ValueError):
    """A row of our own tables cannot be read; the message says where, what and how to mend it."""

    def __init__(self, file: str, line: int, column: str, value: object, remedy: str) -> None:
        super().__init__(f"{file} line {line}, field {column}: {value!r} cannot be read; {remedy}")
        self.column, self.remedy = column, remedy


class BadCells(ValueError):
    """Cells of one typed row cannot be read; `faults` tells of each field what to write instead."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {remedy}" for field, remedy in faults.items()))
        self.faults = dict(faults)


def text(cell: str) -> str:
    """Read a text that must not be empty."""
    if not cell:
        raise ValueError("write a value")
    return cell


def maybe_text(cell: str) -> str:
    """Read a text that may be empty."""
    return cell


def number(cell: str) -> float:
    """Read a finite plain decimal."""
    value = float(decimal(cell))
    if isinf(value):
        raise ValueError("write a number that is not so large")
    return value


def maybe_number(cell: str) -> float | None:
    """Read a finite plain decimal, or None where nobody published one."""
    return number(cell) if cell else None


def decimal(cell: str) -> Decimal:
    """Read a finite plain decimal exactly."""
    try:
        value = Decimal(cell)
    except InvalidOperation:
        raise ValueError("write a plain decimal number such as 0.25") from None
    if not value.is_finite():
        raise ValueError("write a finite number")
    return value


def day(cell: str) -> date:
    """Read an ISO date."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("write an ISO date such as 2026-02-16") from None


def maybe_day(cell: str) -> date | None:
    """Read an ISO date, or None where the day is open or unknown."""
    return day(cell) if cell else None


def choice(*allowed: str) -> Callable[[str], str]:
    """Return a reader of one of these words."""

    def read(cell: str) -> str:
        if cell not in allowed:
            raise ValueError(f"write one of {', '.join(map(repr, allowed))}")
        return cell

    return read


def yes_no(cell: str) -> bool:
    """Read yes or no."""
    return choice("yes", "no")(cell) == "yes"


def maybe_yes_no(cell: str) -> bool | None:
    """Read yes or no, or None where nobody says."""
    return yes_no(cell) if cell else None


def words(cell: str) -> tuple[str, ...]:
    """Read words separated by spaces."""
    return tuple(cell.split())


def maybe_codes(cell: str) -> tuple[str, ...] | None:
    """Read country codes separated by spaces; `null` is not declared, an empty cell a declared empty list."""
    return None if cell == "null" else words(cell)


def https(cell: str) -> str:
    """Read a citation address."""
    if not cell.startswith("https://") or " " in cell:
        raise ValueError("cite a page that starts with https:// and holds no space")
    return cell


def unit(cell: str) -> str:
    """Read a unit we know."""
    if cell not in UNITS:
        raise ValueError(f"write one of {', '.join(sorted(UNITS))}")
    return cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What every row carries beside its values."""

    unit: Annotated[str, unit]
    valid_from: Annotated[date | None, maybe_day]
    source_title: Annotated[str, text]
    source_url: Annotated[str, https]
    accessed: Annotated[date, day]
    grade: Annotated[str, choice(*GRADES)]
    note: Annotated[str, maybe_text]


def read_rows(
    file: str, row_type: type[Row], key: tuple[str, ...], check: Callable[[Row], None] | None = None
) -> tuple[Row, ...]:
    """Return the rows of data/<file>; raise BadRow on a wrong header or cell, a disordered range, a twin."""
    readers = _readers(row_type)
    seen: dict[tuple[Any, ...], int] = {}
    rows: list[Row] = []
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, strict=True)
        _check_header(file, table.fieldnames, readers)
        for cells in table:
            row = row_type(**_read_cells(file, table.line_num, cells, readers))
            _check_row(file, table.line_num, row, check)
            name = tuple(getattr(row, column) for column in key)
            if name in seen:
                raise BadRow(
                    file, table.line_num, "+".join(key), name, f"line {seen[name]} has it; keep one row"
                )
            seen[name] = table.line_num
            rows.append(row)
    return tuple(rows)


def read_row(
    row_type: type[Row], cells: Mapping[str, str], check: Callable[[Row], None] | None = None
) -> Row:
    """Return one typed row, read by the rules of its file; raise BadCells with all that is wrong."""
    values, faults = {}, {}
    for name, read in _readers(row_type).items():
        try:
            values[name] = read(cells.get(name, ""))
        except ValueError as fault:
            faults[name] = str(fault)
    if faults:
        raise BadCells(faults)
    row = row_type(**values)
    try:
        _check_row("", 0, row, check)
    except BadRow as fault:
        raise BadCells({fault.column: fault.remedy}) from fault
    return row


def _readers(row_type: type) -> dict[str, Callable[[str], Any]]:
    """Return how each column of a row type is read: the reader stands in its annotation."""
    hints = get_type_hints(row_type, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


def _check_header(file: str, names: Sequence[str] | None, readers: Mapping[str, object]) -> None:
    """Refuse a header that lacks a column or has one too many."""
    odd = sorted(set(names or ()) ^ set(readers))
    if odd or len(names or ()) != len(readers):
        raise BadRow(file, 1, " ".join(odd) or "header", names, f"the columns are {', '.join(readers)}")


def _read_cells(
    file: str, line: int, cells: Mapping[Any, Any], readers: Mapping[str, Callable[[str], Any]]
) -> dict[str, Any]:
    """Return the values of one row; None as a key or value means too many or too few cells."""
    values = {}
    for name, read in readers.items():
        found = cells.get(name)
        if found is None or None in cells:
            raise BadRow(file, line, name, found, "count the commas: the row is not as long as the header")
        try:
            values[name] = read(found)
        except ValueError as fault:
            raise BadRow(file, line, name, found, str(fault)) from fault
    return values


def _check_row(file: str, line: int, row: Row, check: Callable[[Row], None] | None) -> None:
    """Refuse low > central > high, and what the table's own check blames (`field: remedy`)."""
    ends = [getattr(row, name, None) for name in ("low", "central", "high")]
    if None not in ends and ends != sorted(ends):  # type: ignore[type-var]
        raise BadRow(file, line, "low, central, high", ends, "order them low <= central <= high")
    try:
        if check is not None:
            check(row)
    except ValueError as fault:
        column, _, remedy = str(fault).partition(": ")
        raise BadRow(file, line, column, getattr(row, column, None), remedy) from fault
