"""Can any table meet both margins with these cells forbidden? Maximum flow, and which zeros stand in the way.

A forbidden cell is never relaxed. Where no table exists, what the open cells cannot carry goes to the column
of unknown destinations, is reported, and the week is flagged.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.checks import ForbiddenUnknown
from apps.estimator.units import CAPACITY_RTOL, TIGHT_RTOL, TIGHT_SHARE


class InfeasibleMargins(ValueError):
    """No table meets these margins with these cells forbidden; the message names shortfall and cells."""


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The largest flow (R, D) on open cells, what of the total it leaves behind, and the cells that bind.

    full_rows cannot send more: every column open to them is full. short_columns are those they may not use,
    which stay short of their margin. Both are empty where all can be placed.
    """

    flow: Float64s
    shortfall: float
    full_rows: tuple[int, ...]
    short_columns: tuple[int, ...]

    @property
    def is_feasible(self) -> bool:
        """Tell whether some table meets both margins."""
        return not self.full_rows

    def refusal(self, row_names: Sequence[str], column_names: Sequence[str]) -> InfeasibleMargins:
        """Return the error that names what stands in the way."""
        rows = ", ".join(row_names[row] for row in self.full_rows)
        columns = ", ".join(column_names[column] for column in self.short_columns)
        return InfeasibleMargins(
            f"{self.shortfall:.6g} cannot be placed: {rows} may not go to {columns}, and nothing else can fill those"
        )


def check(rows: Float64s, columns: Float64s, allowed: Bools) -> Feasibility:
    """Return whether margins (R,) and (D,) can be met on allowed cells (R, D): augmenting paths, shortest first.

    The shortfall is in the unit of the margins. By the theorem of Ford and Fulkerson the rows and columns
    that the last search reaches are a tightest cut.
    """
    flow, supply, demand = np.zeros(allowed.shape), rows.astype(float), columns.astype(float)
    least = CAPACITY_RTOL * max(float(rows.sum()), float(columns.sum()))
    _fill(flow, supply, demand, allowed)
    while True:
        came_row, came_column, end = _search(flow, supply, demand, allowed, least)
        if end is None:
            break
        _augment(flow, supply, demand, came_row, came_column, end)
    shortfall = float(supply.sum())
    if not (supply > least).any():
        return Feasibility(flow, 0.0, (), ())
    reached = np.array([came >= 0 for came in came_column])
    full = tuple(np.flatnonzero([came is not None for came in came_row]).tolist())
    return Feasibility(flow, shortfall, full, tuple(np.flatnonzero(~reached & (columns > 0)).tolist()))


def _fill(flow: Float64s, supply: Float64s, demand: Float64s, allowed: Bools) -> None:
    """Place greedily what fits, so that few paths are left to search."""
    for row in range(len(supply)):
        for column in np.flatnonzero(allowed[row]).tolist():
            moved = min(supply[row], demand[column])
            flow[row, column] += moved
            supply[row] -= moved
            demand[column] -= moved


def _search(
    flow: Float64s, supply: Float64s, demand: Float64s, allowed: Bools, least: float
) -> tuple[list[int | None], list[int], int | None]:
    """Return how each row and column was reached from a row with supply left, and a column with room (None: none).

    A row holds -1 where it has supply of its own, else the column it was reached from; None is unreached.
    """
    came_row: list[int | None] = [-1 if left > least else None for left in supply.tolist()]
    came_column = [-1] * len(demand)
    queue = deque(row for row, came in enumerate(came_row) if came == -1)
    while queue:
        row = queue.popleft()
        for column in np.flatnonzero(allowed[row]).tolist():
            if came_column[column] >= 0:
                continue
            came_column[column] = row
            if demand[column] > least:
                return came_row, came_column, column
            for back in np.flatnonzero(flow[:, column] > least).tolist():
                if came_row[back] is None:
                    came_row[back] = column
                    queue.append(back)
    return came_row, came_column, None


