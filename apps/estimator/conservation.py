"""The public check that sums agree: what went in, what the cells add to, what the balances add to."""

from collections.abc import Iterable

from apps.estimator.results import BalanceCell, ConservationRow, FlowCell
from apps.estimator.units import CONSERVATION_RTOL
from apps.estimator.week import Table


def conservation_row(table: Table, cells: Iterable[FlowCell], world: BalanceCell) -> ConservationRow:
    """Return the check of one week, basis and measure; it holds where all three means agree to 1e-6."""
    input_mean = float(table.totals.mean())
    cells_mean = sum(cell.mean for cell in cells)
    balances_mean = world.total_mean or 0.0
    worst = max(abs(cells_mean - input_mean), abs(balances_mean - input_mean))
    error = worst / input_mean if input_mean > 0 else worst
    return ConservationRow(
        period_start=table.week,
        basis=table.basis,
        measure=table.measure,
        input_mean=input_mean,
        cells_mean=cells_mean,
        balances_mean=balances_mean,
        relative_error=error,
        holds=error <= CONSERVATION_RTOL,
        scope=table.scope,
    )
