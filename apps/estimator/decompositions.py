"""What a gap or a change is made of: Shapley values over every order, and the logarithmic mean (LMDI)."""

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.units import LMDI_ZERO_SHARE

Worth = Callable[[frozenset[str]], Float64s]


class NoMean(ValueError):
    """The logarithmic mean is taken of numbers at or above zero only."""


def shapley(parts: Sequence[str], worth: Worth) -> dict[str, Float64s]:
    """Return each part's mean addition to `worth` over all orders in which the parts can be added.

    worth(set) is (K,) of the set of parts that were changed; it is called once per set. The values add to
    worth(all) - worth(none) in every draw.
    """
    known: dict[frozenset[str], Float64s] = {}

    def value(members: frozenset[str]) -> Float64s:
        if members not in known:
            known[members] = np.asarray(worth(members), np.float64)
        return known[members]

    orders = list(permutations(parts))
    totals = {part: np.zeros_like(value(frozenset())) for part in parts}
    for order in orders:
        members: frozenset[str] = frozenset()
        for part in order:
            totals[part] = totals[part] + value(members | {part}) - value(members)
            members |= {part}
    return {part: total / len(orders) for part, total in totals.items()}


def log_mean(one: Float64s, other: Float64s) -> Float64s:
    """Return L(a, b) = (a - b) / ln(a / b), and a where both are equal; raise NoMean below zero.

    L is continuous at a = b and 0 where either is 0. Near equality the ratio loses all its digits, so it is
    written with x = (a - b) / b as b x / log1p(x).
    """
    first, second = np.asarray(one, np.float64), np.asarray(other, np.float64)
    if (first < 0).any() or (second < 0).any() or not (np.isfinite(first) & np.isfinite(second)).all():
        raise NoMean("the logarithmic mean needs finite numbers at or above zero; correct the product")
    both = (first > 0) & (second > 0)
    small = np.where(both, np.minimum(first, second), 1.0)
    excess = np.where(both, np.maximum(first, second), 1.0) / small - 1
    apart = excess > 0
    step = np.where(apart, excess, 1.0)
    return np.where(both, np.where(apart, small * step / np.log1p(step), small), 0.0)


def lmdi(before: Mapping[str, Float64s], after: Mapping[str, Float64s]) -> dict[str, Float64s]:
    """Return the effect of each factor on the change of a sum of products; the effects add to it exactly.

    Each factor is (n,) over the terms of the sum: the product over factors, summed over terms, is the total.
    The effect of x is the sum over terms of L(V1, V0) ln(x1 / x0). A factor of 0 is taken as 1e-20 of the
    largest value of that factor (or of 1 where it is 0 everywhere), so that a term may appear or vanish.
    """
    names = sorted(before)
    if names != sorted(after):
        raise NoMean(f"the factors differ: {names} and {sorted(after)}; give the same names twice")
    first = {name: _filled(before[name], after[name]) for name in names}
    second = {name: _filled(after[name], before[name]) for name in names}
    weights = log_mean(_product(second), _product(first))
    return {name: (weights * np.log(second[name] / first[name])).sum(axis=0) for name in names}


def total(factors: Mapping[str, Float64s]) -> Float64s:
    """Return the sum over terms of the product of the factors."""
    summed: Float64s = _product(factors).sum(axis=0)
    return summed


def _product(factors: Mapping[str, Float64s]) -> Float64s:
    """Return the product over the factors, term by term."""
    found: Float64s = np.prod([np.asarray(values, np.float64) for values in factors.values()], axis=0)
    return found


def _filled(values: Float64s, others: Float64s) -> Float64s:
    """Return the factor with a tiny number for each 0."""
    given = np.asarray(values, np.float64)
    if (given < 0).any():
        raise NoMean("a factor is negative; correct the product")
    largest = max(float(given.max(initial=0.0)), float(np.max(others, initial=0.0))) or 1.0
    return np.where(given > 0, given, largest * LMDI_ZERO_SHARE)
