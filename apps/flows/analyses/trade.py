"""The trade balance of every country that computes for others, and how sure its sign is."""

from typing import Any

from apps.estimator.measures import MEASURES
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.flows.surpluses import Surplus, run_surpluses

NAME = "trade"
DEFINITION = "trade-balance"
BASIS = "COMPUTE"
WATCHED = ("TOKENS", "SERVICE_VALUE_USD", "ENERGY_KWH")
# A sign is told where 95 % of the draws share it.
SURE, UNSURE = 0.95, 0.05
WHY_EMPTY = "no country of this week sends anything to a known country"


def rows(given: Given) -> list[dict[str, Any]]:
    """Return per week, measure and sending country its net over known partners and the share of draws above 0."""
    stored = run_surpluses(given.run_id, weeks=given.weeks, basis=BASIS, measures=WATCHED)
    found = [_row(one) for one in stored]
    empty = set(given.weeks) - {one.period_start for one in stored}
    return found + [
        row(
            "NET:TOKENS", MEASURES["TOKENS"].unit, None, grade="D", definition=DEFINITION, week=week,
            reason=WHY_EMPTY,
        )
        for week in sorted(empty)
    ]  # fmt: skip


def _row(one: Surplus) -> dict[str, Any]:
    """Return one balance."""
    return row(
        f"NET:{one.measure}:{one.country}",
        MEASURES[one.measure].unit,
        (one.net_low, one.net_central, one.net_high),
        grade=one.evidence_grade,
        definition=DEFINITION,
        week=one.period_start,
        country=one.country,
        basis=one.basis,
        measure=one.measure,
        mean=one.net_mean,
        exports_mean=one.exports_mean,
        imports_mean=one.imports_mean,
        surplus_share=one.surplus_share,
        unknown_share=one.unknown_share,
        verdict=verdict(one.surplus_share),
    )


def verdict(surplus_share: float) -> str:
    """Return SURPLUS or DEFICIT where 95 % of the draws agree, else UNDECIDED."""
    if surplus_share >= SURE:
        return "SURPLUS"
    return "DEFICIT" if surplus_share <= UNSURE else "UNDECIDED"
