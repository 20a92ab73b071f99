"""The pairs of one week, basis and measure: how its rows meet its destinations, in every draw.

Either in proportion, as all rows have the same shares (here), or through a balanced table (linked.py).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from apps.estimator.arrays import Bools, Float32s, Float64s
from apps.estimator.corridors import (
    Columns,
    Spread,
    brought_to,
    corridor_means,
    corridor_spread,
    rest_spread,
)
from apps.estimator.trade import placed, trade_draws

Trade = tuple[Float32s, Float32s, Float32s]
# Places of destinations among the ends.
Places = np.ndarray[tuple[int], np.dtype[np.integer]]


class Pairs(Protocol):
    """What a table asks of its pairs."""

    @property
    def totals(self) -> Float64s:
        """Return (K,) what went in."""

    @property
    def ends(self) -> tuple[str, ...]:
        """Return the destinations, UNK last."""

    def means(self) -> Float64s:
        """Return (O, D) exact means."""

    def rows_at(self) -> Float32s | Float64s:
        """Return (O, K) the rows."""

    def closed(self) -> Bools | None:
        """Tell of each cell (O, D) whether a documented fact forbids some of its row; None: nothing is forbidden."""

    def spread(self, origin: int, chosen: Bools) -> Spread:
        """Return percentiles and bounds of the chosen destinations (D,) of one origin."""

    def cells(self, origin: int, at: Places) -> Float32s:
        """Return (n, K) draws of one origin's cells at these destinations."""

    def rest(self, mask: Bools) -> Spread:
        """Return percentiles and bounds of the sum of all cells outside the mask (O, D)."""

    def trade(self, origins: tuple[str, ...], codes: list[str]) -> Trade:
        """Return (C, K) exports, imports and net of the countries in every draw, known pairs only."""

    def scaled(self, factors: Float64s) -> "Pairs":
        """Return the pairs with every draw times its factor (K,)."""


@dataclass(frozen=True, slots=True)
class Proportional:
    """Rows (O, K) that all have the destination shares of the columns."""

    rows: Float32s
    totals: Float64s
    columns: Columns

    @property
    def ends(self) -> tuple[str, ...]:
        """Return the destinations, UNK last."""
        return self.columns.countries

    def means(self) -> Float64s:
        """Return (O, D) exact means."""
        return corridor_means(brought_to(self.totals, self.rows), self.columns.shares)

    def rows_at(self) -> Float32s:
        """Return (O, K) the rows."""
        return self.rows

    def closed(self) -> None:
        """Tell that nothing is forbidden."""

    def spread(self, origin: int, chosen: Bools) -> Spread:
        """Return percentiles and bounds of the chosen destinations of one origin."""
        return corridor_spread(self.rows[origin], self.totals.astype(np.float32), chosen, self.columns)

    def cells(self, origin: int, at: Places) -> Float32s:
        """Return the draws of one origin's cells at these destinations."""
        cells: Float32s = self.columns.single[at] * self.rows[origin]
        return cells

    def rest(self, mask: Bools) -> Spread:
        """Return percentiles and bounds of the sum of all cells outside the mask."""
        return rest_spread(self.rows, self.totals.astype(np.float32), mask, self.columns)

    def trade(self, origins: tuple[str, ...], codes: list[str]) -> Trade:
        """Return exports, imports and net of the countries in every draw."""
        return trade_draws(
            placed(self.rows[:-1], origins[:-1], codes),
            placed(self.columns.single[:-1], self.ends[:-1], codes),
            [codes.index(code) for code in origins[:-1]],
        )

    def scaled(self, factors: Float64s) -> "Proportional":
        """Return the pairs with every draw times its factor."""
        return Proportional(self.rows * factors.astype(np.float32), self.totals * factors, self.columns)
