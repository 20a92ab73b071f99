"""One measure of one week by lab country and country of computing: the rows that attribution is cut from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from apps.estimator.arrays import Bools, Float32s, Float64s
from apps.estimator.block import Block
from apps.estimator.corridors import Columns, brought_to
from apps.estimator.grades import ALL, Evidence, Grader, Rows, identification, tail_grade
from apps.estimator.margins import Margins
from apps.estimator.measures import GRADES, UNKNOWN
from apps.estimator.results import AttributionCell
from apps.estimator.summarise import percentiles
from apps.estimator.units import LISTED_SHARE

BASIS = "COMPUTE"
AT_HOME, LICENCE_ONLY, NOBODY_KNOWS, EVERY = "SERVED_AT_HOME", "LICENCE_ONLY", "UNKNOWN", "ALL"
SPLITS = (AT_HOME, LICENCE_ONLY, NOBODY_KNOWS)
ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects (rows of the block) of one lab country that share their destinations."""

    lab: str
    subjects: tuple[int, ...]
    columns: Columns


@dataclass(frozen=True, slots=True)
class Place:
    """What a cell is of; None: all together."""

    split: str
    lab: str | None = None
    compute: str | None = None
    destination: str | None = None
    model: str | None = None


@dataclass(frozen=True)
class Served:
    """One measure of one week: (G, O, K) rows by group, which add to those of the basis COMPUTE in every draw."""

    block: Block
    grader: Grader
    week: int
    measure: str
    groups: Sequence[Group]
    by_group: Float64s

    @property
    def origins(self) -> tuple[str, ...]:
        """Return the countries of computing, UNK last."""
        return self.block.countries[BASIS]

    @cached_property
    def least(self) -> float:
        """Return the mean from which a cell is listed."""
        return LISTED_SHARE * float(self.by_group.mean(axis=-1).sum())

    @cached_property
    def labs(self) -> dict[str, list[int]]:
        """Return the groups of each lab country."""
        found: dict[str, list[int]] = {}
        for index, group in enumerate(self.groups):
            found.setdefault(group.lab, []).append(index)
        return found

    def rows(self, lab: str) -> Float64s:
        """Return (O, K) of one lab country."""
        found: Float64s = self.by_group[self.labs[lab]].sum(axis=0)
        return found

    def evidence(self, lab: str | None) -> list[Evidence]:
        """Return the evidence of each origin of a lab country (None: of all), without destinations."""
        own = [row for index in self.labs.get(lab or "", ()) for row in self.groups[index].subjects]
        return self.seen(ALL if lab is None else own)

    def seen(self, subjects: Rows) -> list[Evidence]:
        """Return the evidence of each origin of some subjects, without destinations."""
        return self.grader.week(BASIS, self.measure, self.week, subjects, with_destination=False)

    def of_split(self, lab: str, split: str) -> Bools:
        """Return which origins make up a split of a lab country."""
        return np.array([split_of(lab, code) == split for code in self.origins], bool)

    def numbered(
        self, level: str, place: Place, seen: Evidence, ends: Sequence[float], mean: float
    ) -> AttributionCell:
        """Return one cell of these low, central and high, and this mean."""
        low, central, high = ends
        return AttributionCell(
            period_start=self.block.weeks[self.week].week,
            measure=self.measure,
            model=place.model,
            lab=place.lab,
            compute=place.compute,
            destination=place.destination,
            split=place.split,
            low=low,
            central=central,
            high=high,
            mean=mean,
            evidence_grade=seen.evidence_grade,
            identification=seen.identification,
            flags=seen.flags,
            level=level,
        )

    def cell(self, level: str, place: Place, seen: Evidence, draws: Float64s) -> AttributionCell:
        """Return one cell of (K,) draws."""
        return self.numbered(level, place, seen, ends_of(draws), float(draws.mean()))


def served_rows(
    block: Block,
    margins: Margins,
    grader: Grader,
    groups: Sequence[Group],
    week: int,
    measure: str,
    table: Float32s,
) -> Served:
    """Return the (G, O, K) rows of a measure such that the groups add to the week's row at each origin and draw."""
    whole = margins.rows(BASIS, measure, week)
    target = brought_to(margins.total(BASIS, measure, week, whole), whole)
    sums = table.sum(axis=0, dtype=np.float64)
    fitted: Float64s = table * np.divide(target, sums, out=np.zeros_like(target), where=sums > 0)
    return Served(block, grader, week, measure, groups, fitted)


def split_of(lab: str, compute: str) -> str:
    """Return whether a lab country's tokens were served at home, elsewhere, or nobody knows."""
    if UNKNOWN in (lab, compute):
        return NOBODY_KNOWS
    return AT_HOME if lab == compute else LICENCE_ONLY


def ends_of(draws: Float64s) -> list[float]:
    """Return the 5th, 50th and 95th percentile of (K,) draws, which stay as they are."""
    found: list[float] = percentiles(draws[None].copy(), ENDS)[0].tolist()
    return found


def together(seen: Sequence[Evidence], means: Float64s) -> Evidence:
    """Return the evidence of origins with these means: the grade that all but 5 % of the sum reaches."""
    letters = np.array([one.evidence_grade for one in seen[: len(means)]])
    grade = tail_grade(np.array([means[letters == letter].sum() for letter in GRADES]))
    flags = {flag for index in np.flatnonzero(means).tolist() for flag in seen[index].flags}
    return Evidence(grade, grade, identification(grade), tuple(sorted(flags)))


def with_shares(cell: AttributionCell, part: Float64s, total: Float64s, unknown: Float64s) -> AttributionCell:
    """Return the cell with its share of the total (K,) and, where known, the bound with all that is unknown (K,)."""
    low, central, high = ends_of(np.divide(part, total, out=np.zeros_like(total), where=total > 0))
    shared = replace(cell, share_low=low, share_central=central, share_high=high)
    if cell.split == NOBODY_KNOWS or cell.compute == UNKNOWN:
        return shared
    return replace(shared, bound_low=cell.low, bound_high=ends_of(part + unknown)[-1])
