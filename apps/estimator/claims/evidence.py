"""Formulas on rankings, dates and places: who leads, when lines crossed, what happened when, who serves where."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median

from apps.estimator.claims.registry import NO_CALCULATION, Inputs, formula
from apps.estimator.claims.values import (
    DATE_UNIT,
    UNIT_OF_INPUTS,
    Answer,
    Detail,
    Given,
    Undefined,
    day_number,
    span,
)
from apps.estimator.periods import next_week
from apps.estimator.units import DAYS_PER_MONTH

HOME = "CHN"


def _parts(inputs: Inputs) -> list[tuple[str, Given]]:
    """Return the inputs in the order of their names."""
    return sorted(inputs.items())


@formula("n", "usage", may=("usage_2", "usage_3", "usage_4"))
def top_n_labs(inputs: Inputs) -> Answer:
    """Return the smallest share of labs of China among the n largest of each ranking (lab country, tokens)."""
    count = int(inputs["n"].ends[0])
    shares = []
    for name, given in _parts(inputs):
        if name == "n":
            continue
        leading = given.series[:count]
        if len(leading) < count:
            raise Undefined(f"{name} ranks fewer than {count}")
        shares.append(Fraction(sum(1 for country, _ in leading if country == HOME), count))
    low, high = span(shares)
    return Answer(low, low, high, "1", tuple(shares))


@formula("first", "second", may=("first_2", "second_2", "first_3", "second_3"))
def crossover(inputs: Inputs) -> Answer:
    """Return the Monday of the first week in which `first` exceeds `second`; weeks stand in the days of the inputs.

    Central is None unless the week before is there too with `second` above: the first week is then known.
    """
    weeks: dict[date, dict[str, Fraction]] = {}
    for name, given in inputs.items():
        if not given.days:
            raise Undefined(f"{name} has no week")
        weeks.setdefault(given.days[0], {})[name.partition("_")[0]] = given.ends[0]
    known = sorted(
        (week, sides["first"] > sides["second"]) for week, sides in weeks.items() if len(sides) > 1
    )
    above = [week for week, is_above in known if is_above]
    if not above:
        raise Undefined("no week has the first above the second")
    week = above[0]
    is_seen = any(next_week(before) == week and not is_above for before, is_above in known)
    first = day_number(week)
    last = day_number(next_week(week) - timedelta(days=1))
    return Answer(first, first if is_seen else None, last, DATE_UNIT, (first,))


@formula(takes_any=True)
def hash_share(inputs: Inputs) -> Answer:
    """Return the largest of some months' shares of the hash rate, with the smallest as low."""
    shares = [given.ends[1] for given in inputs.values()]
    low, high = span(shares)
    return Answer(low, high, high, UNIT_OF_INPUTS, tuple(sorted(shares)))


@formula("slow", "fast")
def release_cadence(inputs: Inputs) -> Answer:
    """Return the median gap between releases of one lab, slow group over fast group; both gaps in months."""
    gaps = {}
    for name, given in inputs.items():
        ordered = [sorted(set(days)) for days in given.groups]
        between = [Fraction((after - before).days) for days in ordered for before, after in pairwise(days)]
        if not between:
            raise Undefined(f"{name} has no lab with two releases")
        gaps[name] = Fraction(median(between)) / Fraction(str(DAYS_PER_MONTH))
    told = tuple(Detail(f"{name}_gap", gap, gap, gap, "month") for name, gap in sorted(gaps.items()))
    factor = gaps["slow"] / gaps["fast"]
    return Answer(factor, factor, factor, "1", (factor,), "", told)


@formula("stage", may=("stage_2", "stage_3", "action"))
def event_stage(inputs: Inputs) -> Answer:
    """Return from when to when sources date the stages of an event, and what was done (`action`).

    Central is the day where they agree on one, else None: conflicting dates stand side by side.
    """
    days = sorted({day for _, given in _parts(inputs) for day in given.days})
    if not days:
        raise Undefined("no stage has a date")
    first, last = day_number(days[0]), day_number(days[-1])
    action = inputs["action"].text if "action" in inputs else ""
    central = first if first == last else None
    return Answer(first, central, last, DATE_UNIT, tuple(map(day_number, days)), action)


@formula(takes_any=True)
def hosts_outside(inputs: Inputs) -> Answer:
    """Return the largest share of a model's listed hosts whose seat is in China; each input lists (seat, 1).

    Details count the hosts of each model with another known seat.
    """
    shares, told = [], []
    for name, given in _parts(inputs):
        known = [seat for seat, _ in given.series if seat]
        if not known:
            raise Undefined(f"{name} lists no host")
        outside = Fraction(sum(1 for seat in known if seat not in (HOME, "UNK")))
        shares.append(Fraction(sum(1 for seat in known if seat == HOME), len(known)))
        told.append(Detail(f"{name}_outside", outside, outside, outside, "count"))
    low, high = span(shares)
    return Answer(low, high, high, "1", tuple(shares), "", tuple(told))


@formula(takes_any=True)
def quote(inputs: Inputs) -> Answer:
    """Return nothing: the claim is quoted, no calculation exists."""
    raise Undefined(f"{NO_CALCULATION}: nothing is calculated")