def _augment(
    flow: Float64s,
    supply: Float64s,
    demand: Float64s,
    came_row: list[int | None],
    came_column: list[int],
    end: int,
) -> None:
    """Send along the path that ends in a column with room as much as all of it can carry."""
    path: list[tuple[int, int, int | None]] = []
    column: int | None = end
    while column is not None and column >= 0:
        row = came_column[column]
        before = came_row[row]
        path.append((row, column, before))
        column = before
    first = path[-1][0]
    backward = [flow[row, before] for row, _, before in path if before is not None and before >= 0]
    moved = min([supply[first], demand[end], *backward])
    for row, ahead, before in path:
        flow[row, ahead] += moved
        if before is not None and before >= 0:
            flow[row, before] -= moved
    supply[first] -= moved
    demand[end] -= moved


@dataclass(frozen=True, slots=True)
class Relief:
    """Columns (D, K) that can be met in every draw, what went to UNK for it (K,), and a first guess of v (D, K)."""

    columns: Float64s
    shortfall: Float64s
    start: Float64s


def relieve(rows: Float64s, columns: Float64s, allowed: Bools) -> Relief:
    """Return the columns (D, K) with what rows (R, K) cannot fill moved to the last one, UNK, draw by draw.

    A set F of columns that some rows may not use is filled by the other rows alone, so it holds at most their
    sum; what is over goes to UNK, from all columns of F in proportion, small sets first. No less can go, and
    no more goes where such sets lie within one another. The first guess makes the tightest set as dense as it
    must be, for a table near its limit would need thousands of sweeps to find that out.
    Raises ForbiddenUnknown where the last column is forbidden to any row.
    """
    if not allowed[:, -1].all():
        raise ForbiddenUnknown("column UNK is forbidden to a row; no document says where the unknown is not")
    eased, total = columns.astype(float), rows.sum(axis=0)
    cuts = _cuts(allowed)
    for cut in cuts:
        slack = _slack(rows, eased, allowed, [cut])[0]
        at = np.flatnonzero(slack < -CAPACITY_RTOL * total)
        held = eased[np.ix_(cut, at)]
        kept = held * np.maximum(1 + slack[at] / held.sum(axis=0), 0)
        eased[np.ix_(cut, at)] = kept
        eased[-1, at] += held.sum(axis=0) - kept.sum(axis=0)
    return Relief(eased, eased[-1] - columns[-1], _start(rows, eased, allowed, cuts, total))


def _cuts(allowed: Bools) -> list[Bools]:
    """Return every set of columns that some rows may not use, small ones first: intersections of forbidden sets."""
    found: dict[bytes, Bools] = {}
    for closed in np.unique(~allowed, axis=0):
        for other in (closed, *(closed & known for known in list(found.values()))):
            if other.any():
                found[other.tobytes()] = other
    return sorted(found.values(), key=lambda cut: (int(cut.sum()), cut.tobytes()))


def _slack(rows: Float64s, columns: Float64s, allowed: Bools, cuts: list[Bools]) -> Float64s:
    """Return (cuts, K) what the rows that may use a set can give beyond what the set takes; below 0: too little."""
    takers = np.array(cuts, float).reshape(-1, len(columns))
    givers = (takers @ allowed.T > 0).astype(float)
    slack: Float64s = givers @ rows - takers @ columns
    return slack


def _start(rows: Float64s, columns: Float64s, allowed: Bools, cuts: list[Bools], total: Float64s) -> Float64s:
    """Return the columns, those of each tight cut weighted by what lies outside it over its slack.

    Tight is a draw's tightest cut, and every other with less than 5 % of the total to spare. A cut that is the
    union of smaller ones adds nothing to theirs.
    """
    start = columns.copy()
    slack = _slack(rows, columns, allowed, cuts)
    tightest = slack.min(axis=0, initial=np.inf)
    for cut, spare in zip(cuts, slack, strict=True):
        smaller = [other for other in cuts if (other <= cut).all() and (other < cut).any()]
        if smaller and (np.any(smaller, axis=0) == cut).all():
            continue
        outside = total - columns[cut].sum(axis=0)
        spare_at_least = np.maximum(spare, TIGHT_RTOL * total)
        factor = np.divide(outside, spare_at_least, out=np.ones_like(outside), where=spare_at_least > 0)
        is_tight = (spare <= tightest) | (spare < TIGHT_SHARE * total)
        start[cut] *= np.where(is_tight & (outside > 0), factor, 1.0)
    return start
