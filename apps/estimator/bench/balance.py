"""Times the balancing of tables of the bench's size: one week in all draws, and all weeks in one."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.balancing import balance
from apps.estimator.bench import units as size
from apps.estimator.bench.timing import Figure, at_most, best

Case = tuple[Float64s, Float64s, Float64s]


def balance_figures() -> Iterator[Figure]:
    """Yield the milliseconds of balancing dense SYNTHETIC tables to 1e-9 of their totals."""
    rows, columns = size.ORIGINS + 1, size.DESTINATIONS + 1
    for name, count, limit in (
        (f"{size.DRAWS:,} draws of a week", size.DRAWS, size.BALANCE_DRAWS_MS),
        (f"{size.WEEKS} weeks", size.WEEKS, size.BALANCE_WEEKS_MS),
    ):
        case = _case(count)
        made = balance(*case)
        if not made.converged.all():
            raise AssertionError(f"{int((~made.converged).sum())} of {count} tables do not balance")
        seconds = best(partial(balance, *case))
        yield at_most(f"balance {rows} x {columns}, {name}", seconds * size.MS_PER_SECOND, limit, "ms")


def _case(count: int) -> Case:
    """Return margins of `count` tables with equal totals, and one dense prior."""
    rng = np.random.default_rng(size.SEED)
    rows = rng.lognormal(size=(size.ORIGINS + 1, count))
    columns = rng.lognormal(size=(size.DESTINATIONS + 1, count))
    prior = np.exp(-rng.random((len(rows), len(columns))))
    return rows, columns * (rows.sum(axis=0) / columns.sum(axis=0)), prior
