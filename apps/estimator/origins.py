"""The core: from draws of shares, prices and intensities to tokens, joules and value at each origin.

Never builds the product of weeks, models, providers and draws: for each draw small matrix products turn
provider shares into origin shares, and spread the weeks' tokens over them.
"""

from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.checks import SharesNotOne
from apps.estimator.units import DRAWS_PER_BATCH, SINGLE_PRECISION_RTOL


@dataclass(slots=True)
class OriginArrays:
    """Tokens, GPU joules and USD at list price by week, origin and draw, each (T, O, K)."""

    tokens: Float32s
    joules: Float32s
    usd: Float32s

    def part(self, first: int, end: int) -> "OriginArrays":
        """Return the origins [first, end) of all three."""
        return OriginArrays(self.tokens[:, first:end], self.joules[:, first:end], self.usd[:, first:end])


def origin_arrays(
    *, tokens: Float32s, paid: Float32s, phi: Float32s, value: Float32s, lam: Float32s, joules: Float32s
) -> OriginArrays:
    """Return tokens, GPU joules and USD at each origin in every draw.

    tokens and paid are (T, M) counts, phi (K, M, P) provider shares, value (K, M, P) USD per token split over
    providers, lam (K, P, O) location shares, joules (K, M) per token. Draws are handled one by one, so that
    each table stays in the processor's cache, and written out in batches of whole cache lines.
    """
    (weeks, models), (draws, _, places) = tokens.shape, lam.shape
    physical = np.empty((weeks, 2 * places, draws), np.float32)
    usd = np.empty((weeks, places, draws), np.float32)
    table, priced = np.empty((models, 2 * places), np.float32), np.empty((models, places), np.float32)
    batch = np.empty((DRAWS_PER_BATCH, weeks, 2 * places), np.float32)
    batch_usd = np.empty((DRAWS_PER_BATCH, weeks, places), np.float32)
    for start in range(0, draws, DRAWS_PER_BATCH):
        end = min(start + DRAWS_PER_BATCH, draws)
        for draw in range(start, end):
            np.matmul(phi[draw], lam[draw], out=table[:, :places])
            np.multiply(table[:, :places], joules[draw][:, None], out=table[:, places:])
            np.matmul(value[draw], lam[draw], out=priced)
            np.matmul(tokens, table, out=batch[draw - start])
            np.matmul(paid, priced, out=batch_usd[draw - start])
        physical[..., start:end] = batch[: end - start].transpose(1, 2, 0)
        usd[..., start:end] = batch_usd[: end - start].transpose(1, 2, 0)
    return OriginArrays(physical[:, :places], physical[:, places:], usd)


def scaled_arrays(
    *, tokens: Float32s, phi: Float32s, lam: Float32s, factors: Float64s, level: Float64s
) -> Float32s:
    """Return (T, O, K) of subjects whose value per token is the week's `level` (T, K) times own factors (K, S).

    tokens is (T, S), phi (K, S, P): the few subjects without facts of their own.
    """
    shares = phi @ lam
    shares *= factors[:, :, None].astype(np.float32)
    spread: Float32s = (tokens @ shares).transpose(1, 2, 0) * level[:, None, :].astype(np.float32)
    return spread


def fix_totals(arrays: Float32s, totals: Float64s, name: str) -> Float32s:
    """Scale (T, O, K) in place so that origins add to the totals (T, K) in every draw, and return it.

    Single precision alone is off by about 1e-7; more than that means shares do not add to 1: SharesNotOne.
    """
    sums = arrays.sum(axis=1, dtype=np.float64)
    factors = np.divide(totals, sums, out=np.ones_like(sums), where=sums > 0)
    worst = float(np.abs(factors - 1).max(initial=0.0))
    if not worst <= SINGLE_PRECISION_RTOL or bool(((sums == 0) & (totals > 0)).any()):
        raise SharesNotOne(
            f"{name}: origins add to the total only within {worst:.3g}; a share table does not add to 1"
        )
    arrays *= factors[:, None, :].astype(np.float32)
    return arrays


def lab_arrays(
    weights: Float64s, per_token: Float64s, labs: list[str], countries: tuple[str, ...]
) -> Float32s:
    """Return (T, L, K) by lab country: weights (T, M) tokens times per_token (K, M), summed by country."""
    out = np.zeros((weights.shape[0], len(countries), per_token.shape[0]), np.float32)
    for index, country in enumerate(countries):
        members = [row for row, lab in enumerate(labs) if lab == country]
        out[:, index] = weights[:, members] @ per_token[:, members].T
    return out
