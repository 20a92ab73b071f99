"""The check point and the way from it to the published week, where the run answers that week."""

from collections.abc import Iterator
from typing import Any

from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.flows.checkpoint import WEEK, Step, steps

NAME = "check_point"
DEFINITION = "check-point"
GRADE = "D"
UNITS = {
    "energy_kwh": "kWh",
    "electricity_usd": "USD",
    "list_usd": "USD",
    "value_multiple": "1",
    "joules_per_token": "J/token",
}


def rows(given: Given) -> list[dict[str, Any]]:
    """Return five quantities per step; nothing where the run does not answer the week."""
    if WEEK not in given.weeks:
        return []
    return [made for step in steps(given, WEEK) for made in _rows(step)]


def _rows(step: Step) -> Iterator[dict[str, Any]]:
    """Yield the quantities of one step."""
    for name, unit in UNITS.items():
        yield row(
            f"CHECK_POINT:{step.key}:{name}",
            unit,
            getattr(step.point, name),
            grade=GRADE,
            definition=DEFINITION,
            inputs=["check_point.csv"],
            week=WEEK,
            step=step.key,
            basis=step.basis,
            quantity=name,
            tokens=step.point.tokens,
        )
