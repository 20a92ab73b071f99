"""Numbers typed or read from prose: what they say, and whether their level fits what is stored."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from apps.estimator.claims.units import (
    AMBIGUOUS_WORDS,
    CHINESE_SCALES,
    ENGLISH_LETTERS,
    ENGLISH_SCALES,
    LONG_SCALE_LANGUAGES,
    LONG_SCALE_WORDS,
)
from apps.estimator.claims.values import exact

SCALES = {**CHINESE_SCALES, **ENGLISH_SCALES, **ENGLISH_LETTERS}
WORDS = sorted({*SCALES, *AMBIGUOUS_WORDS, *LONG_SCALE_WORDS}, key=len, reverse=True)
NUMBER = re.compile(rf"(?P<digits>\d[\d.,]*)\s*(?P<word>{'|'.join(WORDS)})?(?![a-z])", re.IGNORECASE)
PERIODS = {
    "MINUTE": r"per minute|a minute|每分钟|minute", "DAY": r"per day|a day|daily|每日|每天|日均|day",
    "WEEK": r"per week|a week|weekly|每周|周|week", "MONTH": r"per month|a month|monthly|每月|month",
    "YEAR": r"per year|a year|yearly|annually|每年|year",
}  # fmt: skip
AMBIGUOUS, NO_NUMBER, SCALE, LEVEL = "AMBIGUOUS_SCALE_WORD", "NO_NUMBER", "SCALE", "LEVEL"


@dataclass(frozen=True, slots=True)
class Read:
    """One number read from prose; `held` says why a person must look at it, `period` is its unit of time."""

    value: Fraction | None
    period: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """From and to which ratio a number is held, how near a decimal logarithm is whole, and the window in days."""

    least: Fraction
    most: Fraction
    log10: Fraction
    window_days: Fraction


@dataclass(frozen=True, slots=True)
class Hold:
    """A number that is put aside: SCALE for a power of ten, else LEVEL; `ratio` is new over stored."""

    name: str
    ratio: Fraction
    stored: Fraction


def read_number(text: str, *, language: str = "en") -> Read:
    """Return the first number of a text with its scale word; a day stays a day and a week a week."""
    found = NUMBER.search(text)
    if found is None:
        return Read(None, held=NO_NUMBER)
    word = (found["word"] or "").lower()
    period = next((name for name, said in PERIODS.items() if re.search(said, text, re.IGNORECASE)), "")
    is_long = word in LONG_SCALE_WORDS and (word not in ENGLISH_SCALES or language in LONG_SCALE_LANGUAGES)
    if word in AMBIGUOUS_WORDS or is_long:
        return Read(None, period, AMBIGUOUS)
    number = exact(found["digits"].rstrip(".,").replace(",", ""))
    return Read(number * exact(f"1e{SCALES[word]}") if word else number, period)


def level_check(
    new: Fraction, day: date, stored: Iterable[tuple[date, Fraction]], limits: Limits
) -> Hold | None:
    """Return why a number is held against stored ones of the same quantity near its day, or None.

    A share does not show a slip of the scale: both its parts are off alike. Values are positive.
    """
    for when, value in sorted(stored, key=lambda one: abs((one[0] - day).days)):
        if new <= 0 or value <= 0 or abs((when - day).days) > limits.window_days:
            continue
        ratio = new / value
        if limits.least <= max(ratio, 1 / ratio) <= limits.most:
            return Hold(SCALE if is_power_of_ten(ratio, limits.log10) else LEVEL, ratio, value)
    return None


def is_power_of_ten(ratio: Fraction, near: Fraction) -> bool:
    """Tell whether a ratio is ten, a tenth, a hundred ..., its decimal logarithm within `near` of a whole number."""
    power = math.log10(ratio)
    return round(power) != 0 and abs(power - round(power)) <= near
