"""Numerals as languages write them: 万 is 10^4, 亿 10^8, 万亿 10^12. A slip of the scale is a power of ten."""

import re
from decimal import Decimal, InvalidOperation

SCALES = {
    "": 0, "万": 4, "亿": 8, "万亿": 12, "million": 6, "billion": 9, "trillion": 12, "quadrillion": 15,
    "миллион": 6, "миллиард": 9, "триллион": 12, "K": 3, "M": 6, "B": 9, "T": 12,
}  # fmt: skip
WORDS = "|".join(sorted(filter(None, SCALES), key=len, reverse=True))
NUMERAL = re.compile(rf"([0-9][0-9.,]*)\s*({WORDS})?")
# Figures are rounded as printed: within this of a power of ten it is one.
NEAR = Decimal("0.001")
LEAST_SLIP, MOST_SLIP = 10, 1000


def stated_numbers(text: str) -> set[Decimal]:
    """Return every number that a printed text may state; a comma may part thousands or decimals."""
    found = set()
    for digits, word in NUMERAL.findall(text):
        plain = digits.rstrip(".,")
        for reading in {plain.replace(",", ""), plain.replace(",", ".")}:
            try:
                found.add(Decimal(reading).scaleb(SCALES[word]))
            except InvalidOperation:
                continue
    return found


def is_scale_slip(value: Decimal, text: str) -> bool:
    """Tell whether a value is a power of ten off what the text states, and nothing the text states."""
    stated = {number for number in stated_numbers(text) if number > 0}
    if value <= 0 or any(abs(value / number - 1) <= NEAR for number in stated):
        return False
    return any(_is_power_of_ten(value / number) for number in stated)


def is_scales_apart(one: Decimal, other: Decimal) -> bool:
    """Tell whether two figures of one thing are ten to a thousand times apart."""
    low, high = sorted((one, other))
    return low > 0 and LEAST_SLIP * low <= high <= MOST_SLIP * low


def _is_power_of_ten(ratio: Decimal) -> bool:
    """Tell whether a ratio is ten, a tenth, a hundred..., within rounding."""
    power = Decimal(1).scaleb(round(ratio.log10()))
    return power != 1 and abs(ratio / power - 1) <= NEAR
