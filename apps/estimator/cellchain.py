"""Some cells of one week as draws, made again with single streams held: only the touched part of the chain is redone.

The chain has three parts: what is served where (tables), what a GPU joule is at each place (factors), and where
tokens go (ends). Streams that no part asked for can change nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.block import Block, build_block
from apps.estimator.destinations import Destinations, destination_shares
from apps.estimator.distributions import Draws, Held, Name
from apps.estimator.energy import PerJoule, per_joule
from apps.estimator.inputs import Inputs
from apps.estimator.margins import draw_tables, fixed, served_arrays
from apps.estimator.measures import MEASURES
from apps.estimator.origins import OriginArrays
from apps.estimator.parameters import Parameters

RATIO = ("value_multiple", "SERVICE_VALUE_USD", "ELECTRICITY_VALUE_USD")


class NoSuchCell(LookupError):
    """The week, origin or destination of a cell is not among those of the inputs."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure or the value multiple: of the whole platform, of an origin, or of a pair (None: all)."""

    measure: str
    origin: str | None = None
    destination: str | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The three parts of the chain for one set of held streams."""

    tables: OriginArrays
    factors: PerJoule
    ends: Destinations
    estimable: dict[str, bool]


class CellChain:
    """The cells of one week; `base` are the parts with nothing held, `seen` the streams by part."""

    def __init__(self, inputs: Inputs, parameters: Parameters, *, draws: int, seed: int, week: date) -> None:
        self._inputs, self._parameters, self._count, self._seed = inputs, parameters, draws, seed
        self.seen: dict[str, dict[Name, Float64s]] = {name: {} for name in ("tables", "factors", "ends")}
        self._memo: dict[Name, Any] = {}
        weeks = {facts.week for facts in inputs.weeks}
        if week not in weeks:
            raise NoSuchCell(f"week {week} is not among the inputs; they have {sorted(map(str, weeks))}")
        self.week = week
        made = {name: part(self._draws({}, self.seen[name])) for name, part in self._makers().items()}
        self.base = Parts(made["tables"][0], made["factors"], made["ends"], made["tables"][1])
        self.origins: tuple[str, ...] = self._block().countries["COMPUTE"]

    def streams(self) -> dict[Name, Float64s]:
        """Return the numbers of every stream that any part asked for, by name."""
        return {name: drawn for part in self.seen.values() for name, drawn in part.items()}

    def parts(self, held: Held) -> Parts:
        """Return the parts with these streams held; untouched parts are those of the base."""
        makers = self._makers()
        made = {
            part: makers[part](self._draws(held, None))
            for part, names in self.seen.items()
            if any(name[: len(key)] == key for key in held for name in names)
        }
        tables = made.get("tables", (self.base.tables, self.base.estimable))
        return Parts(
            tables[0], made.get("factors", self.base.factors), made.get("ends", self.base.ends), tables[1]
        )

    def cells(self, cells: Sequence[Cell], parts: Parts) -> Float64s:
        """Return (C, K) the cells in their units."""
        return np.stack([self._cell(cell, parts) for cell in cells])

    def rows(self, measure: str, parts: Parts) -> Float64s:
        """Return (O, K) of one measure at each origin of the week."""
        tables = {"TOKENS": parts.tables.tokens, "SERVICE_VALUE_USD": parts.tables.usd}
        rows: Float64s = tables.get(measure, parts.tables.joules)[0].astype(np.float64)
        if measure not in tables:
            rows *= getattr(parts.factors, measure)
        return rows

    def can(self, measure: str) -> bool:
        """Tell whether the week has what a measure (or the value multiple) needs."""
        names = RATIO[1:] if measure == RATIO[0] else (measure,)
        return all(self.base.estimable[name] for name in names)

    def _cell(self, cell: Cell, parts: Parts) -> Float64s:
        """Return (K,) one cell."""
        if cell.measure == RATIO[0]:
            above, below = (self._cell(Cell(name, cell.origin), parts) for name in RATIO[1:])
            ratio: Float64s = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
            return ratio
        rows = self.rows(cell.measure, parts)
        found: Float64s = (
            rows.sum(axis=0) if cell.origin is None else rows[self._at(self.origins, cell.origin)]
        )
        if cell.destination is not None:
            found = found * parts.ends.shares[self._at(parts.ends.countries, cell.destination)]
        return found

    def _at(self, countries: tuple[str, ...], code: str) -> int:
        """Return the place of a country; raise NoSuchCell where it has none."""
        if code not in countries:
            raise NoSuchCell(f"{code} is no origin or destination of week {self.week}; use a row of the week")
        return countries.index(code)

    def _makers(self) -> dict[str, Callable[[Draws], Any]]:
        """Return how each part is made."""
        return {"tables": self._tables, "factors": self._factors, "ends": self._ends}

    def _draws(self, held: Held, seen: dict[Name, Float64s] | None) -> Draws:
        """Return the draws with these streams held."""
        return Draws(
            self._parameters, draws=self._count, seed=self._seed, held=held, seen=seen, memo=self._memo
        )

    def _block(self) -> Block:
        """Return the block of the week; its tables draw nothing."""
        return build_block(self._inputs, self._draws({}, None))

    def _tables(self, draws: Draws) -> tuple[OriginArrays, dict[str, bool]]:
        """Return tokens, GPU joules and USD of the week at each origin (1, O, K), and which measures it has."""
        block = build_block(self._inputs, draws)
        at = [facts.week for facts in block.weeks].index(self.week)
        drawn = draw_tables(block, draws)
        arrays = fixed(served_arrays(block, drawn, drawn.lam), drawn.totals)
        week = slice(at, at + 1)
        joules, usd = bool(drawn.joules.is_estimable[at]), bool(drawn.usd.is_estimable[at])
        known = dict.fromkeys(MEASURES, joules) | {"TOKENS": True, "SERVICE_VALUE_USD": usd}
        return OriginArrays(arrays.tokens[week], arrays.joules[week], arrays.usd[week]), known

    def _factors(self, draws: Draws) -> PerJoule:
        """Return what a GPU joule is at each place of computing."""
        block = build_block(self._inputs, draws)
        return per_joule([block.place(code) for code in block.countries["COMPUTE"]], draws)

    def _ends(self, draws: Draws) -> Destinations:
        """Return the destination shares."""
        return destination_shares(self._inputs.destinations, draws)
