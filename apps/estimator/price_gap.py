"""The gap between list prices of two sides: matched pairs, the Fisher index, and a regression on size."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float64s


class NoPair(LookupError):
    """Nothing stands on both sides that could be compared."""


class NoFit(ValueError):
    """A regression has fewer observations, clusters or differences than it needs."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One price of one model: USD per million tokens, its tokens, and what it may be compared with.

    match holds what both sides of a pair must share: date, side (input, cached, output), context tier and,
    where somebody measured it, quality bin.
    """

    model: str
    lab: str
    price_usd_per_mtok: float
    tokens: float
    match: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """How many times the dear side's prices are the cheap side's; the largest and smallest pair beside it."""

    ratio: float
    lowest: float
    highest: float
    pairs: int
    models: int


def geometric_ratio(ratios: Sequence[float], weights: Sequence[float]) -> float:
    """Return exp of the weighted mean of ln ratio; raise NoPair without a ratio or any weight."""
    shares, logs = np.asarray(weights, np.float64), np.asarray(ratios, np.float64)
    if not len(logs) or not shares.sum() > 0:
        raise NoPair("no pair has any tokens; a ratio of nothing is not published")
    if not (logs > 0).all():
        raise NoPair("a price is 0 or less; free variants stay outside price indices")
    return float(np.exp((shares * np.log(logs)).sum() / shares.sum()))


def matched_gap(dear: Iterable[Listed], cheap: Iterable[Listed]) -> Gap:
    """Return the token-weighted geometric ratio over all pairs that match; raise NoPair without any.

    A pair weighs as the product of the shares that its two models have of their side's tokens.
    """
    sides: dict[tuple[Hashable, ...], tuple[list[Listed], list[Listed]]] = {}
    for index, rows in enumerate((dear, cheap)):
        for row in rows:
            sides.setdefault(row.match, ([], []))[index].append(row)
    groups = [group for group in sides.values() if all(group)]
    if any(not row.price_usd_per_mtok > 0 for group in groups for side in group for row in side):
        raise NoPair("a price is 0 or less; free variants stay outside price indices")
    # The weighted mean over all pairs of a group is the difference of its sides' means, weighted by both.
    means = [(_mean_log(one), _mean_log(other)) for one, other in groups]
    weight = sum(one.tokens * other.tokens for one, other in means)
    if not weight > 0:
        raise NoPair("no pair has any tokens; a ratio of nothing is not published")
    gap = sum((one.log - other.log) * one.tokens * other.tokens for one, other in means) / weight
    return Gap(
        float(np.exp(gap)),
        min(one.lowest / other.highest for one, other in means),
        max(one.highest / other.lowest for one, other in means),
        sum(len(one) * len(other) for one, other in groups),
        len({row.model for group in groups for side in group for row in side}),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """The token-weighted mean logarithm of some prices, their tokens and their ends."""

    log: float
    tokens: float
    lowest: float
    highest: float


def _mean_log(rows: Sequence[Listed]) -> _Side:
    """Return one side of a group; its mean is 0 where nothing weighs."""
    prices, tokens = ([getattr(row, name) for row in rows] for name in ("price_usd_per_mtok", "tokens"))
    whole = sum(tokens)
    log = float(np.dot(np.log(prices), tokens)) / whole if whole > 0 else 0.0
    return _Side(log, whole, min(prices), max(prices))


@dataclass(frozen=True, slots=True)
class PriceIndex:
    """Prices of the second side over the first at the first side's quantities, the second's, and their mean."""

    laspeyres: float
    paasche: float
    matched: int

    @property
    def fisher(self) -> float:
        """Return the geometric mean of both."""
        return float(np.sqrt(self.laspeyres * self.paasche))


def fisher(
    first: Mapping[Hashable, tuple[float, float]], second: Mapping[Hashable, tuple[float, float]]
) -> PriceIndex:
    """Return the index over what both sides have; each maps a good to its (price, quantity).

    Raises NoPair where nothing matches or a matched panel costs nothing.
    """
    goods = sorted(set(first) & set(second), key=repr)
    before, after = (np.array([side[good] for good in goods]).reshape(-1, 2) for side in (first, second))
    costs = [
        float((prices[:, 0] * basket[:, 1]).sum()) for basket in (before, after) for prices in (before, after)
    ]
    if not goods or min(costs) <= 0:
        raise NoPair("no good has a price and a quantity on both sides; the index is not published")
    old_basket_old, old_basket_new, new_basket_old, new_basket_new = costs
    return PriceIndex(old_basket_new / old_basket_old, new_basket_new / new_basket_old, len(goods))


@dataclass(frozen=True, slots=True)
class Fit:
    """Least squares: coefficients and their cluster-robust standard errors by name, R2, and how much was used."""

    coefficients: Mapping[str, float]
    errors: Mapping[str, float]
    r_squared: float
    observations: int
    clusters: int


def clustered_fit(names: Sequence[str], x: Float64s, y: Float64s, clusters: Sequence[str]) -> Fit:
    """Return the least-squares fit of y (N,) on x (N, k) with errors robust to likeness within clusters.

    The sandwich (X'X)^-1 (sum over clusters of X'e e'X) (X'X)^-1 times G / (G - 1) (N - 1) / (N - k). Raises
    NoFit for fewer than two clusters, too few observations, or columns that repeat each other.
    """
    count, width = x.shape
    groups = sorted(set(clusters))
    if len(groups) <= 1 or count <= width:
        raise NoFit(
            f"{count} prices of {len(groups)} labs cannot carry {width} coefficients; collect more prices"
        )
    if int(np.linalg.matrix_rank(x)) < width:
        raise NoFit(f"the columns {', '.join(names)} repeat each other in these prices; leave one out")
    solution = np.linalg.lstsq(x, y, rcond=None)[0]
    residuals = y - x @ solution
    bread = np.linalg.inv(x.T @ x)
    labels = np.asarray(clusters)
    meat = np.zeros((width, width))
    for group in groups:
        score = x[labels == group].T @ residuals[labels == group]
        meat += np.outer(score, score)
    small = len(groups) / (len(groups) - 1) * (count - 1) / (count - width)
    variance = np.clip(np.diag(bread @ meat @ bread) * small, 0, None)
    spread = float(((y - y.mean()) ** 2).sum())
    fitted = 1 - float((residuals**2).sum()) / spread if spread > 0 else 0.0
    return Fit(
        dict(zip(names, solution.tolist(), strict=True)),
        dict(zip(names, np.sqrt(variance).tolist(), strict=True)),
        fitted,
        count,
        len(groups),
    )
