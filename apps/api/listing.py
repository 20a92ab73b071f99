"""Rows as text: the body of a list in JSON (rows or columns) and CSV; short lists are paged here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.api.asking import Ask
from apps.api.meta import is_synthetic
from apps.flows.tabular import Records, csv_cell, csv_lines, dump, plain_decimal

__all__ = [
    "Listing",
    "Records",
    "RowPage",
    "csv_cell",
    "csv_lines",
    "cut",
    "dump",
    "plain_decimal",
    "written",
]


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


def records(page: RowPage, columns: Sequence[str]) -> Records:
    """Return a page as rows in the order of these columns."""
    return Records([[row[name] for name in columns] for row in page.rows], page.next_key, page.notices)


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
    """Return a page of rows as a JSON array of objects or of arrays, or as CSV lines."""
    ordered = records(page, columns).rows
    if ask.shape == "csv":
        synthetic = is_synthetic(ask.version)
        return Listing(csv_lines([*row, synthetic] for row in ordered), page.next_key, list(page.notices))
    items: list[Any] = (
        [dict(zip(columns, row, strict=True)) for row in ordered] if ask.shape == "rows" else [*ordered]
    )
    return Listing(dump(items).decode(), page.next_key, list(page.notices))
