"""The encoding dlog10x1000-v1 of frames: whole thousandths of log10, as differences; for drawing only.

q = rint(1000 log10 v); the first item stands whole, the others as differences of rounded q;
zero is -9999, below 1e-9 is -9000, null means no estimate and leaves the accumulator alone.
"""

from collections.abc import Iterable, Sequence
from math import log10

from apps.flows.units import STEPS_PER_DECADE, TEN, TINY_CODE, TINY_VALUE, ZERO_CODE

NAME = "dlog10x1000-v1"


def _code(value: float) -> int:
    """Return the whole code of one value; a negative value is a ValueError of log10."""
    if value == 0:
        return ZERO_CODE
    return TINY_CODE if 0 < value < TINY_VALUE else round(STEPS_PER_DECADE * log10(value))


def encode(values: Iterable[float | None]) -> list[int | None]:
    """Return the values as differences of codes; None stays None."""
    return differences(None if value is None else _code(value) for value in values)


def differences(codes: Iterable[int | None]) -> list[int | None]:
    """Return whole numbers as differences from the last one present; None stays None."""
    found: list[int | None] = []
    last = 0
    for code in codes:
        found.append(None if code is None else code - last)
        last = last if code is None else code
    return found


def decode(items: Sequence[int | None]) -> list[float | None]:
    """Return the values of encoded items, within 0.12 % of what was encoded."""
    found: list[float | None] = []
    last = 0
    for item in items:
        last += item or 0
        found.append(None if item is None else 0.0 if last <= ZERO_CODE else TEN ** (last / STEPS_PER_DECADE))
    return found
