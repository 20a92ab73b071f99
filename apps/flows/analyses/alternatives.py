"""The weeks of a run by each structural alternative, as a spread beside the default."""

from collections import defaultdict
from datetime import date
from typing import Any

from apps.estimator.alternatives import QUANTITIES, AlternativeRow, alternative_rows, pair_rows
from apps.estimator.measures import MEASURES
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.flows.units import ALTERNATIVE_PAIRS

NAME = "alternatives"
GRADE = "D"
DEFINITION = "alternatives"
INPUTS = (
    *("brokerage_joules_per_token", "deepseek_joules_per_token", "ecologits_gpu_energy_active"),
    *(
        "fleet_efficiency",
        "latency_decay",
        "routing_price_exponent",
        "sovereignty_premium",
        "tokenizer_factor",
    ),
)
SPREAD = "SPREAD"


def rows(given: Given) -> list[dict[str, Any]]:
    """Return every quantity of every week by every alternative, the spread of their central values, and pairs.

    The pairs are the largest of the newest complete week, in proportion and with a prior of distance.
    """
    found = alternatives(given, given.weeks)
    return [*map(_row, found), *_spreads(found), *map(_row, pairs(given, given.newest_complete))]


def pairs(given: Given, week: date) -> list[AlternativeRow]:
    """Return the largest pairs of a week by each prior."""
    block = next(block for block in given.inputs.blocks if week in block.weeks)
    return pair_rows(
        block.inputs,
        given.parameters,
        draws=given.draws,
        seed=given.seed,
        week=week,
        largest=ALTERNATIVE_PAIRS,
    )


def alternatives(given: Given, weeks: tuple[date, ...]) -> list[AlternativeRow]:
    """Return the rows of these weeks in order of week."""
    found: list[AlternativeRow] = []
    for block in given.inputs.blocks:
        own = block.weeks & frozenset(weeks)
        if own:
            found += alternative_rows(
                block.inputs, given.parameters, draws=given.draws, seed=given.seed, weeks=own
            )
    return sorted(found, key=lambda one: one.week)


def _row(one: AlternativeRow) -> dict[str, Any]:
    """Return one quantity by one alternative."""
    values = (
        None
        if one.low is None or one.central is None or one.high is None
        else (one.low, one.central, one.high)
    )
    ends = f":{one.origin}:{one.destination}" if one.origin else ""
    return row(
        f"{one.quantity}:{one.alternative}{ends}",
        QUANTITIES.get(one.quantity) or MEASURES[one.quantity].unit,
        values,
        grade=GRADE,
        definition=DEFINITION,
        inputs=INPUTS,
        week=one.week,
        reason=one.reason,
        alternative=one.alternative,
        quantity=one.quantity,
        over_default=one.over_default,
        origin=one.origin,
        destination=one.destination,
    )


def _spreads(found: list[AlternativeRow]) -> list[dict[str, Any]]:
    """Return per week and quantity the lowest, the default's and the highest central value."""
    centrals: dict[tuple[date, str], list[float]] = defaultdict(list)
    for one in found:
        if one.central is not None:
            centrals[one.week, one.quantity].append(one.central)
    return [
        row(
            f"{quantity}:{SPREAD}",
            QUANTITIES[quantity],
            (min(values), values[0], max(values)),
            grade=GRADE,
            definition=DEFINITION,
            inputs=INPUTS,
            week=week,
            alternative=SPREAD,
            quantity=quantity,
        )
        for (week, quantity), values in centrals.items()
    ]
