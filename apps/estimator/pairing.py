"""How the rows of each week meet the destinations: in proportion, or balanced around documented zeros.

Subjects with equal forbidden destinations form a group. A fact binds subject and customer, wherever the model
is computed, so all rows of a group share their destinations, on every basis alike; what a fact shuts a group
out of is filled by the others. A prior of distance, where asked for, applies on the basis COMPUTE alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.balancing import balance, check_converged
from apps.estimator.block import Block
from apps.estimator.corridors import Columns, brought_to
from apps.estimator.feasibility import Relief, check, relieve
from apps.estimator.grouping import GroupRows, Members, rows_on
from apps.estimator.inputs import Unavailable
from apps.estimator.linked import Balanced, Link
from apps.estimator.margins import Margins
from apps.estimator.pairs import Pairs, Proportional
from apps.estimator.units import GROUPS_AT_MOST

INFEASIBLE, NOT_CONVERGED, UNAVAILABLE = "infeasible_week", "not_converged", "unavailable_cells"
KIND = {"TOKENS": "tokens", "SERVICE_VALUE_USD": "usd"}


@dataclass(frozen=True, slots=True)
class Groups:
    """Subjects by what is forbidden to them: membership (M,), open destinations (G, D), names; notices of pooling."""

    membership: Members
    open: Bools
    names: tuple[str, ...]
    notices: tuple[str, ...] = ()

    @property
    def are_one(self) -> bool:
        """Tell whether nothing is forbidden to anyone."""
        return bool(self.open.all())


def groups_of(block: Block, unavailable: Iterable[Unavailable], ends: tuple[str, ...]) -> Groups:
    """Return the groups of a block; a destination outside `ends` is inside UNK, which nothing forbids.

    Beyond 12 groups the smallest are pooled: only what is forbidden to all of the pool stays forbidden.
    """
    row_of = {subject.uid: row for row, subject in enumerate(block.subjects)}
    column_of = {code: column for column, code in enumerate(ends[:-1])}
    shut = np.zeros((len(block.subjects), len(ends)), bool)
    for fact in unavailable:
        if fact.subject in row_of and fact.destination in column_of:
            shut[row_of[fact.subject], column_of[fact.destination]] = True
    sets, membership = np.unique(shut, axis=0, return_inverse=True)
    membership = membership.reshape(-1)
    if len(sets) <= GROUPS_AT_MOST:
        return Groups(membership, ~sets, _names(block, membership, len(sets)))
    tokens = np.bincount(membership, block.tokens.sum(axis=0))
    small = np.argsort(-tokens, kind="stable")[GROUPS_AT_MOST - 1 :]
    kept = np.setdiff1d(np.arange(len(sets)), small)
    place = np.full(len(sets), len(kept))
    place[kept] = np.arange(len(kept))
    pool = sets[small].all(axis=0)
    told = (
        f"{len(small)} sets of forbidden destinations are pooled; what only some of them forbid is left open"
    )
    pooled = place[membership]
    return Groups(pooled, ~np.vstack([sets[kept], pool]), _names(block, pooled, len(kept) + 1), (told,))


def _names(block: Block, membership: Members, count: int) -> tuple[str, ...]:
    """Return a name for each group: its first subject and how many more it has."""
    members = [
        [block.subjects[row].uid for row in np.flatnonzero(membership == index)] for index in range(count)
    ]
    return tuple(uids[0] + (f" and {len(uids) - 1} more" if len(uids) > 1 else "") for uids in members)


@dataclass(slots=True)
class Pairing:
    """The links of one week by basis, the rows by group behind them, and what must be said of the week."""

    margins: Margins
    week: int
    columns: Columns
    groups: Groups
    links: dict[str, Link]
    rows: dict[str, GroupRows]
    flags: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()

    def pairs(self, basis: str, measure: str) -> Pairs:
        """Return the pairs of one measure on a basis."""
        rows = self.margins.rows(basis, measure, self.week)
        totals = self.margins.total(basis, measure, self.week, rows)
        if basis not in self.links:
            return Proportional(rows, totals, self.columns)
        parts = getattr(self.rows[basis], KIND.get(measure, "joules")).astype(np.float64)
        sums = parts.sum(axis=0)
        parts /= np.where(sums > 0, sums, 1)
        return Balanced(parts * brought_to(totals, rows), totals, self.links[basis])

    def group_columns(self, group: int) -> Columns:
        """Return the destination shares of one group's rows, whatever their origin; they add to 1 in every draw."""
        link = next((link for link in self.links.values() if link.weight.shape[1] == 1), None)
        if link is None:
            return self.columns
        shares = link.v * link.weight[group] * self.groups.open[group][:, None]
        single = shares.astype(np.float32)
        return Columns(link.ends, shares, single, single.max(axis=1))


