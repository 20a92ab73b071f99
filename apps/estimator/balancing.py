"""Matrix balancing (Sinkhorn, iterative proportional fitting): a table that meets both margins and keeps a prior.

All draws of a week are balanced at once in double precision, two matrix products per sweep. The prior is one
for all draws; where it is 0 the table is exactly 0. Zeros that no table can keep are found beforehand
(feasibility.py); nothing here relaxes one.
"""

from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.units import (
    BALANCE_RTOL,
    CAPACITY_RTOL,
    LONGEST_JUMP,
    NOT_CONVERGED_SHARE,
    SHARE_ATOL,
    SWEEPS_AT_MOST,
    SWEEPS_PER_JUMP,
)


class UnusableMargins(ValueError):
    """A margin is negative, not finite, or of another shape than the prior."""


class UnequalMargins(ValueError):
    """Rows and columns add to different totals; the message names the factor that would make them equal."""


class UnusablePrior(ValueError):
    """A prior is negative or not finite."""


class NotConverged(ValueError):
    """Too many draws of a week do not balance within the sweeps allowed."""


@dataclass(frozen=True, slots=True)
class Balanced:
    """Factors of the table u[r] prior[r, d] v[d] of each draw: u (R, K), v (D, K), prior (R, D).

    Columns meet their margin exactly; residual (K,) is the worst row's distance over the total, and
    converged (K,) tells where it is below 1e-9. sweeps is the number that the slowest draw took.
    """

    u: Float64s
    v: Float64s
    prior: Float64s
    sweeps: int
    residual: Float64s
    converged: Bools

    def table(self, draw: int) -> Float64s:
        """Return the (R, D) table of one draw, in the unit of the margins."""
        table: Float64s = self.u[:, draw, None] * self.prior * self.v[:, draw]
        return table


def balance(
    rows: Float64s, columns: Float64s, prior: Float64s | Bools, *, start: Float64s | None = None
) -> Balanced:
    """Return the factors whose tables have these row margins (R, K) and column margins (D, K) and this prior.

    prior (R, D) is any weight of 0 or more (True: allowed, False: never). start (D, K) is a first guess of v.
    Raises UnusableMargins, UnequalMargins and UnusablePrior. A draw without a total has u = v = 0.
    """
    weights = _prior(prior)
    rows, columns = _margins(rows, columns, weights.shape)
    totals = rows.sum(axis=0)
    scale = np.divide(1.0, totals, out=np.zeros_like(totals), where=totals > 0)
    down, row_part = _merged(rows * scale, weights)
    across, column_part = _merged(columns * scale, down.prior.T)
    first = None if start is None else _summed(start, across.index, len(across.margins))
    u, v, sweeps, residual = _sinkhorn(down.margins, across.margins, across.prior.T, first)
    return Balanced(
        u=u[down.index] * row_part * totals,
        v=v[across.index] * column_part,
        prior=weights,
        sweeps=sweeps,
        residual=residual,
        converged=residual < BALANCE_RTOL,
    )


def check_converged(balanced: Balanced, where: str) -> int:
    """Return how many draws did not converge; raise NotConverged where they are over 1 % of all."""
    missed = int((~balanced.converged).sum())
    if missed > NOT_CONVERGED_SHARE * len(balanced.converged):
        raise NotConverged(
            f"{where}: {missed} of {len(balanced.converged)} draws do not balance within {SWEEPS_AT_MOST} sweeps "
            f"(worst residual {balanced.residual.max():.3g} of the total); correct the forbidden cells or margins"
        )
    return missed


def _prior(prior: Float64s | Bools) -> Float64s:
    """Return the prior in double precision."""
    weights = np.asarray(prior, np.float64)
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise UnusablePrior(
            "a prior holds a negative number or one that is not finite; give weights of 0 or more"
        )
    return weights


def _margins(rows: Float64s, columns: Float64s, shape: tuple[int, ...]) -> tuple[Float64s, Float64s]:
    """Return both margins with exactly equal totals; refuse what no table can have."""
    for name, margin, count in (("rows", rows, shape[0]), ("columns", columns, shape[1])):
        if margin.ndim != len(shape) or len(margin) != count or margin.shape[1] != rows.shape[1]:
            raise UnusableMargins(f"{name} have the shape {margin.shape}; the prior is {shape}, draws last")
        if not np.isfinite(margin).all() or (margin < 0).any():
            raise UnusableMargins(f"{name} hold a negative number or one that is not finite")
    total, other = rows.sum(axis=0), columns.sum(axis=0)
    worst = int(np.argmax(np.abs(total - other)))
    if abs(total[worst] - other[worst]) > SHARE_ATOL * max(total[worst], other[worst]):
        raise UnequalMargins(
            f"draw {worst}: rows add to {total[worst]:.9g}, columns to {other[worst]:.9g}; scale the columns by "
            f"{total[worst] / other[worst] if other[worst] else np.inf:.9g} and say so, or correct a margin"
        )
    return rows, columns * np.divide(total, other, out=np.zeros_like(total), where=other > 0)


