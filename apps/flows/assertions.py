"""What must hold before readers may see a run; each broken promise is one sentence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import isclose, isfinite
from typing import Any

from apps.estimator.measures import BASES, MEASURES
from apps.estimator.pairing import INFEASIBLE, NOT_CONVERGED
from apps.estimator.results import BalanceCell, ConservationRow, Estimates, FlowCell, RatioRow
from apps.flows.attribution.checks import attribution_faults
from apps.flows.units import CONSERVATION_RTOL, FAULTS_SHOWN, SHARE_SLACK

# Flags of a table that did not come out: readers must be told what was done about it.
TO_BE_TOLD = (INFEASIBLE, NOT_CONVERGED)
ON_EVERY_BASIS = tuple(name for name, measure in MEASURES.items() if measure.bases == BASES)


def faults_of(estimates: Estimates, parameters: Iterable[dict[str, Any]]) -> list[str]:
    """Return why these estimates may not be published: at most a handful of sentences, none when all holds."""
    found = [
        *(fault for cell in estimates.flows for fault in _flow_faults(cell)),
        *(fault for cell in estimates.balances for fault in _balance_faults(cell)),
        *_conservation_faults(estimates.conservation),
        *_ratio_faults(estimates.ratios),
        *attribution_faults(estimates),
        *_unreported(estimates),
        *uncited(parameters),
    ]
    if not estimates.flows:
        found.append("No week of this span has any usage; nothing was estimated.")
    return _first(found)


def _first(found: list[str]) -> list[str]:
    """Return the first faults and the number of the others."""
    more = len(found) - FAULTS_SHOWN
    return found if more <= 0 else [*found[:FAULTS_SHOWN], f"And {more} more."]


def _flow_faults(cell: FlowCell) -> Iterator[str]:
    """Yield what is wrong with one corridor."""
    numbers = (cell.low, cell.q25, cell.central, cell.q75, cell.high, cell.mean)
    where = f"{cell.measure} on {cell.basis}, {cell.period_start}, {cell.origin} to {cell.destination}"
    if not all(isfinite(number) for number in (*numbers, cell.frechet_low, cell.frechet_high)):
        yield f"{where}: a number is not finite."
    elif min(numbers) < 0:
        yield f"{where}: {min(numbers):.3g} is negative."
    elif list(numbers[:-1]) != sorted(numbers[:-1]):
        yield f"{where}: low, central and high are out of order."
    if not all(-SHARE_SLACK <= share <= 1 + SHARE_SLACK for share in (cell.unknown_share, cell.coverage)):
        yield f"{where}: a share lies outside 0 to 1."


def _balance_faults(cell: BalanceCell) -> Iterator[str]:
    """Yield what is wrong with one balance."""
    where = f"balance of {cell.country or 'the world'}, {cell.measure} on {cell.basis}, {cell.period_start}"
    for name, values in (("exports", cell.exports), ("imports", cell.imports), ("net", cell.net)):
        numbers = (values.low, values.central, values.high)
        if not all(isfinite(number) for number in (*numbers, values.mean)):
            yield f"{where}: {name} is not finite."
        elif list(numbers) != sorted(numbers):
            yield f"{where}: {name} is out of order."
        elif name != "net" and min(numbers) < 0:
            yield f"{where}: {name} is negative."


def _conservation_faults(rows: Iterable[ConservationRow]) -> Iterator[str]:
    """Yield the sums that the method itself saw fail."""
    for row in rows:
        if not row.holds or not row.relative_error <= CONSERVATION_RTOL:
            yield (
                f"{row.measure} on {row.basis}, {row.period_start}: cells add to {row.cells_mean:.9g}, "
                f"inputs to {row.input_mean:.9g}."
            )


def _ratio_faults(rows: Iterable[RatioRow]) -> Iterator[str]:
    """Yield what is wrong with a ratio: a number that is none, or none without a reason."""
    for row in rows:
        where = f"{row.name} of {row.country or 'the world'}, {row.period_start}"
        numbers = [number for number in (row.low, row.central, row.high) if number is not None]
        if not numbers:
            if not row.reason:
                yield f"{where}: there is no number and no reason."
        elif not all(isfinite(number) for number in numbers):
            yield f"{where}: a number is not finite."
        elif numbers != sorted(numbers):
            yield f"{where}: low, central and high are out of order."


def _unreported(estimates: Estimates) -> Iterator[str]:
    """Yield the weeks whose table could not be met or balanced, and of which no notice says what was done."""
    flagged = {
        (cell.period_start, flag) for cell in estimates.flows for flag in cell.flags if flag in TO_BE_TOLD
    }
    for week, flag in sorted(flagged):
        if not any(notice.startswith(f"week {week}:") for notice in estimates.notices):
            yield f"Week {week} is {flag}, and no notice names the cells that bind or the draws that are off."


def uncited(parameters: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the parameters without a source, a URL or the day it was read."""
    for row in parameters:
        if not (row["source_title"] and row["source_url"] and row["accessed"]):
            yield f"Parameter {row['key']} ({row['scope'] or 'everywhere'}) is not cited."


def stored_faults(sums: Sequence[dict[str, Any]]) -> list[str]:
    """Return what the stored rows themselves contradict: their sums against the world row and across bases."""
    found = []
    by_basis: dict[tuple[date, str], dict[str, float]] = defaultdict(dict)
    for row in sums:
        where = f"{row['measure']} on {row['basis']}, {row['period_start']}"
        if row["is_faulty"]:
            found.append(f"{where}: a stored number is negative, not finite or out of order.")
        if row["total_mean"] is None or not _equal(row["cells_mean"], row["total_mean"]):
            found.append(
                f"{where}: rows add to {row['cells_mean']:.9g}, the balances say {row['total_mean']}."
            )
        if row["measure"] in ON_EVERY_BASIS:
            by_basis[row["period_start"], row["measure"]][row["basis"]] = row["cells_mean"]
    for (week, measure), totals in by_basis.items():
        if set(totals) != set(BASES) or not _equal(min(totals.values()), max(totals.values())):
            found.append(f"{measure}, {week}: totals differ over the bases: {totals}.")
    return _first(found)


def _equal(one: float, other: float) -> bool:
    """Tell whether two sums agree."""
    return isclose(one, other, rel_tol=CONSERVATION_RTOL)
