"""Concentration: the Herfindahl-Hirschman index with what the unknown share could make of it."""

from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.summarise import percentiles

ENDS = (0.05, 0.5, 0.95)


class NoShares(ValueError):
    """Nothing can be concentrated: the whole is zero, or a part is negative."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """HHI on the scale 0 to 1 under three readings of the unknown share u, each (K,) draws.

    atomistic: the unknown is many parties without weight (the least there can be); one_new: one more party
    of size u; largest: all of it belongs to the largest known party (the most there can be).
    """

    atomistic: Float64s
    one_new: Float64s
    largest: Float64s
    unknown_share: Float64s

    @property
    def effective_number(self) -> Float64s:
        """Return how many equal parties would give the index of one_new."""
        return 1 / self.one_new


def herfindahl(shares: Float64s) -> Float64s:
    """Return the sum of squared shares along the first axis; the shares add to 1 in every draw."""
    squares: Float64s = (np.asarray(shares, np.float64) ** 2).sum(axis=0)
    return squares


def concentration(known: Float64s, unknown: Float64s | float) -> Concentration:
    """Return the index of amounts (n, K) of known parties and (K,) of no known party.

    Raises NoShares where the whole is not above zero in every draw, or an amount is negative.
    """
    amounts = np.atleast_2d(np.asarray(known, np.float64))
    rest = np.broadcast_to(np.asarray(unknown, np.float64), amounts.shape[-1:])
    whole = amounts.sum(axis=0) + rest
    if not (whole > 0).all():
        raise NoShares("the parties add to 0 in some draw; a share of nothing has no concentration")
    if (amounts < 0).any() or (rest < 0).any():
        raise NoShares("an amount is negative; correct the usage it comes from")
    shares, missing = amounts / whole, rest / whole
    squares = herfindahl(shares)
    top = shares.max(axis=0) if len(shares) else np.zeros_like(missing)
    return Concentration(
        atomistic=squares,
        one_new=squares + missing**2,
        largest=squares - top**2 + (top + missing) ** 2,
        unknown_share=missing,
    )


def spread(draws: Float64s) -> tuple[float, float, float]:
    """Return low, central and high (P5, P50, P95) of (K,) draws."""
    low, central, high = percentiles(np.array(draws, np.float64)[None], ENDS)[0].tolist()
    return low, central, high
