"""What must hold of attribution before readers may see a run: each level adds to its week."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from math import isclose, isfinite

from apps.estimator.results import AttributionCell, Estimates
from apps.flows.units import CONSERVATION_RTOL

LEVELS = ("CROSS", "LAB_COMPUTE", "LAB_SPLIT", "COMPUTE", "MODEL")


def attribution_faults(estimates: Estimates) -> Iterator[str]:
    """Yield what is wrong with the attribution: numbers out of order, levels that do not add to their week."""
    sums: dict[tuple[date, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for cell in estimates.attribution:
        sums[cell.period_start, cell.measure][cell.level] += cell.mean
        yield from _cell_faults(cell)
    totals = {
        (row.period_start, row.measure): row.input_mean
        for row in estimates.conservation
        if row.basis == "COMPUTE"
    }
    for key, levels in sums.items():
        for level in LEVELS:
            if not isclose(levels.get(level, 0.0), totals.get(key, 0.0), rel_tol=CONSERVATION_RTOL):
                week, measure = key
                yield (
                    f"attribution of {measure}, {week}: {level} adds to {levels.get(level, 0.0):.9g}, "
                    f"the week to {totals.get(key, 0.0):.9g}."
                )


def _cell_faults(cell: AttributionCell) -> Iterator[str]:
    """Yield what is wrong with one cell."""
    where = (
        f"attribution of {cell.measure}, {cell.period_start}, {cell.level} "
        f"{cell.model or cell.lab or 'all labs'} at {cell.compute or 'all'} to {cell.destination or 'all'}"
    )
    numbers = (cell.low, cell.central, cell.high)
    if not all(isfinite(number) for number in (*numbers, cell.mean)):
        yield f"{where}: a number is not finite."
    elif min(*numbers, cell.mean) < 0:
        yield f"{where}: {min(*numbers, cell.mean):.3g} is negative."
    elif list(numbers) != sorted(numbers):
        yield f"{where}: low, central and high are out of order."
