"""The status rule: what a recomputed number says about a claimed one, in a fixed order."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from apps.estimator.claims.registry import FORMULAS, NO_CALCULATION
from apps.estimator.claims.values import Answer, Given, Undefined, day_number, exact

REPRODUCED, WITHIN, CONTRADICTED = "reproduced", "within_range", "contradicted"
UNCHECKED, COUNTER = "cannot_be_checked", "counter_figure"
STATUSES = (REPRODUCED, WITHIN, CONTRADICTED, UNCHECKED, COUNTER)
HEDGES = ("EXACT", "ABOUT", "NEARLY", "ORDER", "MORE_THAN", "UP_TO")
DAMAGED, NO_FORMULA, MISSING_INPUT, UNDEFINED = "DAMAGED", "NO_FORMULA", "MISSING_INPUT", "UNDEFINED"
# A text with such damage lost the very number: nothing it prints can be checked.
BLOCKING_DAMAGE = frozenset({"DOLLAR_SPAN", "MIXED_SCRIPT"})
MONTH = re.compile(r"\d{4}-\d{2}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How near counts as equal: `about` and `nearly_low` are fractions of the claim, `order` a factor."""

    about: Fraction
    nearly_low: Fraction
    order: Fraction


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is claimed: a value with half a unit of its last printed digit, or a band, or a word."""

    value: Fraction | None = None
    half_unit: Fraction = Fraction(0)
    low: Fraction | None = None
    high: Fraction | None = None
    text: str = ""
    hedge: str = "EXACT"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of one check, its reason where there is one, and the answer it rests on."""

    status: str
    reason: str = ""
    answer: Answer | None = None


def claimed(value: str, low: str = "", high: str = "", *, hedge: str = "EXACT") -> Claimed:
    """Return what a row claims: decimals, an ISO day or month, or a word; raise ValueError for half a band."""
    if bool(low) != bool(high):
        raise ValueError("a band needs both value_low and value_high")
    band = (
        replace(Claimed(hedge=hedge), low=_number(low), high=_number(high)) if low else Claimed(hedge=hedge)
    )
    if not value:
        return band
    if MONTH.fullmatch(value) or DAY.fullmatch(value):
        return _dated(value, hedge)
    try:
        number = exact(value)
    except ValueError:
        return replace(band, text=value)
    return replace(band, value=number, half_unit=_half_unit(value))


def _number(text: str) -> Fraction:
    """Return a decimal or an ISO day as a number."""
    return day_number(date.fromisoformat(text)) if DAY.fullmatch(text) else exact(text)


def _half_unit(text: str) -> Fraction:
    """Return half a unit of the last printed digit of a decimal."""
    exponent = int(Decimal(text).as_tuple().exponent)
    return Fraction(Decimal(1).scaleb(exponent)) / 2


def _dated(text: str, hedge: str) -> Claimed:
    """Return a day, or a month: its middle with half its length as precision, and the band of its days."""
    if DAY.fullmatch(text):
        return Claimed(day_number(date.fromisoformat(text)), hedge=hedge)
    first = date.fromisoformat(f"{text}-01")
    days = calendar.monthrange(first.year, first.month)[1] - 1
    start, half = day_number(first), Fraction(days, 2)
    return Claimed(start + half, half, start, start + days, hedge=hedge)


def is_near(answer: Answer, claim: Claimed, tolerances: Tolerances) -> bool:
    """Tell whether the central answer is within the tolerance of the claim; without a central value it is not."""
    found, value = answer.central, claim.value
    if found is None or value is None:
        return False
    if claim.hedge == "ABOUT":
        return abs(found - value) <= tolerances.about * abs(value)
    if claim.hedge == "NEARLY":
        return tolerances.nearly_low * value <= found <= value
    if claim.hedge == "ORDER":
        return value / tolerances.order <= found <= value * tolerances.order
    if claim.hedge == "MORE_THAN":
        return found > value
    if claim.hedge == "UP_TO":
        # "Up to" says two things: nothing lies above, and something comes close.
        reach = answer.high if answer.high is not None else found
        return found <= value and reach >= value * (1 - tolerances.about)
    return abs(found - value) <= claim.half_unit


def is_within(answer: Answer, claim: Claimed) -> bool:
    """Tell whether the claim lies in the answer's range, or all observed values lie in the claimed band."""
    ends = answer.low is not None and answer.high is not None
    if claim.low is not None and claim.high is not None:
        seen = answer.observed
        is_inside = bool(seen) and all(claim.low <= one <= claim.high for one in seen)
        return is_inside or (ends and answer.low <= claim.low and claim.high <= answer.high)  # type: ignore[operator]
    return ends and claim.value is not None and answer.low <= claim.value <= answer.high  # type: ignore[operator]


def compare(answer: Answer, claim: Claimed, tolerances: Tolerances) -> str:
    """Return the status of an answer to a claim of the same quantity, period and denominator."""
    if claim.text and answer.text and claim.text != answer.text:
        return CONTRADICTED
    if claim.text and claim.text == answer.text and answer.central is None and not answer.observed:
        return REPRODUCED
    if is_near(answer, claim, tolerances):
        return REPRODUCED
    return WITHIN if is_within(answer, claim) else CONTRADICTED


def judge(
    formula_id: str,
    inputs: Mapping[str, Given],
    claim: Claimed | None,
    *,
    tolerances: Tolerances,
    damage: frozenset[str] = frozenset(),
    missing: str = "",
) -> Verdict:
    """Return the status of one check; a claim of None makes the answer a counter-figure. Never raises for data."""
    if damage & BLOCKING_DAMAGE:
        return Verdict(UNCHECKED, DAMAGED)
    if formula_id == NO_CALCULATION:
        return Verdict(UNCHECKED, NO_FORMULA)
    if missing:
        return Verdict(UNCHECKED, f"{MISSING_INPUT}:{missing}")
    try:
        answer = FORMULAS[formula_id].formula(inputs)
    except Undefined as fault:
        return Verdict(UNCHECKED, f"{UNDEFINED}:{fault}")
    if claim is None:
        return Verdict(COUNTER, "", answer)
    return Verdict(compare(answer, claim, tolerances), "", answer)
