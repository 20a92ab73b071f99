"""One measure of one week by lab country and country of computing: the rows that attribution is cut from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from apps.estimator.arrays import Bools, Float32s, Float64s
from apps.estimator.block import Block
from apps.estimator.corridors import Columns, brought_to
from apps.estimator.grades import ALL, Evidence, Grader, Rows
from apps.estimator.letters import identification, tail_grade
from apps.estimator.margins import Margins
from apps.estimator.measures import GRADES, UNKNOWN
from apps.estimator.results import AttributionCell
from apps.estimator.summarise import percentiles
from apps.estimator.units import LISTED_SHARE

BASIS = "COMPUTE"
AT_HOME, LICENCE_ONLY, NOBODY_KNOWS, EVERY = "SERVED_AT_HOME", "LICENCE_ONLY", "UNKNOWN", "ALL"
SPLITS = (AT_HOME, LICENCE_ONLY, NOBODY_KNOWS)
ENDS = (0.05, 0.5, 0.95)
NO_SHARE = (None, None, None)


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

    @cached_property
    def evidence(self) -> dict[str, list[Evidence]]:
        """Return the evidence of each origin of each lab country, without destinations."""
        return {
            lab: self.seen([row for index in own for row in self.groups[index].subjects])
            for lab, own in self.labs.items()
        }

    def seen(self, subjects: Rows = ALL) -> list[Evidence]:
        """Return the evidence of each origin of some subjects (of all), without destinations."""
        return self.grader.week(BASIS, self.measure, self.week, subjects, with_destination=False)

    def of_split(self, lab: str, split: str) -> Bools:
        """Return which origins make up a split of a lab country."""
        return np.array([split_of(lab, code) == split for code in self.origins], bool)

    def numbered(
        self,
        level: str,
        place: Place,
        seen: Evidence,
        ends: Sequence[float],
        mean: float,
        share: Sequence[float | None] = NO_SHARE,
        most: float | None = None,
    ) -> AttributionCell:
        """Return one cell of these low, central and high, this mean, and the share and upper bound where given."""
        low, central, high = ends
        share_low, share_central, share_high = share
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
            share_low=share_low,
            share_central=share_central,
            share_high=share_high,
            bound_low=None if most is None else low,
            bound_high=most,
        )

    def cell(self, level: str, place: Place, seen: Evidence, draws: Float64s) -> AttributionCell:
        """Return one cell of (K,) draws."""
        ends = percentiles(draws[None].copy(), ENDS)[0].tolist()
        return self.numbered(level, place, seen, ends, float(draws.mean()))

    def shared(
        self,
        level: str,
        places: Sequence[Place],
        seen: Sequence[Evidence],
        rows: Float32s | Float64s,
        whole: Float32s | Float64s,
    ) -> Iterator[AttributionCell]:
        """Yield the cells of (n, K) rows with their shares of the whole (O, K), UNK last, and what bounds them.

        The bound of what is known goes from its 5th percentile to the 95th with all that is unknown.
        """
        total = whole.sum(axis=0)
        means = rows.mean(axis=-1, dtype=np.float64).tolist()
        shares = percentiles(np.divide(rows, total, out=np.zeros_like(rows), where=total > 0), ENDS).tolist()
        above = percentiles(rows + whole[-1], ENDS[-1:])[:, 0].tolist()
        ends = percentiles(rows.copy(), ENDS).tolist()
        for index, place in enumerate(places):
            is_known = place.split != NOBODY_KNOWS and place.compute != UNKNOWN
            most = above[index] if is_known else None
            yield self.numbered(level, place, seen[index], ends[index], means[index], shares[index], most)


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


def together(seen: Sequence[Evidence], means: Float64s) -> Evidence:
    """Return the evidence of origins with these means: the grade that all but 5 % of the sum reaches."""
    letters = np.array([one.evidence_grade for one in seen[: len(means)]])
    grade = tail_grade(np.array([means[letters == letter].sum() for letter in GRADES]))
    flags = {flag for index in np.flatnonzero(means).tolist() for flag in seen[index].flags}
    return Evidence(grade, grade, identification(grade), tuple(sorted(flags)))
