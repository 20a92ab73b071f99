"""Equal Earth, in map units of a thousandth of the earth's radius, y up."""

from math import asin, cos, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
UNITS = 1000
ROOT = sqrt(3) / 2

# Left, top, width and height of the whole map with y down, for pictures.
PICTURE_BOX = "-2712 -1322 5424 2644"
# The two views: the Pacific in the middle, and the Atlantic with Europe left of the centre.
CENTRAL_MERIDIANS = {"pacific": 150, "atlantic": 11}


def wrap(lon: float, lon0: float) -> float:
    """Return `lon` moved by whole turns into [lon0 - 180, lon0 + 180); degrees."""
    return (lon - lon0 + 180) % 360 - 180 + lon0


def project(lon: float, lat: float, lon0: float) -> tuple[float, float]:
    """Return (x, y) in map units of a point in degrees already wrapped around `lon0`."""
    theta = asin(ROOT * sin(radians(lat)))
    square = theta * theta
    sixth = square**3
    bend = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = radians(lon - lon0) * cos(theta) / (ROOT * bend)
    y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square))
    return x * UNITS, y * UNITS
