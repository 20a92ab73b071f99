"""Attribution: who made it, where it was computed, where it went; and how much of each lab stayed at home.

The rows of a week by lab country times the destination shares of their group. Sums over labs are the rows of
the basis COMPUTE, draw by draw.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.block import Block
from apps.estimator.corridors import Columns
from apps.estimator.grades import Evidence, Grader, identification, weakest
from apps.estimator.grouping import group_rows
from apps.estimator.margins import Margins
from apps.estimator.model_attribution import model_cells
from apps.estimator.results import AttributionCell
from apps.estimator.served import (
    BASIS,
    ENDS,
    EVERY,
    SPLITS,
    Group,
    Place,
    Served,
    served_rows,
    split_of,
    together,
    with_shares,
)
from apps.estimator.summarise import percentiles

__all__ = ["Group"]
MEASURES = ("TOKENS", "SERVICE_VALUE_USD", "ENERGY_KWH")


def lab_groups(block: Block, columns: Columns) -> list[Group]:
    """Return one group per lab country, all with the same destinations: nothing is forbidden."""
    members: dict[str, list[int]] = {}
    for row, lab in enumerate(block.labs()):
        members.setdefault(lab, []).append(row)
    return [Group(lab, tuple(members[lab]), columns) for lab in block.countries["LAB"] if lab in members]


def attribution_cells(
    block: Block, margins: Margins, grader: Grader, groups: Sequence[Group], week: int
) -> Iterator[AttributionCell]:
    """Yield the cells of every level of one week; the means of a level add to the week's total.

    Tokens in tokens, value in USD at list price, energy in kWh at the meter. Measures that cannot be estimated
    are left out. Raises SharesNotOne where the rows of the groups are not the rows of the week.
    """
    membership = np.zeros(len(block.subjects), np.int64)
    for index, group in enumerate(groups):
        membership[list(group.subjects)] = index
    rows = group_rows(block, margins.drawn, week, membership, groups=len(groups), basis=BASIS)
    for measure, table in zip(MEASURES, (rows.tokens, rows.usd, rows.joules), strict=True):
        if margins.is_estimable(measure, week):
            served = served_rows(block, margins, grader, groups, week, measure, table)
            yield from _lab_cells(served)
            yield from _compute_cells(served)
            yield from _cross_cells(served)
            yield from model_cells(served, margins)


def _lab_cells(served: Served) -> Iterator[AttributionCell]:
    """Yield lab x compute, and each lab's split, with shares of the lab's total and bounds by the unknown."""
    for lab in served.labs:
        rows, seen = served.rows(lab), served.evidence(lab)
        total, means = rows.sum(axis=0), rows.mean(axis=-1)
        for index in np.flatnonzero(means).tolist():
            code = served.origins[index]
            place = Place(split_of(lab, code), lab, code)
            cell = served.cell("LAB_COMPUTE", place, seen[index], rows[index])
            yield with_shares(cell, rows[index], total, rows[-1])
        for split in SPLITS:
            chosen = served.of_split(lab, split)
            part = rows[chosen].sum(axis=0)
            if part.any():
                cell = served.cell("LAB_SPLIT", Place(split, lab), together(seen, means * chosen), part)
                yield with_shares(cell, part, total, rows[-1])


def _compute_cells(served: Served) -> Iterator[AttributionCell]:
    """Yield each country of computing, whoever made the models, with its bound [known, known + unknown]."""
    rows, seen = served.by_group.sum(axis=0), served.evidence(None)
    total = rows.sum(axis=0)
    for index in np.flatnonzero(rows.any(axis=-1)).tolist():
        place = Place(EVERY, compute=served.origins[index])
        cell = served.cell("COMPUTE", place, seen[index], rows[index])
        yield with_shares(cell, rows[index], total, rows[-1])


def _cross_cells(served: Served) -> Iterator[AttributionCell]:
    """Yield lab x compute x destination from the threshold on, and per lab and split the sum of the others."""
    for lab, own in served.labs.items():
        seen = [_to_destinations(one, served.grader.destination_grade) for one in served.evidence(lab)]
        columns, rows = [served.groups[index].columns for index in own], served.rows(lab)
        rests: dict[str, Float64s] = {}
        for origin in np.flatnonzero(rows.any(axis=-1)).tolist():
            place = Place(split_of(lab, served.origins[origin]), lab, served.origins[origin])
            pairs = list(zip(columns, served.by_group[own, origin], strict=True))
            means = np.sum([cols.shares @ row / len(row) for cols, row in pairs], axis=0)
            chosen = (means >= served.least) & (means > 0)
            yield from _listed(served, place, seen[origin], pairs, means, chosen)
            open_shares = (~chosen).astype(np.float64)
            rest = np.sum([open_shares @ cols.shares * row for cols, row in pairs], axis=0)
            rests[place.split] = rests.get(place.split, np.zeros_like(rest)) + rest
        for split, rest in rests.items():
            if rest.any():
                means = rows.mean(axis=-1) * served.of_split(lab, split)
                yield served.cell("CROSS", Place(split, lab), together(seen, means), rest)


def _listed(
    served: Served,
    place: Place,
    seen: Evidence,
    pairs: list[tuple[Columns, Float64s]],
    means: Float64s,
    chosen: Bools,
) -> Iterator[AttributionCell]:
    """Yield the chosen destinations of one lab and origin; pairs are the columns and (K,) row of each group."""
    if not chosen.any():
        return
    draws = np.zeros((int(chosen.sum()), len(pairs[0][1])), np.float32)
    for cols, row in pairs:
        draws += cols.single[chosen] * row.astype(np.float32)
    ends = percentiles(draws, ENDS).tolist()
    countries = [pairs[0][0].countries[index] for index in np.flatnonzero(chosen).tolist()]
    for country, numbers, mean in zip(countries, ends, means[chosen].tolist(), strict=True):
        yield served.numbered("CROSS", replace(place, destination=country), seen, numbers, mean)


def _to_destinations(seen: Evidence, grade: str) -> Evidence:
    """Return the evidence with the grade of the destinations as one more link."""
    whole = weakest(seen.evidence_grade + grade)
    return replace(seen, evidence_grade=whole, identification=identification(whole))
