"""Corridors of one week: row margins times destination shares, draw by draw, listed by their exact means."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from apps.estimator.arrays import Bools, Float32s, Float64s
from apps.estimator.destinations import Destinations
from apps.estimator.summarise import percentiles
from apps.estimator.units import LISTED_SHARE, PERCENTILES

LOWER, UPPER = PERCENTILES[:1], PERCENTILES[-1:]


@dataclass(frozen=True, slots=True)
class Columns:
    """Destination shares ready for use: (D, K) in both precisions, and the largest draw of each."""

    countries: tuple[str, ...]
    shares: Float64s
    single: Float32s
    largest: Float32s


class Spread(NamedTuple):
    """Percentiles (n, 5) and Frechet bounds (n, 2) of n corridors."""

    percentiles: Float64s
    bounds: Float64s


def columns(destinations: Destinations) -> Columns:
    """Return the destination shares in the shapes that the corridors use."""
    single = destinations.shares.astype(np.float32)
    return Columns(destinations.countries, destinations.shares, single, single.max(axis=1))


def brought_to(totals: Float64s, rows: Float32s) -> Float64s:
    """Return the rows (O, K) in double precision, adding to the totals (K,) in every draw.

    This undoes their rounding to single precision: a week of 8.7e12 tokens adds to 8.7e12, not to 8.7000002e12.
    """
    exact = rows.astype(np.float64)
    sums = exact.sum(axis=0)
    exact *= np.divide(totals, sums, out=np.ones_like(sums), where=sums > 0)
    return exact


def corridor_means(rows: Float32s | Float64s, shares: Float64s) -> Float64s:
    """Return (O, D) exact means of the product of (O, K) rows and (D, K) shares, in double precision."""
    means: Float64s = rows.astype(np.float64) @ shares.T / rows.shape[-1]
    return means


def listed(means: Float64s, least: float = LISTED_SHARE) -> Bools:
    """Tell which corridors have at least this share (0.01 %) of the week's mean."""
    mask: Bools = (means >= least * means.sum()) & (means > 0)
    return mask


def corridor_spread(row: Float32s, total: Float32s, chosen: Bools, cols: Columns) -> Spread:
    """Return percentiles and bounds of the chosen corridors of one origin; row and total are (K,)."""
    shares = cols.single[chosen]
    bounds = np.stack([_lower(row, total, shares, cols.largest[chosen]), _upper(row, total, shares)], axis=-1)
    shares *= row
    return Spread(percentiles(shares), bounds)


def _upper(row: Float32s, total: Float32s, shares: Float32s) -> Float64s:
    """Return the 95th percentile of min(R, C): no corridor can exceed its row or its column."""
    cells = shares * total
    np.minimum(cells, row, out=cells)
    return percentiles(cells, UPPER)[:, 0]


def _lower(row: Float32s, total: Float32s, shares: Float32s, largest: Float32s) -> Float64s:
    """Return the 5th percentile of max(0, R + C - T): what must flow whatever the pairing is."""
    out = np.zeros(len(shares))
    share = np.divide(row, total, out=np.zeros_like(row), where=total > 0)
    # Where row and column never exceed the total together, the bound is 0 in every draw.
    possible = largest + share.max() > 1
    if possible.any():
        cells = (shares[possible] + (share - 1)) * total
        out[possible] = percentiles(np.maximum(cells, 0, out=cells), LOWER)[:, 0]
    return out


def rest_spread(rows: Float32s, total: Float32s, mask: Bools, cols: Columns) -> Spread:
    """Return percentiles and valid (not sharp) bounds of the sum of all corridors that are not listed."""
    open_shares = (~mask).astype(np.float32) @ cols.single
    flows = (rows * open_shares).sum(axis=0, dtype=np.float64)[None]
    ends = open_shares * total
    upper = np.minimum(rows, ends).sum(axis=0, dtype=np.float64)[None]
    lower = np.maximum(rows + ends - total, 0).sum(axis=0, dtype=np.float64)[None]
    bounds = np.stack([percentiles(lower, LOWER)[:, 0], percentiles(upper, UPPER)[:, 0]], axis=-1)
    return Spread(percentiles(flows), bounds)
