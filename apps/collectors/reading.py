"""Strict reading of JSON and CSV bytes, shared by the sources: wrong is an error with an address."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.collectors.contract import Body, Page, SchemaDrift

MAX_DEPTH = 32
# Longer digits are an attack on the parser, not a count.
MAX_DIGITS = 40


def refuse_html(page: Page, content: bytes) -> None:
    """Raise SchemaDrift where a page of markup came instead of data."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:40]
    # One broken text in the history of many must not stop the rest: its source leaves it out.
    if page.expect.content == "Markdown":
        return
    is_wanted = page.expect.content == "XML" and not start.lower().startswith((b"<!doctype html", b"<html"))
    if start.startswith(b"<") and not is_wanted:
        raise SchemaDrift(
            page, field="unexpected_html", found=start.decode("utf-8", "replace"),
            remedy=f"expected {page.expect.content}: the publisher sent a web page with status 200; try again later",
        )  # fmt: skip


def read_json(body: Body) -> dict[str, Any]:
    """Return a JSON object with exact numbers; refuse NaN, depth beyond 32 and anything but an object."""
    try:
        read = json.loads(body.content, parse_float=Decimal, parse_constant=_no_constant, parse_int=_whole)
    except (ValueError, RecursionError) as fault:
        raise SchemaDrift(
            body.page, field="(whole page)", found=body.content[:60].decode("utf-8", "replace"),
            remedy=f"not readable as JSON ({fault}); the page may be truncated",
        ) from fault  # fmt: skip
    if not isinstance(read, dict):
        raise SchemaDrift(
            body.page, field="(whole page)", found=type(read).__name__, remedy="expected a JSON object"
        )
    if _depth(read) > MAX_DEPTH:
        raise SchemaDrift(
            body.page, field="(whole page)", found="depth", remedy=f"nested deeper than {MAX_DEPTH}"
        )
    return read


def _no_constant(text: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(f"{text} is not a JSON number")


def _whole(text: str) -> int:
    """Read a whole number of sane length."""
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


def _depth(value: object) -> int:
    """Return how deep objects and lists are nested; the parser's own recursion limit came first."""
    level, layer = 0, [value]
    while layer:
        level += 1
        layer = [
            inner
            for outer in layer
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return level


def need(page: Page, cells: Mapping[str, Any], name: str, kind: type, *, where: str = "") -> Any:
    """Return a value of exactly this type; raise SchemaDrift where it is missing or another type."""
    found = cells.get(name)
    if name not in cells or not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
        shown = "nothing" if name not in cells else "null" if found is None else found
        raise SchemaDrift(
            page, field=f"{where}{name}", found=shown,
            remedy=f"expected {kind.__name__}: compare the page with the source's documentation",
        )  # fmt: skip
    return found


def read_date(page: Page, field: str, text: str) -> date:
    """Return an ISO date, in exactly ten characters."""
    try:
        if len(text) != len("2026-01-01"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as fault:
        raise SchemaDrift(
            page, field=field, found=text, remedy="expected a date such as 2026-10-07"
        ) from fault


def read_moment(page: Page, field: str, text: str) -> datetime:
    """Return an ISO moment in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise SchemaDrift(
            page, field=field, found=text, remedy="expected a time such as 2026-10-08T01:46:15Z"
        ) from fault
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def read_count(page: Page, field: str, text: str) -> Decimal:
    """Return a whole number >= 0, exact at any size; never through float."""
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        raise SchemaDrift(
            page, field=field, found=text or "nothing", remedy="expected a whole number of at least 0"
        )
    return Decimal(text)


def read_decimal(page: Page, field: str, text: str) -> Decimal:
    """Return a finite decimal number."""
    try:
        value = Decimal(text)
    except InvalidOperation as fault:
        raise SchemaDrift(
            page, field=field, found=text or "nothing", remedy="expected a decimal number"
        ) from fault
    if not value.is_finite():
        raise SchemaDrift(page, field=field, found=text, remedy="expected a finite number")
    return value


def read_csv(
    body: Body, *, columns: tuple[str, ...], encoding: str = "utf-8"
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (line name, cells) of a CSV with at least these columns; a short, long or odd row is an error."""
    page = body.page
    try:
        text = body.content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise SchemaDrift(page, field="(whole page)", found=fault.object[fault.start : fault.start + 8],
                          remedy=f"not {encoding}: the publisher changed the encoding") from fault  # fmt: skip
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    header = next(reader, [])
    for column in columns:
        if column not in header:
            raise SchemaDrift(
                page, field=column, found=",".join(header) or "nothing", remedy="this column is missing"
            )
    if len(set(header)) != len(header):
        raise SchemaDrift(page, field="(header)", found=",".join(header), remedy="a column name is repeated")
    try:
        for cells in reader:
            line = f"line {reader.line_num}"
            if len(cells) != len(header):
                raise SchemaDrift(page, field=f"{line}, (row)", found=",".join(cells),
                                  remedy=f"expected {len(header)} fields; the file may be truncated")  # fmt: skip
            yield line, dict(zip(header, cells, strict=True))
    except csv.Error as fault:
        raise SchemaDrift(
            page, field=f"line {reader.line_num}", found="(row)", remedy=f"no CSV: {fault}"
        ) from fault
