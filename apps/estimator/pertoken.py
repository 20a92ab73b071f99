"""What one token of each subject is in GPU joules and USD, and what stands in where a subject has no facts."""

from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Bools, Float32s, Float64s
from apps.estimator.block import Block
from apps.estimator.distributions import Draws
from apps.estimator.energy import group_joules, subject_joules, unknown_shock
from apps.estimator.energymodels import tokenizer
from apps.estimator.value import drawn_class_shares


@dataclass(slots=True)
class PerToken:
    """What one token of each subject is: own (K, M), 0 where unknown; factors (K, M) on the week's level there.

    level is (T, K), the token-weighted mean of the known subjects of the week, or of the nearest earlier week;
    is_estimable is (T,), False where a level is needed and none exists.
    """

    own: Float64s
    factors: Float64s
    has_own: Bools
    level: Float64s
    is_estimable: Bools

    def totals(self, tokens: Float64s) -> Float64s:
        """Return (T, K) totals of these (T, M) tokens."""
        return tokens @ self.own.T + self.level * (tokens @ self.factors.T)


def per_token(own: Float64s, has_own: Bools, factors: Float64s, tokens: Float64s) -> PerToken:
    """Return the record of these (K, M) values with the levels that fill in for subjects without one."""
    known = tokens * has_own
    counts = known.sum(axis=1)
    level = np.zeros((tokens.shape[0], own.shape[0]))
    has_level = np.zeros(len(counts), bool)
    for week, count in enumerate(counts):
        if count > 0:
            level[week], has_level[week] = own @ known[week] / count, True
        elif week:
            level[week], has_level[week] = level[week - 1], has_level[week - 1]
    needs = (tokens * ~has_own).sum(axis=1) > 0
    return PerToken(own, factors, has_own, level, ~needs | has_level)


def draw_joules(block: Block, draws: Draws) -> PerToken:
    """Return GPU joules per token of every subject."""
    shares = drawn_class_shares(draws)
    found = [
        group_joules(subject, block.peers.get(subject.hosting, ()), shares, draws)
        if subject.kind == "GROUP"
        else subject_joules(subject, shares, draws)
        for subject in block.subjects
    ]
    own, factors = np.zeros((draws.count, len(found))), np.zeros((draws.count, len(found)))
    for column, (subject, joules) in enumerate(zip(block.subjects, found, strict=True)):
        if joules is None:
            shock = unknown_shock("other_models_resid_sd", subject.uid, draws)
            factors[:, column] = shock * tokenizer(subject.uid, draws)
        else:
            own[:, column] = joules * tokenizer(subject.uid, draws)
    has_own = np.array([joules is not None for joules in found], bool)
    return per_token(own, has_own, factors, block.tokens)


def draw_usd(block: Block, value: Float32s, draws: Draws) -> PerToken:
    """Return USD per paid token of every subject; subjects without any list price take the week's level.

    A group is priced as its peers are; its shock is already in `value`.
    """
    own = value.sum(axis=-1, dtype=np.float64)
    has_own = own.any(axis=0)
    factors = np.zeros_like(own)
    for column in np.flatnonzero(~has_own).tolist():
        uid = block.subjects[column].uid
        factors[:, column] = unknown_shock("missing_price_ln_sd", uid, draws) * tokenizer(uid, draws)
    return per_token(own, has_own, factors, block.paid)
