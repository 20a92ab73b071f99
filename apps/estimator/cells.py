"""The published corridors of one table: listed cells, forbidden ones, and the row `unlisted` of all others."""

from collections.abc import Iterator

import numpy as np

from apps.estimator.pairing import UNAVAILABLE
from apps.estimator.results import FlowCell
from apps.estimator.week import Table

Ends = tuple[str | None, str | None]


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
        yield _cell(
            table, (None, None), rest, spread.percentiles[0].tolist(), spread.bounds[0].tolist(), -1, shut
        )


def _listed(table: Table, index: int, origin: str) -> Iterator[FlowCell]:
    """Yield the listed corridors of one origin."""
    ends = np.flatnonzero(table.cut.mask[index]).tolist()
    if not ends:
        return
    spread = table.cut.pairs.spread(index, table.cut.mask[index])
    shut = [False] * len(ends) if table.cut.closed is None else table.cut.closed[index, ends].tolist()
    rows = zip(
        ends,
        table.cut.means[index, ends].tolist(),
        spread.percentiles.tolist(),
        spread.bounds.tolist(),
        shut,
        strict=True,
    )
    for end, mean, numbers, bounds, is_shut in rows:
        yield _cell(table, (origin, table.ends[end]), mean, numbers, bounds, index, is_shut)


def _forbidden(table: Table, index: int, origin: str) -> Iterator[FlowCell]:
    """Yield with zeros the corridors of one origin that are forbidden as a whole."""
    if table.cut.closed is None or not table.cut.means[index].any():
        return
    nothing = [0.0] * len(FLOW_NUMBERS)
    for end in np.flatnonzero(table.cut.closed[index] & (table.cut.means[index] == 0)).tolist():
        yield _cell(table, (origin, table.ends[end]), 0.0, nothing, [0.0, 0.0], index, True)


FLOW_NUMBERS = ("low", "q25", "central", "q75", "high")


def _cell(
    table: Table, ends: Ends, mean: float, numbers: list[float], bounds: list[float], row: int, is_shut: bool
) -> FlowCell:
    """Return one cell; row picks the evidence and unknown share of its origin (-1: of all together)."""
    evidence = table.evidence[row]
    more = table.row_flags.get(row, frozenset()) | ({UNAVAILABLE} if is_shut else set())
    return FlowCell(
        period_start=table.week,
        basis=table.basis,
        scope=table.scope,
        measure=table.measure,
        origin=ends[0],
        destination=ends[1],
        mean=mean,
        evidence_grade=evidence.evidence_grade,
        grade_profile=evidence.grade_profile,
        identification=evidence.identification,
        unknown_share=table.unknown_shares[row],
        coverage=table.coverage,
        flags=tuple(sorted({*evidence.flags, *more})) if more else evidence.flags,
        frechet_low=bounds[0],
        frechet_high=bounds[1],
        is_counterfactual=table.is_counterfactual,
        **dict(zip(FLOW_NUMBERS, numbers, strict=True)),
    )
