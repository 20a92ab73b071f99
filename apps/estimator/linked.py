"""The pairs of a balanced table: rows by group meet their destinations through factors found on tokens.

A cell is prior[o, d] v[d] times the rows at o of the groups that may go to d, each over what its own
destinations weigh. Every measure uses the same factors: one mix of models per row is assumed.
"""

from dataclasses import dataclass, field

import numpy as np

from apps.estimator.arrays import Bools, Float32s, Float64s
from apps.estimator.corridors import LOWER, UPPER, Spread
from apps.estimator.pairs import Places, Trade
from apps.estimator.summarise import percentiles
from apps.estimator.trade import placed


@dataclass(frozen=True, slots=True)
class Link:
    """Factors of a week's balanced table on a basis, found on tokens and used for every measure.

    v (D, K) per destination; weight, (G, 1, K) or (G, O, K), one over what a row's open destinations weigh;
    prior (O, D) or (1, D); pattern (D,) picks for each destination a column of open (G, P), the groups that
    may go there.
    """

    ends: tuple[str, ...]
    v: Float64s
    weight: Float64s
    prior: Float64s
    pattern: Places
    open: Bools


@dataclass(slots=True)
class Balanced:
    """Rows by group (G, O, K), which add to the rows of the table, and the link to their destinations.

    sent (P, O, K) are rows over their weight and held (P, O, K) plain rows, of the groups of each pattern.
    """

    by_group: Float64s
    totals: Float64s
    link: Link
    sent: Float64s = field(init=False)
    held: Float64s = field(init=False)
    single: Float32s = field(init=False)
    received: Float64s = field(init=False)

    def __post_init__(self) -> None:
        """Add the groups of each pattern, and the columns (D, K) that result."""
        link = self.link
        members = link.open.T.astype(np.float64)
        self.sent = np.tensordot(members, self.by_group * link.weight, axes=1)
        self.held = np.tensordot(members, self.by_group, axes=1)
        self.single = self.sent.astype(np.float32)
        self.received = np.empty_like(link.v)
        for pattern, at in self._patterns():
            sent = self.sent[pattern]
            if len(link.prior) == 1:
                sent = sent.sum(axis=0, keepdims=True)
            self.received[at] = (link.prior[:, at].T @ sent) * link.v[at]

    @property
    def ends(self) -> tuple[str, ...]:
        """Return the destinations, UNK last."""
        return self.link.ends

    def means(self) -> Float64s:
        """Return (O, D) exact means."""
        found = np.empty((self.by_group.shape[1], len(self.ends)))
        for pattern, at in self._patterns():
            found[:, at] = self.sent[pattern] @ self.link.v[at].T / self.link.v.shape[1]
        found *= self.link.prior
        return found

    def rows_at(self) -> Float64s:
        """Return (O, K) the rows."""
        rows: Float64s = self.by_group.sum(axis=0)
        return rows

    def closed(self) -> Bools | None:
        """Tell of each cell whether a documented fact forbids some of its row."""
        if self.link.open.all():
            return None
        used = self.by_group.any(axis=-1)
        shut: Bools = used.T @ ~self.link.open
        return shut[:, self.link.pattern]

    def spread(self, origin: int, chosen: Bools) -> Spread:
        """Return percentiles and bounds of the chosen destinations of one origin.

        Upper: the smaller of the column and what the row may send there. Lower: what of the column all other
        rows together cannot fill. Both hold whatever the pairing is; with forbidden cells they are valid, not
        always sharp.
        """
        at = np.flatnonzero(chosen)
        pattern = self.link.pattern[at]
        most = self.received[at].astype(np.float32)
        np.minimum(most, self.held[:, origin].astype(np.float32)[pattern], out=most)
        upper = percentiles(most, UPPER)[:, 0]
        # Single precision may put a sharp bound a hair below the other.
        bounds = np.stack([np.minimum(self._lower(origin, at), upper), upper], axis=-1)
        return Spread(percentiles(self.cells(origin, at)), bounds)

    def cells(self, origin: int, at: Places) -> Float32s:
        """Return the draws of one origin's cells at these destinations."""
        link = self.link
        cells: Float32s = link.v[at].astype(np.float32) * self.single[link.pattern[at], origin]
        cells *= link.prior[origin if len(link.prior) > 1 else 0, at, None].astype(np.float32)
        return cells

    def _lower(self, origin: int, at: Places) -> Float64s:
        """Return the 5th percentile of what of each column the other rows cannot fill."""
        out, pattern = np.zeros(len(at)), self.link.pattern[at]
        others = self.held.sum(axis=1) - self.held[:, origin]
        possible = self.received[at].max(axis=1) > others.min(axis=1)[pattern]
        if possible.any():
            cells = self.received[at[possible]] - others[pattern[possible]]
            out[possible] = percentiles(np.maximum(cells, 0, out=cells), LOWER)[:, 0]
        return out

    def rest(self, mask: Bools) -> Spread:
        """Return percentiles and valid (not sharp) bounds of the sum of all cells outside the mask."""
        shut = (~mask) * self.link.prior
        flows = np.zeros_like(self.held[0])
        for pattern, at in self._patterns():
            flows += (shut[:, at] @ self.link.v[at]) * self.sent[pattern]
        rows, ends = self.rows_at(), (~mask).astype(np.float64) @ self.received
        upper = np.minimum(rows, ends).sum(axis=0)[None]
        lower = np.maximum(rows + ends - self.totals, 0).sum(axis=0)[None]
        bounds = np.stack([percentiles(lower, LOWER)[:, 0], percentiles(upper, UPPER)[:, 0]], axis=-1)
        return Spread(percentiles(flows.sum(axis=0)[None]), bounds)

    def trade(self, origins: tuple[str, ...], codes: list[str]) -> Trade:
        """Return exports, imports and net of the countries in every draw."""
        known = np.array(origins[:-1], object)[:, None] != np.array(self.ends[:-1], object)
        known = known * self.link.prior[: len(origins) - 1, :-1]
        v, sent = self.link.v[:-1], self.sent[:, :-1]
        exports, imports = np.zeros_like(sent[0]), np.zeros_like(v)
        for pattern, every in self._patterns():
            at = every[every < len(v)]
            exports += sent[pattern] * (known[:, at] @ v[at])
            imports[at] = v[at] * (known[:, at].T @ sent[pattern])
        left = placed(exports.astype(np.float32), origins[:-1], codes)
        right = placed(imports.astype(np.float32), self.ends[:-1], codes)
        return left, right, left - right

    def scaled(self, factors: Float64s) -> "Balanced":
        """Return the pairs with every draw times its factor."""
        return Balanced(self.by_group * factors, self.totals * factors, self.link)

    def _patterns(self) -> list[tuple[int, Places]]:
        """Return each pattern with its destinations."""
        pattern = self.link.pattern
        return [(index, np.flatnonzero(pattern == index)) for index in range(self.link.open.shape[1])]
