"""Named random streams: each (seed, parameter, uid) has its own, so new entities disturb no other draw."""

import hashlib

import numpy as np

from apps.estimator.units import SEED_KEY_BYTES

SEPARATOR = "|"


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the generator of this name: Philox keyed by the first 128 bits of sha256("seed|name|name...").

    The key is read little-endian, so every machine draws the same numbers.
    """
    digest = hashlib.sha256(SEPARATOR.join((str(seed), *names)).encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:SEED_KEY_BYTES], "little")))
