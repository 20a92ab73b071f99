"""Rows of one week by group of subjects: what a table by lab country, or by forbidden destinations, is made of.

Works in batches of draws: amounts of each group over providers, then providers over places.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float32s
from apps.estimator.block import Block
from apps.estimator.margins import DrawnTables
from apps.estimator.origins import fix_totals
from apps.estimator.units import DRAWS_PER_BATCH

NAMES = ("tokens", "joules", "usd")
Members = np.ndarray[tuple[int], np.dtype[np.integer]]


@dataclass(frozen=True, slots=True)
class GroupRows:
    """Tokens, GPU joules and USD at list price by group, place of a basis and draw, each (G, O, K)."""

    tokens: Float32s
    joules: Float32s
    usd: Float32s


def group_rows(
    block: Block,
    drawn: DrawnTables,
    week: int,
    membership: Members,
    *,
    groups: int | None = None,
    basis: str = "COMPUTE",
) -> GroupRows:
    """Return the rows of one week by group; over all groups they are the rows of the week.

    membership (M,) is the group of each subject; groups is their number where the last may be empty. Places
    are those of block.countries[basis], UNK last. Raises SharesNotOne where they do not add to the totals.
    """
    return rows_on((basis,), block, drawn, week, membership, groups=groups)[basis]


def rows_on(
    bases: Iterable[str],
    block: Block,
    drawn: DrawnTables,
    week: int,
    membership: Members,
    *,
    groups: int | None = None,
) -> dict[str, GroupRows]:
    """Return the same on several bases, from one pass over the provider shares."""
    count = int(membership.max(initial=0)) + 1 if groups is None else groups
    week_of = _Week(block, drawn, week, membership, count)
    made = {basis: _empty(count, len(block.countries[basis]), len(drawn.phi)) for basis in bases}
    places = {basis: drawn.seats if basis == "COMPANY" else drawn.lam for basis in made if basis != "LAB"}
    if places:
        for start in range(0, len(drawn.phi), DRAWS_PER_BATCH):
            _spread(week_of, slice(start, start + DRAWS_PER_BATCH), places, made)
    if "LAB" in made:
        _by_lab(week_of, made["LAB"])
    for rows in made.values():
        for name in NAMES:
            totals = getattr(drawn.totals, name)[week]
            array = getattr(rows, name)
            fix_totals(array.reshape(1, -1, array.shape[-1]), totals[None], f"{name} by group")
    return made


def _empty(groups: int, places: int, draws: int) -> GroupRows:
    """Return rows of nothing."""
    return GroupRows(*(np.zeros((groups, places, draws), np.float32) for _ in NAMES))


class _Week:
    """One week's subjects with tokens, in order of group, and what they amount to in each draw.

    tokens and paid are (m,) counts; joules and lent (K, m) are GPU joules, and USD of the subjects without list
    prices of their own. starts are where each of the groups `present` begins.
    """

    def __init__(self, block: Block, drawn: DrawnTables, week: int, membership: Members, groups: int) -> None:
        used = np.flatnonzero(block.tokens[week] > 0)
        self.order = used[np.argsort(membership[used], kind="stable")]
        self.present, self.starts = np.unique(membership[self.order], return_index=True)
        self.group = membership[self.order]
        self.drawn, self.labs = drawn, [block.labs()[row] for row in self.order.tolist()]
        self.lab_places = block.countries["LAB"]
        self.tokens, self.paid = block.tokens[week, self.order], block.paid[week, self.order]
        joules, usd = drawn.joules, drawn.usd
        self.joules = self.tokens * (
            joules.own[:, self.order] + joules.factors[:, self.order] * joules.level[week][:, None]
        )
        self.lent = self.paid * usd.factors[:, self.order] * usd.level[week][:, None]
        self.priced = self.lent + self.paid * usd.own[:, self.order]


def _spread(week: _Week, draws: slice, places: Mapping[str, Float32s], made: Mapping[str, GroupRows]) -> None:
    """Write some draws of every basis that follows providers: groups over providers, providers over places."""
    phi = week.drawn.phi[draws][:, week.order]
    value = week.drawn.value[draws][:, week.order]
    single = np.float32
    amounts = (
        phi * week.tokens[:, None].astype(single),
        phi * week.joules[draws, :, None].astype(single),
        value * week.paid[:, None].astype(single) + phi * week.lent[draws, :, None].astype(single),
    )
    for name, amount in zip(NAMES, amounts, strict=True):
        if not len(week.order):
            continue
        grouped = np.add.reduceat(amount, week.starts, axis=1)
        for basis, shares in places.items():
            found = grouped @ (shares[draws] if basis == "COMPUTE" else shares)
            getattr(made[basis], name)[week.present, :, draws] = found.transpose(1, 2, 0)


def _by_lab(week: _Week, made: GroupRows) -> None:
    """Write the rows by lab country: each subject at its own."""
    column = {code: place for place, code in enumerate(week.lab_places)}
    for index, (group, lab) in enumerate(zip(week.group.tolist(), week.labs, strict=True)):
        at = (group, column[lab])
        made.tokens[at] += np.float32(week.tokens[index])
        made.joules[at] += week.joules[:, index].astype(np.float32)
        made.usd[at] += week.priced[:, index].astype(np.float32)
