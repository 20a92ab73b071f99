"""Tables as files: the kinds of column that programs read, and CSV that pandas, R and spreadsheets open safely."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from apps.flows.question_values import write_moment

KINDS = (
    "date",
    "datetime",
    "float",
    "integer",
    "boolean",
    "decimal",
    "text",
    "json",
    "texts",
    "dates",
    "floats",
)
# A cell that begins with one of these is taken for a formula by some spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name, its kind (one of KINDS) and what it means."""

    name: str
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """Some rows of a table in the order of its columns; `next_key` continues them, None at the end."""

    rows: Sequence[Sequence[Any]]
    next_key: list[Any] | None = None
    notices: Sequence[str] = ()


def plain_decimal(value: Decimal) -> str:
    """Return an exact number without exponent and without zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _other(value: Any) -> str:
    """Return what JSON has no form for: exact numbers are texts."""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def dump(value: Any) -> bytes:
    """Return JSON; datetimes end in Z, NaN becomes null, exact decimals are texts."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z, default=_other)


def csv_cell(value: Any) -> str:
    """Return one cell: empty for null, lists joined by `|`, free text that starts a formula behind a quote."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return write_moment(value)
        case date():
            return value.isoformat()
        case list() | tuple() if not any(isinstance(item, dict) for item in value):
            return csv_cell("|".join(item if isinstance(item, str) else csv_cell(item) for item in value))
        case dict() | list() | tuple():
            return dump(value).decode()
        case str():
            return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return plain_decimal(value) if isinstance(value, Decimal) else str(value)


def csv_lines(records: Iterable[Iterable[Any]]) -> str:
    """Return RFC 4180 lines with LF; a line break inside a text stays, in quotes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([csv_cell(cell) for cell in record] for record in records)
    return out.getvalue()