@dataclass(frozen=True, slots=True)
class _Merged:
    """Lines of a table whose priors are equal, added: they share one factor in proportion to their margins."""

    margins: Float64s
    prior: Float64s
    index: np.ndarray[tuple[int], np.dtype[np.integer]]


def _merged(margins: Float64s, prior: Float64s) -> tuple[_Merged, Float64s]:
    """Return the distinct lines of (n, m) priors with (n, K) margins, and each line's part of its sum."""
    distinct, index = np.unique(prior, axis=0, return_inverse=True)
    index = index.reshape(-1)
    if len(distinct) == len(prior):
        return _Merged(margins, prior, np.arange(len(prior))), np.ones((1, 1))
    sums = _summed(margins, index, len(distinct))
    whole = sums[index]
    part = np.divide(margins, whole, out=np.zeros_like(margins), where=whole > 0)
    return _Merged(sums, distinct, index), part


def _summed(lines: Float64s, index: np.ndarray[tuple[int], np.dtype[np.integer]], count: int) -> Float64s:
    """Return the sums of (n, K) lines by the group of each."""
    members = (np.arange(count)[:, None] == index).astype(np.float64)
    sums: Float64s = members @ lines
    return sums


def _sinkhorn(
    rows: Float64s, columns: Float64s, prior: Float64s, start: Float64s | None
) -> tuple[Float64s, Float64s, int, Float64s]:
    """Return u, v, the sweeps taken and the residual of each draw; margins add to 1 (or to 0)."""
    u, v = np.zeros_like(rows), (columns if start is None else start).copy()
    residual = np.full(rows.shape[1], np.inf)
    left = np.arange(rows.shape[1])
    for sweep in range(SWEEPS_AT_MOST + 1):
        here, there = rows[:, left], columns[:, left]
        reached = prior @ v[:, left]
        residual[left] = np.abs(u[:, left] * reached - here).max(axis=0, initial=0.0)
        open_ = (residual[left] >= BALANCE_RTOL) | (sweep == 0)
        if not open_.any() or sweep == SWEEPS_AT_MOST:
            break
        left, here, there, reached = left[open_], here[:, open_], there[:, open_], reached[:, open_]
        up = np.divide(here, reached, out=np.zeros_like(here), where=reached > 0)
        sent = prior.T @ up
        new = np.divide(there, sent, out=np.zeros_like(there), where=sent > 0)
        if sweep and not sweep % SWEEPS_PER_JUMP:
            for place in range(len(left)):
                new[:, place] = _jump(here[:, place], there[:, place], prior, new[:, place])
        u[:, left], v[:, left] = up, new
    return u, v, sweep, residual


def _jump(rows: Float64s, columns: Float64s, prior: Float64s, v: Float64s) -> Float64s:
    """Return v (D,) of one draw after a step of Newton on ln v, where that brings the columns nearer, else v.

    Sweeps alone crawl where some cells must become almost empty; the step knows how far they have to go.
    """
    shares, flows, distance = _flows(rows, columns, prior, v)
    bend = np.diag(flows.sum(axis=0)) - flows.T @ shares
    if not float(np.abs(bend).max()) > CAPACITY_RTOL:
        return v
    step = -np.linalg.pinv(bend, rcond=CAPACITY_RTOL, hermitian=True) @ distance
    step *= min(1.0, LONGEST_JUMP / max(float(np.abs(step).max()), CAPACITY_RTOL))
    jumped = v * np.exp(step)
    after = np.abs(_flows(rows, columns, prior, jumped)[-1]).max()
    return jumped if after < np.abs(distance).max() else v


def _flows(
    rows: Float64s, columns: Float64s, prior: Float64s, v: Float64s
) -> tuple[Float64s, Float64s, Float64s]:
    """Return each row's shares over columns (R, D), the flows they make, and how far columns are off (D,)."""
    weight = prior * v
    reached = weight.sum(axis=1, keepdims=True)
    shares = np.divide(weight, reached, out=np.zeros_like(weight), where=reached > 0)
    flows = rows[:, None] * shares
    return shares, flows, flows.sum(axis=0) - columns
