"""Lists as files, CSV and Parquet: written batch by batch aside, then sent, so that a fault cuts no file short."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, Any, ClassVar, Protocol, TypeVar

from rest_framework import serializers as s

from apps.api import meta
from apps.api.asking import Ask
from apps.api.listing import Listing
from apps.api.packed import Packed, Spooled, pack
from apps.flows.lazy_view import lazy_view
from apps.flows.tabular import Column, Records, csv_lines
from apps.flows.units import ROWS_PER_BATCH

# Up to this size a file stays in memory, and is kept like any other answer.
IN_MEMORY_BYTES = 4 * 1024 * 1024
SYNTHETIC = Column("synthetic", "boolean", "True: simulated, not a finding.")
# The first that fits; what is none of these is written as JSON.
KINDS: tuple[tuple[type[s.Field], str], ...] = (
    (s.DateTimeField, "datetime"),
    (s.DateField, "date"),
    (s.FloatField, "float"),
    (s.IntegerField, "integer"),
    (s.BooleanField, "boolean"),
    (s.DecimalField, "decimal"),
    (s.CharField, "text"),
    (s.ChoiceField, "text"),
)
LISTS = {"text": "texts", "date": "dates", "float": "floats"}
write_parquet = lazy_view("apps.flows.parquetfile.write")
Batch = TypeVar("Batch", Listing, Records)


class Table(Protocol):
    """What a resource gives to be written as a file."""

    row: ClassVar[type[s.Serializer]]

    def records(self, ask: Ask, columns: tuple[str, ...]) -> Records:
        """Return the rows of one page as values."""

    def listing(self, ask: Ask, columns: tuple[str, ...]) -> Listing:
        """Return the rows of one page as CSV lines."""

    def meta(self, ask: Ask, listing: Listing, next_url: str | None) -> dict[str, Any]:
        """Return the meta block."""

    def next_url(self, ask: Ask, listing: Listing) -> str | None:
        """Return the address of the next page."""

    def links(self, ask: Ask, next_url: str | None) -> str:
        """Return the Link header."""


def kind_of(field: s.Field) -> str:
    """Return the kind of column that a row field makes."""
    if isinstance(field, s.ListField):
        return LISTS.get(kind_of(field.child), "json")
    return next((kind for wanted, kind in KINDS if isinstance(field, wanted)), "json")


def columns_of(row: type[s.Serializer], names: tuple[str, ...]) -> list[Column]:
    """Return the columns of a file: the row fields of these names, then `synthetic`."""
    fields = row().fields
    return [
        *(Column(name, kind_of(fields[name]), str(fields[name].help_text or "")) for name in names),
        SYNTHETIC,
    ]


def made(table: Table, ask: Ask, names: tuple[str, ...], content_type: str) -> Packed | Spooled:
    """Return the file of a list with its headers: whole if short, else to be sent piece by piece."""
    body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115  # whoever sends it closes it
    write = _write_csv if ask.form == "csv" else _write_parquet
    last = write(table, ask, names, body)
    headers = {"Link": table.links(ask, table.next_url(ask, last))}
    size_bytes = body.tell()
    body.seek(0)
    if size_bytes > IN_MEMORY_BYTES:
        return Spooled(content_type, body, size_bytes, headers)
    with body:
        return pack(body.read(), content_type=content_type, headers=headers)


def _batches(ask: Ask, read: Callable[[Ask], Batch]) -> Iterator[Batch]:
    """Yield the rows asked for in batches, each continuing the one before."""
    left = ask.question.limit
    while left > 0:
        batch = read(replace(ask, question=replace(ask.question, limit=min(left, ROWS_PER_BATCH))))
        yield batch
        if batch.next_key is None:
            return
        left -= ROWS_PER_BATCH
        ask = replace(ask, after=batch.next_key)


def _write_csv(table: Table, ask: Ask, names: tuple[str, ...], out: IO[bytes]) -> Listing:
    """Write header and lines; return the last batch."""
    out.write(csv_lines([[*names, SYNTHETIC.name]]).encode())
    last = Listing("")
    for last in _batches(ask, lambda part: table.listing(part, names)):
        out.write(last.text.encode())
    return last


def _write_parquet(table: Table, ask: Ask, names: tuple[str, ...], out: IO[bytes]) -> Listing:
    """Write the rows and, at the end, the meta block; return the last batch, without its rows."""
    seen: list[Listing] = []
    synthetic = meta.is_synthetic(ask.version)

    def rows() -> Iterator[list[list[Any]]]:
        for batch in _batches(ask, lambda part: table.records(part, names)):
            seen.append(Listing("", batch.next_key, [*batch.notices]))
            yield [[*row, synthetic] for row in batch.rows]

    def block() -> dict[str, Any]:
        return table.meta(ask, seen[-1], table.next_url(ask, seen[-1]))

    write_parquet(out, columns_of(table.row, names), rows(), block)
    return seen[-1]
