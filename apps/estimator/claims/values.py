"""The numbers that claims are checked with: exact fractions with an optional range, dates as day numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from fractions import Fraction

from apps.estimator.units import CLAIM_DIGITS

DATE_UNIT = "date"
# An answer that is one of its inputs keeps their unit.
UNIT_OF_INPUTS = ""
_PRINTED = Context(prec=CLAIM_DIGITS, rounding=ROUND_HALF_EVEN)


class Undefined(ArithmeticError):
    """A formula has no value for these inputs; the message names the input and says why."""


@dataclass(frozen=True, slots=True)
class Given:
    """One resolved input: an exact range (central None where only the ends are known), dates, a series or a text.

    `sides` are the named prices of a price list row; `series` are (name, number) pairs, the largest first;
    `groups` are dates that belong together, such as those of one lab.
    """

    low: Fraction | None = None
    central: Fraction | None = None
    high: Fraction | None = None
    days: tuple[date, ...] = ()
    text: str = ""
    groups: tuple[tuple[date, ...], ...] = ()
    series: tuple[tuple[str, Fraction], ...] = ()
    sides: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """Return low and high; raise Undefined for an input without a number."""
        if self.low is None or self.high is None:
            raise Undefined("an input holds no number")
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Detail:
    """A further number of a calculation, shown beside the answer."""

    name: str
    low: Fraction | None
    central: Fraction | None
    high: Fraction | None
    unit: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a formula gives: a range in a unit, the single values it rests on, a text, further numbers."""

    low: Fraction | None = None
    central: Fraction | None = None
    high: Fraction | None = None
    unit: str = "1"
    observed: tuple[Fraction, ...] = ()
    text: str = ""
    details: tuple[Detail, ...] = ()


def exact(text: str) -> Fraction:
    """Return a plain decimal text as an exact fraction; raise ValueError for anything else."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is no plain decimal number") from None
    if not number.is_finite():
        raise ValueError(f"{text!r} is no finite number")
    return Fraction(number)


def point(number: Fraction) -> Given:
    """Return a number without a range."""
    return Given(number, number, number)


def span(values: Iterable[Fraction]) -> tuple[Fraction, Fraction]:
    """Return the smallest and the largest of some numbers."""
    ordered = sorted(values)
    return ordered[0], ordered[-1]


def printed(number: Fraction | None, unit: str = "1") -> str | None:
    """Return a number as a decimal text of twelve significant digits, a day number as an ISO date."""
    if number is None:
        return None
    if unit == DATE_UNIT:
        return date.fromordinal(int(number)).isoformat()
    rounded = _PRINTED.divide(Decimal(number.numerator), Decimal(number.denominator))
    return f"{rounded.normalize(_PRINTED):f}"


def day_number(day: date) -> Fraction:
    """Return a date as a number of days."""
    return Fraction(day.toordinal())
