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
from apps.estimator.grades import Evidence, Grader
from apps.estimator.grouping import group_rows
from apps.estimator.letters import identification, weakest
from apps.estimator.margins import Margins
from apps.estimator.model_attribution import model_cells
from apps.estimator.pairing import UNAVAILABLE, Pairing
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
)
from apps.estimator.summarise import percentiles

__all__ = ["Group"]
MEASURES = ("TOKENS", "SERVICE_VALUE_USD", "ENERGY_KWH")


def lab_groups(block: Block, pairing: Pairing) -> list[Group]:
    """Return one group per lab country and set of forbidden destinations, each with its destination shares."""
    members: dict[tuple[str, int], list[int]] = {}
    for row, lab in enumerate(block.labs()):
        members.setdefault((lab, int(pairing.groups.membership[row])), []).append(row)
    columns = {group: pairing.group_columns(group) for _, group in members}
    labs = {lab: place for place, lab in enumerate(block.countries["LAB"])}
    ordered = sorted(members, key=lambda name: (labs[name[0]], name[1]))
    return [Group(lab, tuple(members[lab, group]), columns[group]) for lab, group in ordered]


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
    tables = dict(zip(MEASURES, (rows.tokens, rows.usd, rows.joules), strict=True))
    measures = [
        served_rows(block, margins, grader, groups, week, measure, table)
        for measure, table in tables.items()
        if margins.is_estimable(measure, week)
    ]
    for served in measures:
        yield from _lab_cells(served)
        yield from _compute_cells(served)
        yield from _cross_cells(served)
    yield from model_cells(measures, margins)


def _lab_cells(served: Served) -> Iterator[AttributionCell]:
    """Yield lab x compute, and each lab's split, with shares of the lab's total and bounds by the unknown."""
    for lab in served.labs:
        rows, seen = served.rows(lab), served.evidence[lab]
        means = rows.mean(axis=-1)
        used = np.flatnonzero(means).tolist()
        codes = [served.origins[index] for index in used]
        places = [Place(split_of(lab, code), lab, code) for code in codes]
        yield from served.shared("LAB_COMPUTE", places, [seen[index] for index in used], rows[used], rows)
        chosen = {split: means * served.of_split(lab, split) for split in SPLITS}
        chosen = {split: part for split, part in chosen.items() if part.any()}
        parts = [rows[part > 0].sum(axis=0) for part in chosen.values()]
        whole = [together(seen, part) for part in chosen.values()]
        if parts:
            places = [Place(split, lab) for split in chosen]
            yield from served.shared("LAB_SPLIT", places, whole, np.stack(parts), rows)


def _compute_cells(served: Served) -> Iterator[AttributionCell]:
    """Yield each country of computing, whoever made the models, with its bound [known, known + unknown]."""
    rows, seen = served.by_group.sum(axis=0), served.seen()
    used = np.flatnonzero(rows.any(axis=-1)).tolist()
    places = [Place(EVERY, compute=served.origins[index]) for index in used]
    yield from served.shared("COMPUTE", places, [seen[index] for index in used], rows[used], rows)


def _cross_cells(served: Served) -> Iterator[AttributionCell]:
    """Yield lab x compute x destination from the threshold on, and per lab and split the sum of the others."""
    for lab, own in served.labs.items():
        seen = [_to_destinations(one, served.grader.destination_grade) for one in served.evidence[lab]]
        pairs = [(served.groups[index].columns, served.by_group[index]) for index in own]
        means = np.sum([rows @ cols.shares.T / rows.shape[-1] for cols, rows in pairs], axis=0)
        chosen = (means >= served.least) & (means > 0)
        for origin in np.flatnonzero(chosen.any(axis=-1)).tolist():
            place = Place(split_of(lab, served.origins[origin]), lab, served.origins[origin])
            yield from _listed(served, place, seen[origin], pairs, means[origin], chosen[origin])
        open_shares = (~chosen).astype(np.float64)
        rests = np.sum([open_shares @ cols.shares * rows for cols, rows in pairs], axis=0)
        for split in SPLITS:
            inside = served.of_split(lab, split)
            rest = rests[inside].sum(axis=0)
            if rest.any():
                evidence = together(seen, (means * open_shares).sum(axis=-1) * inside)
                yield served.cell("CROSS", Place(split, lab), evidence, rest)


def _listed(
    served: Served,
    place: Place,
    seen: Evidence,
    pairs: list[tuple[Columns, Float64s]],
    means: Float64s,
    chosen: Bools,
) -> Iterator[AttributionCell]:
    """Yield the chosen destinations of one lab and origin; pairs are the columns and (O, K) rows of each group.

    A destination that a document forbids to some of the row is flagged.
    """
    origin = served.origins.index(place.compute or "")
    draws = np.zeros((int(chosen.sum()), pairs[0][1].shape[-1]), np.float32)
    for cols, rows in pairs:
        draws += cols.single[chosen] * rows[origin].astype(np.float32)
    ends = percentiles(draws, ENDS).tolist()
    countries = [pairs[0][0].countries[index] for index in np.flatnonzero(chosen).tolist()]
    held = [cols.largest[chosen] == 0 for cols, rows in pairs if rows[origin].any()]
    marked = replace(seen, flags=tuple(sorted({*seen.flags, UNAVAILABLE})))
    told = [marked if is_shut else seen for is_shut in np.any(held, axis=0).tolist()]
    for country, one, numbers, mean in zip(countries, told, ends, means[chosen].tolist(), strict=True):
        yield served.numbered("CROSS", replace(place, destination=country), one, numbers, mean)


def _to_destinations(seen: Evidence, grade: str) -> Evidence:
    """Return the evidence with the grade of the destinations as one more link."""
    whole = weakest(seen.evidence_grade + grade)
    return replace(seen, evidence_grade=whole, identification=identification(whole))
