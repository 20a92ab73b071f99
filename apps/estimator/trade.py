"""What countries send and receive in each draw, from the margins of a table that is the product of its margins."""

import numpy as np

from apps.estimator.arrays import Float32s


def trade_draws(rows: Float32s, shares: Float32s, places: list[int]) -> tuple[Float32s, Float32s, Float32s]:
    """Return (C, K) exports, imports and net of every country in every draw; net adds to 0 over countries.

    rows (C, K) are the countries' own margins and shares (C, K) their destination shares, known countries
    only; places lists the rows that are not 0, which alone are worth a product.
    """
    exports = np.zeros_like(rows)
    exports[places] = rows[places] * np.maximum(shares.sum(axis=0) - shares[places], 0)
    imports = shares * np.maximum(rows[places].sum(axis=0) - rows, 0)
    return exports, imports, exports - imports


def placed(values: Float32s, names: tuple[str, ...], codes: list[str]) -> Float32s:
    """Return the (n, K) rows of these names at their places among codes, 0 elsewhere."""
    out = np.zeros((len(codes), values.shape[1]), np.float32)
    out[[codes.index(name) for name in names]] = values
    return out
