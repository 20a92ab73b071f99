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
    """One week's subjects: members (G, M) of each group, and what they amount to in each draw.

    tokens and paid are (M,) counts; joules and lent (K, M) are GPU joules, and USD of the subjects without list
    prices of their own; priced (K, M) are all USD.
    """

    def __init__(self, block: Block, drawn: DrawnTables, week: int, membership: Members, groups: int) -> None:
        self.drawn, self.labs, self.lab_places = drawn, block.labs(), block.countries["LAB"]
        self.group = membership.tolist()
        self.members = (np.arange(groups)[:, None] == membership).astype(np.float32)
        self.tokens, self.paid = block.tokens[week], block.paid[week]
        joules, usd = drawn.joules, drawn.usd
        self.joules = self.tokens * (joules.own + joules.factors * joules.level[week][:, None])
        self.lent = self.paid * usd.factors * usd.level[week][:, None]
        self.priced = self.lent + self.paid * usd.own


def _spread(week: _Week, draws: slice, places: Mapping[str, Float32s], made: Mapping[str, GroupRows]) -> None:
    """Write some draws of every basis that follows providers: groups over providers, providers over places."""
    single = np.float32
    phi, value = week.drawn.phi[draws], week.drawn.value[draws]
    lent = week.lent[draws].astype(single)
    usd = np.matmul(week.members * week.paid.astype(single), value)
    if lent.any():
        usd += np.matmul(week.members * lent[:, None], phi)
    grouped = (
        np.matmul(week.members * week.tokens.astype(single), phi),
        np.matmul(week.members * week.joules[draws].astype(single)[:, None], phi),
        usd,
    )
    for name, amounts in zip(NAMES, grouped, strict=True):
        for basis, shares in places.items():
            found = amounts @ (shares[draws] if basis == "COMPUTE" else shares)
            getattr(made[basis], name)[:, :, draws] = found.transpose(1, 2, 0)


def _by_lab(week: _Week, made: GroupRows) -> None:
    """Write the rows by lab country: each subject at its own."""
    column = {code: place for place, code in enumerate(week.lab_places)}
    for row in np.flatnonzero(week.tokens > 0).tolist():
        at = (week.group[row], column[week.labs[row]])
        made.tokens[at] += np.float32(week.tokens[row])
        made.joules[at] += week.joules[:, row].astype(np.float32)
        made.usd[at] += week.priced[:, row].astype(np.float32)
