"""The ladder of a kWh: what it earns exported raw, mined into Bitcoin, as tokens at cost and at list price."""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.estimator.arrays import Float64s
from apps.estimator.concentration import spread
from apps.estimator.ladder import (
    EXPORTER,
    MINERS_PRICE,
    NoRatio,
    Rung,
    at_origin,
    cited_rungs,
    electricity_share,
    token_rungs,
    value_multiple,
)
from apps.estimator.shares import worst
from apps.estimator.value import electricity_price
from apps.flows.analyses.drawn import DrawnWeek, drawn_weeks
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row

NAME = "ladder"
# Where the rungs of tokens stand: all origins together, the exporter, and the other large origin.
PLACES = (None, EXPORTER, "USA")
NEEDED = ("ENERGY_KWH", "ELECTRICITY_VALUE_USD", "COMPUTE_VALUE_USD")
GRADE = "D"
COST = "chips on a straight line and electricity; no staff, network, training or margin"
NO_ENERGY = "the energy of this week is not estimated: no model has parameter counts"


def rows(given: Given) -> list[dict[str, Any]]:
    """Return per week the rungs in USD per kWh with their multiple over the electricity price at that place."""
    return [found for week in drawn_weeks(given) for found in _week(week)]


def _week(week: DrawnWeek) -> Iterator[dict[str, Any]]:
    """Yield all rungs of a week."""
    for rung in cited_rungs(week.draws):
        is_raw = rung.name == "RAW_EXPORT"
        price = _price(week, EXPORTER) if is_raw else week.draws.draw(MINERS_PRICE)
        grade = worst([week.draws.parameters.get(key, EXPORTER).evidence_grade for key in rung.inputs])
        yield from _rung(week, rung, EXPORTER if is_raw else None, price, grade)
    measures = week.measures()
    if any(name not in measures for name in NEEDED):
        yield row(
            "USD_PER_KWH:TOKENS_AT_LIST:WORLD", "usd_per_kwh", None, grade=GRADE, definition=NAME,
            week=week.week, reason=NO_ENERGY,
        )  # fmt: skip
        return
    for country in PLACES:
        if country is None or country in week.countries():
            yield from _tokens(week, at_origin(measures, week.countries(), country), country)


def _tokens(week: DrawnWeek, totals: Mapping[str, Float64s], country: str | None) -> Iterator[dict[str, Any]]:
    """Yield the rungs of tokens at one place, or why it has none."""
    try:
        rungs = token_rungs(totals)
        price = totals["ELECTRICITY_VALUE_USD"] / totals["ENERGY_KWH"]
        for rung in rungs:
            yield from _rung(week, rung, country, price, GRADE)
    except NoRatio as fault:
        yield row(
            f"USD_PER_KWH:TOKENS_AT_LIST:{country or 'WORLD'}", "usd_per_kwh", None, grade=GRADE,
            definition=NAME, week=week.week, reason=str(fault),
        )  # fmt: skip


def _price(week: DrawnWeek, country: str) -> Float64s:
    """Return (K,) USD per kWh that the model uses at a country."""
    return electricity_price(week.block.place(country), week.draws)


def _rung(
    week: DrawnWeek, rung: Rung, country: str | None, price: Float64s, grade: str
) -> Iterator[dict[str, Any]]:
    """Yield the earnings per kWh and the multiple of one rung."""
    place = country or "WORLD"
    multiple = value_multiple(rung.usd_per_kwh, price)
    about: dict[str, Any] = {
        "grade": grade,
        "definition": NAME,
        "week": week.week,
        "inputs": rung.inputs,
        "rung": rung.name,
    }
    note = COST if rung.name == "TOKENS_AT_COST" else ""
    yield row(f"USD_PER_KWH:{rung.name}:{place}", "usd_per_kwh", spread(rung.usd_per_kwh), note=note, **about)
    yield row(
        f"MULTIPLE:{rung.name}:{place}", "ratio", spread(multiple), note=note,
        electricity_share=share_field(multiple), **about,
    )  # fmt: skip


def share_field(multiple: Float64s) -> list[float] | None:
    """Return the range of electricity's share of the price; None where some draw has no price at all."""
    return list(spread(electricity_share(multiple))) if (multiple > 0).all() else None