def pair_week(
    block: Block,
    margins: Margins,
    week: int,
    groups: Groups,
    columns: Columns,
    distance: Float64s | None = None,
) -> Pairing:
    """Return the pairing of one week; distance is a prior (O, D) for the basis COMPUTE, None: none.

    Raises NotConverged where more than 1 % of the draws do not balance.
    """
    made = Pairing(margins, week, columns, groups, {}, {})
    if groups.are_one and distance is None:
        return made
    bases = ("COMPUTE",) if groups.are_one else tuple(block.countries)
    made.rows = rows_on(bases, block, margins.drawn, week, groups.membership, groups=len(groups.open))
    tokens = made.rows["COMPUTE"].tokens.astype(np.float64)
    by_group = tokens.sum(axis=1)
    eased = relieve(by_group, columns.shares * by_group.sum(axis=0), groups.open)
    where = f"week {block.weeks[week].week}"
    if not groups.are_one:
        made.links = dict.fromkeys(
            block.countries, _link(by_group[:, None], eased, groups, columns, None, where, made)
        )
    if distance is not None:
        made.links |= {"COMPUTE": _link(tokens, eased, groups, columns, distance, where, made)}
    _tell(made, by_group, eased, where)
    return made


def _link(
    tokens: Float64s,
    eased: Relief,
    groups: Groups,
    columns: Columns,
    distance: Float64s | None,
    where: str,
    made: Pairing,
) -> Link:
    """Return the factors of rows (G, O, K) against the eased columns; O is 1 without a prior of distance."""
    prior = np.ones((1, len(columns.countries))) if distance is None else distance
    weights = (groups.open[:, None] * prior).reshape(-1, prior.shape[1])
    lines = tokens.reshape(len(weights), -1)
    balanced = balance(lines, eased.columns, weights, start=eased.start)
    missed = check_converged(balanced, where)
    if missed:
        made.flags |= {NOT_CONVERGED}
        made.notices += (f"{where}: {missed} of {lines.shape[1]} draws do not balance to 1e-9 of the total",)
    reach = weights @ balanced.v
    weight = np.divide(1.0, reach, out=np.zeros_like(reach), where=reach > 0).reshape(tokens.shape)
    patterns, pattern = np.unique(groups.open, axis=1, return_inverse=True)
    return Link(columns.countries, balanced.v, weight, prior, pattern.reshape(-1), patterns)


def _tell(made: Pairing, by_group: Float64s, eased: Relief, where: str) -> None:
    """Flag a week whose mean margins cannot be met, and say in how many draws something went to UNK."""
    means, ends = by_group.mean(axis=-1), (made.columns.shares * by_group.sum(axis=0)).mean(axis=-1)
    found = check(means, ends, made.groups.open)
    short = int((eased.shortfall > 0).sum())
    if not found.is_feasible:
        made.flags |= {INFEASIBLE}
        told = found.refusal(made.groups.names, made.columns.countries)
        made.notices += (f"{where}: {told}; it goes to destination UNK",)
    if short:
        made.notices += (
            f"{where}: in {short} of {len(eased.shortfall)} draws the models that documents let into some "
            f"destinations cannot fill them; {eased.shortfall.mean():.3g} tokens (mean) go to destination UNK",
        )
