"""Some cells of one week as draws, made again with single streams held: only the touched part of the chain is redone.

The chain has three parts: what is served where (tables), what a GPU joule is at each place (factors), and where
tokens go (ends). Streams that no part asked for can change nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.block import build_block
from apps.estimator.checks import check_draws, check_inputs
from apps.estimator.corridors import columns
from apps.estimator.destinations import Destinations, destination_shares
from apps.estimator.distributions import Draws, Held, Name
from apps.estimator.energy import PerJoule, per_joule
from apps.estimator.inputs import Inputs
from apps.estimator.margins import DrawnTables, Margins, draw_tables, fixed, served_arrays
from apps.estimator.origins import OriginArrays
from apps.estimator.pairing import Pairing, groups_of, pair_week
from apps.estimator.pairs import Pairs
from apps.estimator.parameters import Parameters

BASIS = "COMPUTE"
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
class Tables:
    """What is served where: the drawn tables and their arrays at each origin."""

    drawn: DrawnTables
    arrays: OriginArrays


@dataclass(slots=True)
class Parts:
    """The parts of the chain for one set of held streams, and how the rows meet the destinations."""

    tables: Tables
    factors: PerJoule
    ends: Destinations
    pairing: Pairing
    pairs: dict[str, Pairs] = field(default_factory=dict)

    def pairs_of(self, measure: str) -> Pairs:
        """Return the pairs of one measure."""
        if measure not in self.pairs:
            self.pairs[measure] = self.pairing.pairs(BASIS, measure)
        return self.pairs[measure]


class CellChain:
    """The cells of one week; `base` are the parts with nothing held, `seen` the streams by part.

    Raises NoSuchCell for a week that is not among the inputs.
    """

    def __init__(self, inputs: Inputs, parameters: Parameters, *, draws: int, seed: int, week: date) -> None:
        check_draws(draws)
        check_inputs(inputs)
        self._inputs, self._parameters, self._count, self._seed = inputs, parameters, draws, seed
        self._memo: dict[Name, Any] = {}
        self.seen: dict[str, dict[Name, Float64s]] = {name: {} for name in ("tables", "factors", "ends")}
        block = build_block(inputs, self._draws({}, None))
        weeks = [facts.week for facts in block.weeks]
        if week not in weeks:
            raise NoSuchCell(f"week {week} is not among the inputs; they have {', '.join(map(str, weeks))}")
        self.week, self._at_week = week, weeks.index(week)
        self.origins: tuple[str, ...] = block.countries[BASIS]
        self._block = block
        made = {name: part(self._draws({}, self.seen[name])) for name, part in self._makers().items()}
        self.base = self._joined(made["tables"], made["factors"], made["ends"], None)

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
        base = self.base
        return self._joined(
            made.get("tables", base.tables),
            made.get("factors", base.factors),
            made.get("ends", base.ends),
            None if {"tables", "ends"} & set(made) else base.pairing,
        )

    def cells(self, cells: Sequence[Cell], parts: Parts) -> Float64s:
        """Return (C, K) the cells in their units; raise NoSuchCell where the week has none."""
        for cell in cells:
            if not self.can(cell.measure):
                raise NoSuchCell(
                    f"{cell.measure} is not estimated in week {self.week}: no model has what it needs"
                )
        return np.stack([self._cell(cell, parts) for cell in cells])

    def rows(self, measure: str, parts: Parts) -> Float64s:
        """Return (O, K) of one measure at each origin of the week."""
        rows: Float64s = parts.pairing.margins.rows(BASIS, measure, self._at_week).astype(np.float64)
        return rows

    def means(self, measure: str) -> Float64s:
        """Return (O, D) mean pairs of one measure with nothing held."""
        return self.base.pairs_of(measure).means()

    def can(self, measure: str) -> bool:
        """Tell whether the week has what a measure (or the value multiple) needs."""
        names = RATIO[1:] if measure == RATIO[0] else (measure,)
        return all(self.base.pairing.margins.is_estimable(name, self._at_week) for name in names)

    def _cell(self, cell: Cell, parts: Parts) -> Float64s:
        """Return (K,) one cell."""
        if cell.measure == RATIO[0]:
            above, below = (self._cell(Cell(name, cell.origin), parts) for name in RATIO[1:])
            ratio: Float64s = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
            return ratio
        if cell.destination is not None and cell.origin is not None:
            at = np.array([self._at(parts.ends.countries, cell.destination)])
            pairs = parts.pairs_of(cell.measure).cells(self._at(self.origins, cell.origin), at)
            pair: Float64s = pairs[0].astype(np.float64)
            return pair
        rows = self.rows(cell.measure, parts)
        found: Float64s = (
            rows.sum(axis=0) if cell.origin is None else rows[self._at(self.origins, cell.origin)]
        )
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

    def _tables(self, draws: Draws) -> Tables:
        """Return what is served where."""
        drawn = draw_tables(self._block, draws)
        return Tables(drawn, fixed(served_arrays(self._block, drawn, drawn.lam), drawn.totals))

    def _factors(self, draws: Draws) -> PerJoule:
        """Return what a GPU joule is at each place of computing."""
        return per_joule([self._block.place(code) for code in self.origins], draws)

    def _ends(self, draws: Draws) -> Destinations:
        """Return the destination shares."""
        return destination_shares(self._inputs.destinations, draws)

    def _joined(
        self, tables: Tables, factors: PerJoule, ends: Destinations, pairing: Pairing | None
    ) -> Parts:
        """Return the parts together; a pairing that still holds is kept."""
        drawn = tables.drawn
        margins = Margins(
            arrays={BASIS: tables.arrays},
            totals=drawn.totals,
            joules=drawn.joules,
            usd=drawn.usd,
            factors={BASIS: factors},
            mean_phi=drawn.phi.mean(axis=0, dtype=np.float64),
            mean_lam=drawn.lam.mean(axis=0, dtype=np.float64),
            seats=drawn.seats,
            drawn=drawn,
        )
        if pairing is not None:
            return Parts(tables, factors, ends, replace(pairing, margins=margins))
        groups = groups_of(self._block, self._inputs.unavailable, ends.countries)
        return Parts(
            tables, factors, ends, pair_week(self._block, margins, self._at_week, groups, columns(ends))
        )
