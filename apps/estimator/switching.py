"""Switching between models: shares of two weeks tell the net change only, and bounds of every pair.

Who moved from which model to which is not observed. The least that must have moved is half the total
variation; the most is bounded pair by pair.
"""

from typing import NamedTuple

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.checks import NotANumber, SharesNotOne
from apps.estimator.units import SHARE_ATOL

MAX_STAY_LABEL = "least movement consistent with the data"


class PairBounds(NamedTuple):
    """The least and the most that can have gone from each model (row) to each model (column)."""

    lower: Float64s
    upper: Float64s


def minimum_switching(before: Float64s, after: Float64s) -> float:
    """Return the least share of all tokens that changed models: half the sum of |after - before|.

    Shares are of the same models in the same order, each side adding to 1. Raises SharesNotOne, NotANumber.
    """
    _check(before, after)
    return float(np.abs(after - before).sum() / 2)


def max_stay_matrix(before: Float64s, after: Float64s) -> Float64s:
    """Return (n, n) shares from model (row) to model (column): the least movement consistent with the data.

    All that can stay stays, on the diagonal; what a model lost goes to those that gained, in proportion. It is
    one of many matrices that fit. Rows add to `before`, columns to `after`. Raises as minimum_switching.
    """
    moved = minimum_switching(before, after)
    stay = np.diag(np.minimum(before, after))
    lost, gained = np.maximum(before - after, 0), np.maximum(after - before, 0)
    matrix: Float64s = stay + np.outer(lost, gained) / moved if moved > 0 else stay
    return matrix


def pair_bounds(before: Float64s, after: Float64s) -> PairBounds:
    """Return the Frechet bounds of every pair: max(0, b + a - 1) to min(b, a). Raises as minimum_switching."""
    _check(before, after)
    rows, columns = before[:, None], after[None]
    return PairBounds(np.maximum(rows + columns - 1, 0), np.minimum(rows, columns))


def _check(before: Float64s, after: Float64s) -> None:
    """Raise unless both are shares of the same models that add to 1."""
    if before.shape != after.shape or before.ndim != 1:
        raise SharesNotOne(
            f"shares before and after name {before.shape} and {after.shape} models; give both for the same "
            "models in the same order, 0 for one that is not used"
        )
    for name, shares in (("before", before), ("after", after)):
        if not np.isfinite(shares).all():
            raise NotANumber(f"a share {name} is {shares.tolist()}; leave the week out or correct it")
        if (shares < 0).any() or abs(float(shares.sum()) - 1) > SHARE_ATOL:
            raise SharesNotOne(
                f"shares {name} are {shares.tolist()} and add to {shares.sum():.9g}; they must be 0 or more and "
                "add to 1: put what is not named into a rest"
            )
