"""Balances of one week from draws: exports, imports and net over known pairs; UNK stands apart."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.results import BalanceCell, Range
from apps.estimator.summarise import percentiles
from apps.estimator.week import Table

ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Trade:
    """All countries of either side in order: exact means with UNK last, and the same of what is not listed."""

    codes: list[str]
    means: Float64s
    open_means: Float64s


def balance_cells(table: Table) -> list[BalanceCell]:
    """Return the world row (country None) and a row for each country that sends or receives anything."""
    origins, ends = table.origins[:-1], table.ends[:-1]
    codes = sorted({*origins, *ends})
    trade = Trade(
        codes,
        _square(table, table.cut.means, codes),
        _square(table, np.where(table.cut.mask, 0.0, table.cut.means), codes),
    )
    exports, imports, nets = table.cut.pairs.trade(table.origins, codes)
    world = _world(table, exports, trade)
    return [world, *_countries(table, trade, exports, imports, nets)]


def _countries(
    table: Table, trade: Trade, exports: Float32s, imports: Float32s, nets: Float32s
) -> Iterator[BalanceCell]:
    """Yield the rows of the countries that touch any corridor; one that sends nothing is wholly unknown."""
    means = trade.means
    sent, received = exports_and_imports(means)
    open_sent, open_received = exports_and_imports(trade.open_means)
    surplus = (nets > 0).mean(axis=1).tolist()
    ranges = (_ranges(exports, sent), _ranges(imports, received), _ranges(nets, sent - received))
    domestic, unknown = means.diagonal().tolist(), (means[:, -1] + means[-1]).tolist()
    own = {code: row for row, code in enumerate(table.origins)}
    touched = np.flatnonzero((means[:-1].any(axis=1)) | (means[:, :-1].any(axis=0))).tolist()
    for row in touched:
        code = trade.codes[row]
        at = own.get(code)
        yield BalanceCell(
            period_start=table.week,
            basis=table.basis,
            scope=table.scope,
            measure=table.measure,
            country=code,
            exports=ranges[0][row],
            imports=ranges[1][row],
            net=ranges[2][row],
            domestic_mean=domestic[row],
            unknown_mean=unknown[row],
            total_mean=None,
            unlisted_exports=float(open_sent[row]),
            unlisted_imports=float(open_received[row]),
            surplus_share=surplus[row],
            evidence_grade=_grade(table, at),
            unknown_share=table.unknown_shares[len(table.origins) - 1 if at is None else at],
            is_counterfactual=table.is_counterfactual,
        )


def _square(table: Table, means: Float64s, codes: list[str]) -> Float64s:
    """Return (C + 1, C + 1) means over all countries of either side, UNK last."""
    square = np.zeros((len(codes) + 1, len(codes) + 1))
    sends = [*(codes.index(code) for code in table.origins[:-1]), len(codes)]
    ends = [*(codes.index(code) for code in table.ends[:-1]), len(codes)]
    square[np.ix_(sends, ends)] = means
    return square


def exports_and_imports(means: Float64s) -> tuple[Float64s, Float64s]:
    """Return what each known country sends to and receives from other known countries."""
    known = means[:-1, :-1].copy()
    np.fill_diagonal(known, 0.0)
    return known.sum(axis=1), known.sum(axis=0)


def _ranges(draws: Float32s, means: Float64s) -> list[Range]:
    """Return the range of each row; means are the exact ones. The draws are left sorted."""
    low, central, high = percentiles(draws, ENDS).T.tolist()
    return [Range(*row) for row in zip(low, central, high, means.tolist(), strict=True)]


def _world(table: Table, exports: Float32s, trade: Trade) -> BalanceCell:
    """Return the world row: exports equal imports, and everything adds to total_mean."""
    means = trade.means
    sent, _ = exports_and_imports(means)
    domestic = float(np.trace(means[:-1, :-1]))
    unknown = float(means[-1].sum() + means[:-1, -1].sum())
    open_sent = float(exports_and_imports(trade.open_means)[0].sum())
    together = exports.sum(axis=0, dtype=np.float64, keepdims=True).astype(np.float32)
    traded = _ranges(together, sent.sum(keepdims=True))[0]
    return BalanceCell(
        period_start=table.week,
        basis=table.basis,
        scope=table.scope,
        measure=table.measure,
        country=None,
        exports=traded,
        imports=traded,
        net=Range(0.0, 0.0, 0.0, 0.0),
        domestic_mean=domestic,
        unknown_mean=unknown,
        total_mean=traded.mean + domestic + unknown,
        unlisted_exports=open_sent,
        unlisted_imports=open_sent,
        surplus_share=0.0,
        evidence_grade=table.evidence[-1].evidence_grade,
        unknown_share=table.unknown_shares[-1],
        is_counterfactual=table.is_counterfactual,
    )


def _grade(table: Table, origin: int | None) -> str:
    """Return the weakest grade of what a country sends (None: nothing is known of that) and receives."""
    received = table.evidence[-1].evidence_grade
    return received if origin is None else max(table.evidence[origin].evidence_grade, received)
