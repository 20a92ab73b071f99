"""Reads JSON-stat 2.0, in which a cell's place is computed from the order and size of its dimensions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import Any

from apps.collectors.contract import Body, Page, SchemaDrift
from apps.collectors.reading import need, read_json

# Far above any table that is asked for; the publisher itself answers 413 above five million cells.
MOST_CELLS = 5_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the code of each dimension, the value where one is stated, and the status letters."""

    codes: Mapping[str, str]
    value: Decimal | None
    status: str


@dataclass(frozen=True, slots=True)
class Table:
    """A data set: the codes of each dimension in the order of their positions, and its stated cells."""

    page: Page
    names: tuple[str, ...]
    dimensions: Mapping[str, tuple[str, ...]]
    values: Mapping[int, Decimal]
    statuses: Mapping[int, str]
    leftovers: tuple[str, ...]

    def cells(self) -> Iterator[Cell]:
        """Yield every cell that has a value or a status, by place."""
        for place in sorted({*self.values, *self.statuses}):
            yield Cell(self._codes(place), self.values.get(place), self.statuses.get(place, ""))

    def _codes(self, place: int) -> dict[str, str]:
        """Return the codes of a place: the last dimension changes fastest."""
        found: dict[str, str] = {}
        for name in reversed(self.names):
            place, position = divmod(place, len(self.dimensions[name]))
            found[name] = self.dimensions[name][position]
        return found


KNOWN = frozenset(
    ("version", "class", "label", "source", "updated", "value", "status", "id", "size", "dimension", "extension",
     "link", "href", "note", "role", "error")
)  # fmt: skip


def read_table(body: Body, *, needs: tuple[str, ...]) -> Table:
    """Return a data set with at least these dimensions; raise SchemaDrift where it is another shape."""
    page, cells = body.page, read_json(body)
    names = tuple(str(name) for name in need(page, cells, "id", list))
    for name in needs:
        if name not in names:
            raise SchemaDrift(
                page, field="id", found=", ".join(names), remedy=f"the dimension {name} is missing"
            )
    sizes = need(page, cells, "size", list)
    described = need(page, cells, "dimension", dict)
    dimensions = {name: _codes_of(page, described, name) for name in names}
    if sizes != [len(dimensions[name]) for name in names]:
        remedy = "each size is the number of codes of its dimension"
        raise SchemaDrift(page, field="size", found=sizes, remedy=remedy)
    count = prod(sizes)
    if count > MOST_CELLS:
        raise SchemaDrift(page, field="size", found=count, remedy=f"at most {MOST_CELLS} cells are read")
    values = {place: _number(page, place, found) for place, found in _places(page, cells, "value", count)}
    status = _places(page, {"status": {}} | cells, "status", count)
    extra = tuple(name for name in cells if name not in KNOWN)
    return Table(page, names, dimensions, values, {place: str(found) for place, found in status}, extra)


def _codes_of(page: Page, described: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the codes of a dimension in the order of their positions."""
    where = f"dimension.{name}."
    dimension = need(page, described, name, dict, where="dimension.")
    index = need(page, dimension, "category", dict, where=where).get("index")
    if isinstance(index, list):
        index = {code: position for position, code in enumerate(index)}
    if not isinstance(index, dict) or sorted(map(str, index.values())) != sorted(map(str, range(len(index)))):
        remedy = "expected each code with its position, from 0 on without a gap"
        raise SchemaDrift(page, field=f"{where}category.index", found=index, remedy=remedy)
    return tuple(sorted(index, key=lambda code: int(index[code])))


def _places(page: Page, cells: Mapping[str, Any], name: str, count: int) -> Iterator[tuple[int, Any]]:
    """Yield (place, what stands there) of a sparse object keyed by the flat index as text."""
    for text, found in need(page, cells, name, dict).items():
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(count)) and int(text) < count):
            remedy = f"expected the index of one of {count} cells"
            raise SchemaDrift(page, field=f"{name}.{text}", found=text, remedy=remedy)
        if found is not None:
            yield int(text), found


def _number(page: Page, place: int, found: object) -> Decimal:
    """Return the exact value of a cell."""
    if not isinstance(found, int | Decimal) or isinstance(found, bool):
        raise SchemaDrift(page, field=f"value.{place}", found=found, remedy="expected a number or null")
    return Decimal(found)
