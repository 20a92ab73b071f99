"""What was paid rather than listed, as a scenario: nobody publishes it."""

from typing import Any

from apps.estimator.valuation import DISCOUNT, ValueRow, realised_rows
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row

NAME = "realised"
GRADE = "D"
DEFINITION = "realised-value"
UNITS = {"SERVICE_VALUE_USD": "USD", "value_multiple": "1"}


def rows(given: Given) -> list[dict[str, Any]]:
    """Return service value and value multiple at realised prices in every week, on the whole platform."""
    found: list[ValueRow] = []
    for block in given.inputs.blocks:
        found += realised_rows(
            block.inputs, given.parameters, draws=given.draws, seed=given.seed, weeks=block.weeks
        )
    return [_row(one) for one in sorted(found, key=lambda one: one.week)]


def _row(one: ValueRow) -> dict[str, Any]:
    """Return one row."""
    return row(
        f"REALISED:{one.quantity}",
        UNITS[one.quantity],
        one.values,
        grade=GRADE,
        definition=DEFINITION,
        inputs=[DISCOUNT],
        week=one.week,
        reason=one.reason,
        quantity=one.quantity,
    )
