"""What moves a cell most (tornado), and which fact would narrow it most (value of information).

Each drawn stream is ranked against the cell; the strongest are then held at their 5th, 50th and 95th
percentile, all others unchanged, and the cell is made again.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.cellchain import RATIO, Cell, CellChain
from apps.estimator.distributions import Name
from apps.estimator.inputs import Inputs
from apps.estimator.measures import MEASURES
from apps.estimator.parameters import Parameters
from apps.estimator.summarise import percentiles
from apps.estimator.units import CONSERVATION_RTOL, Z95

LOW, MIDDLE, HIGH = ENDS = (0.05, 0.5, 0.95)
# What readers call the streams that are no parameter of their own.
FACTS = {"phi": "provider_shares", "lam": "location_shares", "dest_weight": "dest_weight_ln_sd"}
# Streams of shares have a part; as a whole they are held at their means.
SHARES = ("phi", "lam")


@dataclass(frozen=True, slots=True)
class SensitivityRow:
    """One assumption and one cell, in the cell's unit.

    scope "": the whole assumption, for all countries and models at once; else the one it is of. streams are the
    independent draws behind it; where there are several, all at one end together is a bound, not a 5 % event, and
    rank_correlation (Spearman's) is that of the strongest. median_low and median_high are the cell's
    median with the assumption at its 5th and 95th percentile; value_of_information is 1 - the width of the cell
    with it at the centre over its width (negative where knowing it would widen).
    """

    cell: Cell
    parameter: str
    scope: str
    streams: int
    rank_correlation: float
    median: float
    median_low: float
    median_high: float
    value_of_information: float


def week_cells(chain: CellChain, *, largest: int) -> list[Cell]:
    """Return the totals per measure, the value multiple, and the largest origins and pairs by mean tokens."""
    totals = [Cell(name) for name in (*MEASURES, RATIO[0]) if chain.can(name)]
    ends = chain.means("TOKENS")
    means = ends.sum(axis=1)
    told = [name for name in ("TOKENS", "ENERGY_KWH") if chain.can(name)]
    first = [int(at) for at in np.argsort(-means, kind="stable")[:largest] if means[at] > 0]
    flat = np.argsort(-ends, axis=None, kind="stable")[:largest]
    pairs = [divmod(int(at), ends.shape[1]) for at in flat if ends.flat[at] > 0]
    codes = chain.base.ends.countries
    return [
        *totals,
        *(Cell(name, chain.origins[at]) for name in told for at in first),
        *(Cell(name, chain.origins[row], codes[column]) for name in told for row, column in pairs),
    ]


def sensitivity_rows(
    inputs: Inputs,
    parameters: Parameters,
    *,
    draws: int,
    seed: int,
    week: date,
    largest: int,
    singles: int,
    cells: Sequence[Cell] | None = None,
) -> list[SensitivityRow]:
    """Return, for each cell (by default those of week_cells), its assumptions, the strongest first.

    Every assumption that changes the cell has a row for all its countries and models together; of those with
    several streams, the strongest `singles` have rows of their own. Raises NoSuchCell, and the named ValueErrors
    of estimate().
    """
    chain = CellChain(inputs, parameters, draws=draws, seed=seed, week=week)
    asked = list(cells) if cells is not None else week_cells(chain, largest=largest)
    base = chain.cells(asked, chain.base)
    streams = chain.streams()
    names = list(streams)
    correlations = rank_correlations(np.stack(list(streams.values())), base)
    table = _Table(chain, asked, base)
    for key in sorted({name[0] for name in names}):
        table.add((key,), [at for at, name in enumerate(names) if name[0] == key], correlations)
    floor = 2 * Z95 / math.sqrt(draws)
    for at, places in _strongest(names, correlations, singles, floor).items():
        table.add(names[at], [at], correlations, places)
    order = {cell: place for place, cell in enumerate(asked)}
    strongest = sorted(table.rows, key=lambda row: (-abs(row.rank_correlation), row.parameter, row.scope))
    return sorted(strongest, key=lambda row: order[row.cell])


def rank_correlations(streams: Float64s, cells: Float64s) -> Float64s:
    """Return (S, C) Spearman correlations of (S, K) streams with (C, K) cells; 0 where one never varies."""
    left, right = _standard_ranks(streams), _standard_ranks(cells)
    found: Float64s = left @ right.T
    return found


def _standard_ranks(values: Float64s) -> Float64s:
    """Return ranks along the last axis (ties share their mean rank), centred and of length 1."""
    ranks = np.stack([_ranks(row) for row in values])
    ranks -= ranks.mean(axis=1, keepdims=True)
    length = np.sqrt((ranks * ranks).sum(axis=1, keepdims=True))
    found: Float64s = np.divide(ranks, length, out=np.zeros_like(ranks), where=length > 0)
    return found


def _ranks(values: Float64s) -> Float64s:
    """Return the ranks of (K,) values; equal values share their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middles: Float64s = last - (counts - 1) / 2
    return middles[inverse]


def _strongest(
    names: Sequence[Name], correlations: Float64s, largest: int, floor: float
) -> dict[int, list[int]]:
    """Return, of assumptions with several streams, the streams that matter most, and the cells they matter for.

    A correlation below twice the 95th percentile of chance is none.
    """
    count = Counter(name[0] for name in names)
    several = [at for at, name in enumerate(names) if count[name[0]] > 1]
    chosen: dict[int, list[int]] = defaultdict(list)
    for cell, column in enumerate(np.abs(correlations[several]).T):
        for at in np.argsort(-column, kind="stable")[:largest]:
            if column[at] >= floor:
                chosen[several[int(at)]].append(cell)
    return chosen


class _Table:
    """Rows of held streams for all cells at once."""

    def __init__(self, chain: CellChain, cells: list[Cell], base: Float64s) -> None:
        self.chain, self.cells = chain, cells
        spread = percentiles(base.copy(), ENDS)
        self.medians, self.widths = spread[:, 1], spread[:, 2] - spread[:, 0]
        self.rows: list[SensitivityRow] = []
        self._spreads: dict[tuple[Name, float], Float64s] = {}

    def add(
        self, name: Name, members: Sequence[int], correlations: Float64s, places: Sequence[int] | None = None
    ) -> None:
        """Hold a stream, or all of an assumption, and add a row for each (or these) of the cells that it changes."""
        is_part = name[0] in SHARES and len(name) > 2
        low, high = (self._spread(name, level) for level in (LOW, HIGH))
        known = self._spread(name[:2] if is_part else name, MIDDLE)
        for at in range(len(self.cells)) if places is None else places:
            cell = self.cells[at]
            # What differs by less than the rounding of the totals is counted, not assumed.
            rounding = CONSERVATION_RTOL * abs(float(self.medians[at]))
            if self.widths[at] <= rounding:
                continue
            value = 1 - float(known[at, 2] - known[at, 0]) / float(self.widths[at])
            medians = (float(low[at, 1]), float(high[at, 1]))
            if max(abs(median - self.medians[at]) for median in medians) <= rounding and value == 0:
                continue
            strongest = max((correlations[member, at] for member in members), key=abs)
            scope = "/".join(name[1:])
            parameter = FACTS.get(name[0], name[0])
            self.rows.append(
                SensitivityRow(
                    cell,
                    parameter,
                    scope,
                    len(members),
                    float(strongest),
                    float(self.medians[at]),
                    *medians,
                    value,
                )
            )

    def _spread(self, name: Name, level: float) -> Float64s:
        """Return (C, 3) percentiles of the cells with a stream held."""
        if (name, level) not in self._spreads:
            held = self.chain.parts({name: level})
            self._spreads[name, level] = percentiles(self.chain.cells(self.cells, held), ENDS)
        return self._spreads[name, level]
