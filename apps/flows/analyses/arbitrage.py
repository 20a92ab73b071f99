"""What the electricity of a flow would cost at its destination, less what it costs at its origin."""

from typing import Any

from apps.estimator.valuation import PRICE, ValueRow, arbitrage_rows
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.flows.units import ARBITRAGE_PAIRS

NAME = "arbitrage"
# The destination of every flow is modelled, so no pair is better known than that.
GRADE = "D"
DEFINITION = "arbitrage"


def rows(given: Given) -> list[dict[str, Any]]:
    """Return the arbitrage of every week: platform, each origin, largest flows abroad; in no total."""
    found: list[ValueRow] = []
    for block in given.inputs.blocks:
        found += arbitrage_rows(
            block.inputs,
            given.parameters,
            draws=given.draws,
            seed=given.seed,
            weeks=block.weeks,
            pairs=ARBITRAGE_PAIRS,
        )
    return [_row(one) for one in sorted(found, key=lambda one: one.week)]


def _row(one: ValueRow) -> dict[str, Any]:
    """Return one row."""
    ends = f"{one.origin or 'ALL'}:{one.destination or 'ALL'}"
    return row(
        f"ARBITRAGE_USD:{ends}",
        "USD",
        one.values,
        grade=GRADE,
        definition=DEFINITION,
        inputs=[PRICE],
        week=one.week,
        reason=one.reason,
        origin=one.origin,
        destination=one.destination,
        priced_share=one.priced_share,
    )
