"""The value multiple as a curve: by energy method, overheads, electricity, price vintage; claims are its points."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from apps.estimator.arrays import Float64s
from apps.estimator.concentration import spread
from apps.estimator.ladder import NoRatio, at_origin, contradicts, value_multiple
from apps.estimator.parameters import ENDS, Parameters
from apps.estimator.structure import DEFAULT, ENERGY_MODELS, Structure
from apps.flows.analyses.drawn import drawn_weeks
from apps.flows.analyses.given import Given
from apps.flows.analyses.ladder import share_field
from apps.flows.analyses.row import exactly, row
from apps.flows.analyses.vintages import Change, electricity_at, priced_on
from apps.reference import comparisons
from apps.reference.comparisons import ValuePointRow

NAME = "curve"
GRADE = "D"
PLACES = (None, "CHN")
LISTED, COST = "MULTIPLE", "COST_MULTIPLE"
POWER = "ELECTRICITY_VALUE_USD"
# Dimensions that hold parameters at one end. Utilisation is paid in the cost of chips, so it moves the multiple
# of cost alone; what idle chips draw is idle_factor.
HELD = {
    "IDLE_POWER": ("idle_factor",),
    "PUE": ("pue_default", "pue_climate_factor"),
    "UTILISATION": ("gpu_utilisation",),
}
LACKING = "the week has no list value or no energy: no model has a price or parameter counts"


@dataclass(frozen=True, slots=True)
class Choice:
    """One point of a dimension: with what the week is drawn."""

    dimension: str
    name: str
    structure: Structure = DEFAULT
    parameters: Parameters | None = None
    change: Change | None = None
    inputs: tuple[str, ...] = ()


def rows(given: Given) -> list[dict[str, Any]]:
    """Return the published points and their clashes, the energy methods for every week, and the whole curve
    for the newest complete week and the newest."""
    found = [*_points()]
    for choice in _methods():
        found += _drawn(given, given.weeks, choice)
    for week in sorted({given.newest_complete, given.newest}):
        for choice in _dimensions(given, week):
            found += _drawn(given, [week], choice)
    return found


def _methods() -> Iterator[Choice]:
    """Yield the energy models."""
    for model in ENERGY_MODELS:
        yield Choice("ENERGY_MODEL", model, structure=Structure(energy_model=model))


def _dimensions(given: Given, week: date) -> Iterator[Choice]:
    """Yield the points of every other dimension."""
    for dimension, keys in HELD.items():
        for end in ENDS:
            held = given.parameters
            for key in keys:
                held = held.fixed(key, end)
            yield Choice(dimension, end.upper(), parameters=held, inputs=keys)
    for end in ENDS:
        refs = ("electricity_price_usd_per_kwh",)
        yield Choice("ELECTRICITY_PRICE", end.upper(), change=electricity_at(end), inputs=refs)
    for day in sorted({given.weeks[0], week, given.as_of.date()}):
        yield Choice("PRICE_VINTAGE", day.isoformat(), change=priced_on(given, day), inputs=("list_price",))


def _drawn(given: Given, weeks: Any, choice: Choice) -> Iterator[dict[str, Any]]:
    """Yield the rows of one choice for these weeks."""
    drawn = drawn_weeks(
        given, weeks, parameters=choice.parameters, structure=choice.structure, change=choice.change
    )
    for week in drawn:
        measures = week.measures()
        for place in PLACES:
            if place is None or place in week.countries():
                yield from _rows_at(week.week, choice, place, at_origin(measures, week.countries(), place))


def _rows_at(
    week: date, choice: Choice, place: str | None, totals: Mapping[str, Float64s]
) -> Iterator[dict[str, Any]]:
    """Yield the multiple of list value and of cost at one place."""
    about: dict[str, Any] = {
        "grade": GRADE, "definition": NAME, "week": week, "inputs": choice.inputs,
        "dimension": choice.dimension, "choice": choice.name, "country": place,
    }  # fmt: skip
    for kind, above in ((LISTED, _listed(totals)), (COST, _cost(totals))):
        key = f"{kind}:{choice.dimension}:{choice.name}:{place or 'WORLD'}"
        try:
            if above is None or POWER not in totals:
                raise NoRatio(LACKING)
            multiple = value_multiple(above, totals[POWER])
        except NoRatio as fault:
            yield row(key, "ratio", None, reason=str(fault), **about)
        else:
            yield row(key, "ratio", spread(multiple), electricity_share=share_field(multiple), **about)


def _listed(totals: Mapping[str, Float64s]) -> Float64s | None:
    """Return the value at list price, or None."""
    return totals.get("SERVICE_VALUE_USD")


def _cost(totals: Mapping[str, Float64s]) -> Float64s | None:
    """Return chips and electricity, or None."""
    chips = totals.get("COMPUTE_VALUE_USD")
    return None if chips is None else chips + totals[POWER]


def _points() -> Iterator[dict[str, Any]]:
    """Yield what was published, as points, and each pair of points that cannot both hold."""
    points = comparisons.value_points()
    for point in points:
        value = _multiple_of(point)
        yield row(
            f"POINT:{point.point_id}", "ratio", exactly(value), grade=point.grade, definition=NAME,
            inputs=[point.point_id], kind=point.kind, base=point.base, electricity_share=1 / value,
            source_title=point.source_title, source_url=point.source_url, note=point.note,
        )  # fmt: skip
    for one, other in combinations(points, 2):
        product = _multiple_of(one) / _multiple_of(other)
        yield row(
            f"CLASH:{one.point_id}:{other.point_id}", "ratio", exactly(product),
            grade=max(one.grade, other.grade), definition=NAME, inputs=[one.point_id, other.point_id],
            is_same_base=one.base == other.base,
            contradicts=_contradict(one, other),
            says=_says(one, other),
        )  # fmt: skip


def _multiple_of(point: ValuePointRow) -> float:
    """Return the multiple that a point states or implies: an electricity share of s is a multiple of 1 / s."""
    if point.share is not None:
        return 1 / point.share
    assert point.tokens_cny_per_kwh is not None
    assert point.electricity_cny_per_kwh is not None
    return point.tokens_cny_per_kwh / point.electricity_cny_per_kwh


def _contradict(one: ValuePointRow, other: ValuePointRow) -> bool:
    """Tell whether a multiple and a share of one base exclude each other; two multiples merely differ."""
    is_pair = one.base == other.base and one.kind != other.kind
    return is_pair and contradicts(_multiple_of(one), 1 / _multiple_of(other))


def _says(one: ValuePointRow, other: ValuePointRow) -> str:
    """Return how two points stand to each other."""
    both = f"{_multiple_of(one):.3g} times and {_multiple_of(other):.3g} times"
    if one.base != other.base:
        return f"{both} are of different bases ({one.base}, {other.base}); on one base they would exclude each other"
    if _contradict(one, other):
        return f"{both} are of one base and exclude each other"
    return f"{both} are of one base; two statements of the same kind"
