"""The tables of a block: every week, basis and measure that can be estimated, as observed and scaled to the world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from apps.estimator.block import Block
from apps.estimator.corridors import Columns
from apps.estimator.distributions import Draws
from apps.estimator.grades import Evidence, Grader
from apps.estimator.letters import identification
from apps.estimator.margins import Margins
from apps.estimator.measures import MEASURES
from apps.estimator.pairing import Pairing
from apps.estimator.scopes import ceiling_flags, share_key, world_divisor
from apps.estimator.shares import worst
from apps.estimator.units import LISTED_SHARE_WORLD
from apps.estimator.week import OBSERVED, WORLD, Table, cut_of, unknown_shares


@dataclass(frozen=True, slots=True)
class Sources:
    """What every table of a block is made from."""

    block: Block
    margins: Margins
    grader: Grader
    columns: Columns
    draws: Draws
    scopes: Sequence[str]


def lacking(sources: Sources, week: int) -> list[str]:
    """Return the measures that a week cannot have."""
    return [name for name in MEASURES if not sources.margins.is_estimable(name, week)]


def week_tables(sources: Sources, pairing: Pairing, week: int) -> Iterator[Table]:
    """Yield the table of every basis, measure and scope of one week; measures that it cannot have are left out."""
    block, margins = sources.block, sources.margins
    absent = lacking(sources, week)
    for basis in block.countries:
        shares = unknown_shares(margins.rows(basis, "TOKENS", week).mean(axis=1, dtype=np.float64))
        for measure, is_counterfactual in measures_of(basis):
            if measure in absent:
                continue
            pairs = pairing.pairs(basis, measure)
            observed = Table(
                week=block.weeks[week].week,
                basis=basis,
                measure=measure,
                scope=OBSERVED,
                is_counterfactual=is_counterfactual,
                coverage=block.weeks[week].coverage,
                origins=block.countries[basis],
                evidence=sources.grader.week(basis, measure, week),
                unknown_shares=shares,
                row_flags=dict.fromkeys(range(-1, len(block.countries[basis])), pairing.flags),
                cut=cut_of(pairs),
            )
            yield observed
            if WORLD in sources.scopes:
                yield _world(observed, sources.draws)


def measures_of(basis: str) -> list[tuple[str, bool]]:
    """Return the measures of a basis and whether each is a counterfactual there."""
    return [
        (measure.name, basis in measure.counterfactual_bases)
        for measure in MEASURES.values()
        if basis in (*measure.bases, *measure.counterfactual_bases)
    ]


def _world(table: Table, draws: Draws) -> Table:
    """Return the same table for the world: every draw over the platform's share of it, which also grades it."""
    divisor = world_divisor(table.measure, draws)
    grade = draws.parameters.get(share_key(table.measure)).evidence_grade
    pairs = table.cut.pairs.scaled(1 / divisor)
    scaled = replace(
        table,
        scope=WORLD,
        cut=cut_of(pairs, LISTED_SHARE_WORLD),
        evidence=[_weaker(seen, grade) for seen in table.evidence],
    )
    if table.measure != "ENERGY_KWH":
        return scaled
    over = {row: ceiling_flags(table.origins[row], kwh, draws) for row, kwh in enumerate(pairs.rows_at())}
    over[-1] = ceiling_flags(None, pairs.totals, draws)
    return replace(scaled, row_flags={row: flags | set(over[row]) for row, flags in table.row_flags.items()})


def _weaker(seen: Evidence, grade: str) -> Evidence:
    """Return the evidence with one more link."""
    whole = worst([seen.evidence_grade, grade])
    return replace(seen, evidence_grade=whole, identification=identification(whole))
