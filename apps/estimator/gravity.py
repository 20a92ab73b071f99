"""The prior of distance: near pairs are likelier, for a request that waits for its answer; an alternative only."""

from collections.abc import Sequence

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.distributions import Draws
from apps.estimator.measures import UNKNOWN
from apps.estimator.units import EARTH_RADIUS_KM


def distances_km(one: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]]) -> Float64s:
    """Return (n, m) great-circle kilometres between points of latitude and longitude in degrees."""
    here, there = np.radians(np.array(one).reshape(-1, 2)), np.radians(np.array(other).reshape(-1, 2))
    up, along = here[:, None, 0] - there[None, :, 0], here[:, None, 1] - there[None, :, 1]
    straight = (
        np.sin(up / 2) ** 2 + np.cos(here[:, None, 0]) * np.cos(there[None, :, 0]) * np.sin(along / 2) ** 2
    )
    kilometres: Float64s = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(straight, 1)))
    return kilometres


def gravity_prior(
    origins: Sequence[str], ends: Sequence[str], anchors: dict[str, tuple[float, float]], draws: Draws
) -> tuple[Float64s, list[str]]:
    """Return (O, D) weights exp(-decay x round trip in ms - border x [o is not d]), and the countries left flat.

    Uses the central values of latency_decay, rtt_ms_per_km and sovereignty_premium (what a border costs): a
    prior is one for all draws. UNK, and a country without an anchor, weigh 1 against everything.
    """
    prior = np.ones((len(origins), len(ends)))
    rows = [row for row, code in enumerate(origins) if code in anchors]
    columns = [column for column, code in enumerate(ends) if code in anchors]
    here, there = [anchors[origins[row]] for row in rows], [anchors[ends[column]] for column in columns]
    milliseconds = draws.central("rtt_ms_per_km") * distances_km(here, there)
    border = np.array([[origins[row] != ends[column] for column in columns] for row in rows], float)
    weight = draws.central("latency_decay") * milliseconds + draws.central(
        "sovereignty_premium"
    ) * border.reshape(milliseconds.shape)
    prior[np.ix_(rows, columns)] = np.exp(-weight)
    lacking = sorted({*origins, *ends} - set(anchors) - {UNKNOWN})
    return prior, lacking
