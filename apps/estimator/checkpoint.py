"""The method's check point: one week of Chinese-lab tokens served at home, and a week's totals as five ranges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.block import build_block, subject_lab
from apps.estimator.distributions import Draws
from apps.estimator.inputs import (
    DestinationFacts,
    Host,
    Inputs,
    Location,
    PlaceFacts,
    ProviderFacts,
    Quantity,
    Subject,
    UsageRow,
    WeekFacts,
)
from apps.estimator.margins import build_margins
from apps.estimator.parameters import Parameters
from apps.estimator.summarise import percentiles
from apps.estimator.units import JOULES_PER_KWH

HOME = "CHN"
ENDS = (0.05, 0.5, 0.95)
LOCATION = "REGION_DOCUMENT"
DENOMINATOR = "TOP10"
PRICE = "electricity_price_usd_per_kwh"
ALL = "all"
# Of the stated inputs: by item and figure, (low, central, high).
Stated = Mapping[str, Mapping[str, tuple[float, float, float]]]


class NoTokens(ValueError):
    """A point of no tokens has no ratios; the message says which part was empty."""


@dataclass(frozen=True, slots=True)
class Point:
    """A week's totals: tokens, and low, central, high of five quantities over the draws."""

    tokens: float
    energy_kwh: tuple[float, float, float]
    electricity_usd: tuple[float, float, float]
    list_usd: tuple[float, float, float]
    value_multiple: tuple[float, float, float]
    joules_per_token: tuple[float, float, float]


def models_of(stated: Stated) -> dict[str, Mapping[str, tuple[float, float, float]]]:
    """Return the stated figures of the models."""
    return {item: figures for item, figures in stated.items() if "tokens" in figures}


def stated_inputs(stated: Stated, week: date, destinations: tuple[DestinationFacts, ...]) -> Inputs:
    """Return the check point as inputs: every model of CHN, served in CHN, no climate, one electricity price."""
    models = models_of(stated)
    return Inputs(
        weeks=(WeekFacts(week, "", DENOMINATOR),),
        usage=tuple(UsageRow(week, uid, figures["tokens"][1], "D") for uid, figures in models.items()),
        subjects={uid: _subject(uid, figures) for uid, figures in models.items()},
        providers={HOME: ProviderFacts(HOME, HOME, (Location(HOME, LOCATION, "A"),))},
        places={HOME: PlaceFacts(HOME, Quantity(*stated[HOME][PRICE]))},
        destinations=destinations,
    )


def _subject(uid: str, figures: Mapping[str, tuple[float, float, float]]) -> Subject:
    """Return a model with its stated size and prices, served at home."""
    prices = (figures["price_input_usd_per_mtok"][1], figures["price_output_usd_per_mtok"][1])
    return Subject(
        uid=uid,
        kind="MODEL",
        lab_country=HOME,
        hosting=f"{HOME}/open",
        hosts=(Host(HOME, *prices),),
        params_active_b=Quantity(*figures["active_parameters_b"]),
        params_total_b=Quantity(*figures["total_parameters_b"]),
    )


def stated_parameters(stated: Stated, parameters: Parameters) -> Parameters:
    """Return the parameters with those that the check point fixes."""
    rows = []
    for key, (low, central, high) in stated[ALL].items():
        row = parameters.get(key)
        rows.append(replace(row, low=low, central=central, high=high, distribution="fixed_value"))
    return parameters.replaced(rows)


def of_lab(inputs: Inputs, country: str, week: date) -> Inputs:
    """Return the usage of one week by the labs of a country, all facts kept; raise NoTokens."""
    rows = tuple(
        row
        for row in inputs.usage
        if row.week == week and subject_lab(inputs.subjects[row.subject]) == country
    )
    if not rows:
        raise NoTokens(f"no tokens of {country} labs in the week of {week}")
    return replace(inputs, usage=rows, weeks=tuple(facts for facts in inputs.weeks if facts.week == week))


def point(inputs: Inputs, parameters: Parameters, *, week: date, basis: str, draws: int, seed: int) -> Point:
    """Return the totals of a week on a basis, all origins together."""
    drawn = Draws(parameters, draws=draws, seed=seed)
    block = build_block(inputs, drawn)
    place = [facts.week for facts in block.weeks].index(week)
    margins = build_margins(block, drawn)

    def total(measure: str) -> Float64s:
        rows: Float64s = margins.rows(basis, measure, place).sum(axis=0, dtype=np.float64)
        return rows

    tokens = float(block.tokens[place].sum())
    energy, electricity, listed = map(total, ("ENERGY_KWH", "ELECTRICITY_VALUE_USD", "SERVICE_VALUE_USD"))
    return Point(
        tokens,
        *_ranges((energy, electricity, listed, listed / electricity, energy * JOULES_PER_KWH / tokens)),
    )


def _ranges(values: Iterable[Float64s]) -> list[tuple[float, float, float]]:
    """Return low, central and high of each."""
    rows = percentiles(np.stack(list(values)), ENDS).tolist()
    return [(low, central, high) for low, central, high in rows]
