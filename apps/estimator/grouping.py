"""Rows of one week by group of subjects: what a table by lab country, or by forbidden destinations, is made of.

Works with small products per draw: the tokens of each group over providers, then providers over places.
"""

from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.block import Block
from apps.estimator.margins import DrawnTables
from apps.estimator.origins import fix_totals
from apps.estimator.pertoken import PerToken

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
    count = int(membership.max(initial=0)) + 1 if groups is None else groups
    members = (np.arange(count)[:, None] == membership).astype(np.float64)
    spread = _Spread(block, drawn, basis)
    tokens, paid = members * block.tokens[week], members * block.paid[week]
    joules = spread.of(tokens[None] * _per_subject(drawn.joules, week)[:, None])
    usd = spread.of(paid[None] * _lent(drawn.usd, week)[:, None]) + spread.priced(paid)
    rows = GroupRows(spread.of(tokens[None]), joules, usd)
    for name in ("tokens", "joules", "usd"):
        _fix(getattr(rows, name), getattr(drawn.totals, name)[week], name)
    return rows


def _per_subject(facts: PerToken, week: int) -> Float64s:
    """Return (K, M) a week's value of one token of each subject."""
    return facts.own + _lent(facts, week)


def _lent(facts: PerToken, week: int) -> Float64s:
    """Return (K, M) a week's value of one token of the subjects without facts of their own, 0 of the others."""
    lent: Float64s = facts.factors * facts.level[week][:, None]
    return lent


def _fix(rows: Float32s, totals: Float64s, name: str) -> None:
    """Bring (G, O, K) in place to the totals (K,) of the week."""
    fix_totals(rows.reshape(1, -1, rows.shape[-1]), totals[None], f"{name} by group")


class _Spread:
    """Spreads amounts of groups by subject (K or 1, G, M) over the places of a basis."""

    def __init__(self, block: Block, drawn: DrawnTables, basis: str) -> None:
        self.drawn, self.basis = drawn, basis
        codes = block.countries[basis]
        self.at = np.array([[lab == code for code in codes] for lab in block.labs()], np.float32)
        self.draws = len(drawn.phi)

    def of(self, amounts: Float64s) -> Float32s:
        """Return (G, O, K) of amounts that follow the subjects' provider shares."""
        single = amounts.astype(np.float32)
        if self.basis != "LAB":
            return self._placed(np.matmul(single, self.drawn.phi))
        placed = np.broadcast_to(single @ self.at, (self.draws, single.shape[1], self.at.shape[1]))
        return placed.transpose(1, 2, 0).copy()

    def priced(self, paid: Float64s) -> Float32s:
        """Return (G, O, K) USD of paid tokens (G, M) at the list prices of the subjects' own hosts."""
        if self.basis == "LAB":
            return self.of(paid[None] * self.drawn.usd.own[:, None])
        return self._placed(np.matmul(paid.astype(np.float32), self.drawn.value))

    def _placed(self, by_provider: Float32s) -> Float32s:
        """Return (G, O, K) of amounts by provider (K, G, P)."""
        places = self.drawn.seats if self.basis == "COMPANY" else self.drawn.lam
        return (by_provider @ places).transpose(1, 2, 0).copy()
