"""The published corridors of one table: listed cells, forbidden ones, and the row `unlisted` of all others."""

from collections.abc import Iterator, Sequence

import numpy as np

from apps.estimator.pairing import UNAVAILABLE
from apps.estimator.results import FlowCell
from apps.estimator.units import PERCENTILES
from apps.estimator.week import Table

Ends = tuple[str | None, str | None]
MIDDLE = len(PERCENTILES) // 2


def flow_cells(table: Table) -> Iterator[FlowCell]:
    """Yield the listed corridors of a table, and last the row `unlisted` with the sum of all others.

    `unknown_share` of a corridor from a known origin o is U / (F_o + U), with F_o and U the mean tokens of the
    week and basis at o and at UNK, whatever the destination; from origin UNK it is 1; of `unlisted` it is U / T.
    A corridor of which a document forbids some carries the flag `unavailable_cells`; one that it forbids as a
    whole is there with zeros.
    """
    for index, origin in enumerate(table.origins):
        yield from _listed(table, index, origin)
        yield from _forbidden(table, index, origin)
    rest = float(table.cut.means[~table.cut.mask].sum())
    if rest > 0:
        spread = table.cut.pairs.rest(table.cut.mask)
        shut = table.cut.closed is not None and bool(table.cut.closed[~table.cut.mask].any())
        flags = _flags(table, -1)[shut]
        yield _cell(
            table, -1, flags, (None, None), rest, spread.percentiles[0].tolist(), spread.bounds[0].tolist()
        )


def _listed(table: Table, index: int, origin: str) -> Iterator[FlowCell]:
    """Yield the listed corridors of one origin."""
    ends = np.flatnonzero(table.cut.mask[index]).tolist()
    if not ends:
        return
    flags = _flags(table, index)
    spread = table.cut.pairs.spread(index, table.cut.mask[index])
    shut = [False] * len(ends) if table.cut.closed is None else table.cut.closed[index, ends].tolist()
    numbers, bounds = spread.percentiles.tolist(), spread.bounds.tolist()
    means = table.cut.means[index, ends].tolist()
    for place, end in enumerate(ends):
        corridor = (origin, table.ends[end])
        yield _cell(table, index, flags[shut[place]], corridor, means[place], numbers[place], bounds[place])


def _forbidden(table: Table, index: int, origin: str) -> Iterator[FlowCell]:
    """Yield with zeros the corridors of one origin that are forbidden as a whole."""
    if table.cut.closed is None or not table.cut.means[index].any():
        return
    nothing = [0.0] * len(PERCENTILES)
    for end in np.flatnonzero(table.cut.closed[index] & (table.cut.means[index] == 0)).tolist():
        yield _cell(
            table, index, _flags(table, index)[True], (origin, table.ends[end]), 0.0, nothing, [0.0, 0.0]
        )


def _flags(table: Table, row: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the flags of a row's cells, and of those of which a document forbids some."""
    flags = {*table.evidence[row].flags, *table.row_flags.get(row, ())}
    return tuple(sorted(flags)), tuple(sorted(flags | {UNAVAILABLE}))


def _cell(
    table: Table,
    row: int,
    flags: tuple[str, ...],
    ends: Ends,
    mean: float,
    numbers: Sequence[float],
    bounds: Sequence[float],
) -> FlowCell:
    """Return one cell; row picks the evidence and unknown share of its origin (-1: of all together)."""
    evidence = table.evidence[row]
    return FlowCell(
        period_start=table.week,
        basis=table.basis,
        scope=table.scope,
        measure=table.measure,
        origin=ends[0],
        destination=ends[1],
        low=numbers[0],
        q25=numbers[1],
        central=numbers[MIDDLE],
        q75=numbers[MIDDLE + 1],
        high=numbers[-1],
        mean=mean,
        evidence_grade=evidence.evidence_grade,
        grade_profile=evidence.grade_profile,
        identification=evidence.identification,
        unknown_share=table.unknown_shares[row],
        coverage=table.coverage,
        flags=flags,
        frechet_low=bounds[0],
        frechet_high=bounds[1],
        is_counterfactual=table.is_counterfactual,
    )
