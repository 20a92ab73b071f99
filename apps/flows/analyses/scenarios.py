"""Floor, best and ceiling of every week: all assumptions at one end at once, never mixed with the draws."""

from typing import Any

from apps.estimator.scenarios import CHEAPENING, DEARENING, LOWERING, RAISING, ScenarioRow, scenario_rows
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row

NAME = "scenarios"
GRADE = "D"
DEFINITION = "floor-best-ceiling"
UNITS = {"ENERGY_KWH": "kWh", "ELECTRICITY_VALUE_USD": "USD", "joules_per_token": "J/token"}
INPUTS = (*RAISING, *LOWERING, *CHEAPENING, *DEARENING)


def rows(given: Given) -> list[dict[str, Any]]:
    """Return floor, best and ceiling of energy, joules per token and electricity value in every week."""
    found: list[ScenarioRow] = []
    for block in given.inputs.blocks:
        found += scenario_rows(block.inputs, given.parameters, seed=given.seed, weeks=block.weeks)
    return [_row(one) for one in sorted(found, key=lambda one: one.week)]


def _row(one: ScenarioRow) -> dict[str, Any]:
    """Return one row."""
    values = None
    if one.floor is not None and one.best is not None and one.ceiling is not None:
        values = (one.floor, one.best, one.ceiling)
    return row(
        f"{one.quantity}:{one.country or 'ALL'}",
        UNITS[one.quantity],
        values,
        grade=GRADE,
        definition=DEFINITION,
        inputs=INPUTS,
        week=one.week,
        reason=one.reason,
        quantity=one.quantity,
        country=one.country,
        capped_share=one.capped_share,
        unpaid_share=one.unpaid_share,
    )
