"""Rows as text: the body of a list in JSON (rows or columns) and CSV; short lists are paged here."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from apps.api.asking import Ask
from apps.flows.question_values import write_moment

# One record is one line, so that tools that read by line are right too.
LINE_BREAKS = re.compile(r"[\r\n]+")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SERIALIZE = orjson.OPT_UTC_Z


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: `text` is a JSON array, or CSV lines; `next_key` continues it."""

    text: str
    next_key: list[Any] | None = None
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowPage:
    """One page of rows as plain values, whatever the form they are sent in; `next_key` continues them."""

    rows: Sequence[dict[str, Any]]
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
    return orjson.dumps(value, option=SERIALIZE, default=_other)


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
            return csv_cell("|".join(csv_cell(item) for item in value))
        case dict() | list() | tuple():
            return dump(value).decode()
        case str():
            guarded = f"'{value}" if value.startswith(FORMULA_STARTS) else value
            return LINE_BREAKS.sub(" ", guarded)
    return plain_decimal(value) if isinstance(value, Decimal) else str(value)


def csv_lines(records: Iterable[Iterable[Any]]) -> str:
    """Return RFC 4180 lines with LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([csv_cell(cell) for cell in record] for record in records)
    return out.getvalue()


def text_of(rows: Sequence[dict[str, Any]], *, columns: Sequence[str], shape: str) -> str:
    """Return rows as a JSON array of objects or of arrays, or as CSV lines."""
    if shape == "csv":
        return csv_lines([row[name] for name in columns] for row in rows)
    if shape == "columns":
        items: list[Any] = [[row[name] for name in columns] for row in rows]
    else:
        items = [{name: row[name] for name in columns} for row in rows]
    return dump(items).decode()


def cut(
    rows: Sequence[dict[str, Any]],
    ask: Ask,
    *,
    key: Callable[[dict[str, Any]], list[Any]],
    notices: Sequence[str] = (),
) -> RowPage:
    """Return the page of a short list that the walk has come to; the list is put in the order of `key`."""
    ordered = sorted(rows, key=key)
    rest = [row for row in ordered if ask.after is None or key(row) > ask.after]
    shown = rest[: ask.question.limit]
    next_key = key(shown[-1]) if len(rest) > len(shown) else None
    return RowPage(shown, next_key, notices)


def written(page: RowPage, ask: Ask, *, columns: Sequence[str]) -> Listing:
    """Return a page of rows as the text that the form asked for has."""
    text = text_of(page.rows, columns=columns, shape=ask.shape)
    return Listing(text, page.next_key, list(page.notices))


def page(
    rows: Sequence[dict[str, Any]],
    ask: Ask,
    *,
    columns: Sequence[str],
    key: Callable[[dict[str, Any]], list[Any]],
    notices: Sequence[str] = (),
) -> Listing:
    """Return the page of a short list as text."""
    return written(cut(rows, ask, key=key, notices=notices), ask, columns=columns)
