"""The stored balances of a run by country, with the share of draws in which a country sends more than it gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.flows.models import CountryBalance

SCOPE = "OBSERVED"
NAMES = (
    "period_start", "country", "basis", "measure", "net_low", "net_central", "net_high", "net_mean",
    "exports_mean", "imports_mean", "surplus_share", "evidence_grade", "unknown_share", "is_counterfactual",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surplus:
    """One country's net of one measure in one week, in the measure's unit, over known partners only."""

    period_start: date
    country: str
    basis: str
    measure: str
    net_low: float
    net_central: float
    net_high: float
    net_mean: float
    exports_mean: float
    imports_mean: float
    surplus_share: float
    evidence_grade: str
    unknown_share: float
    is_counterfactual: bool


def run_surpluses(
    run_id: int, *, weeks: Sequence[date], basis: str, measures: Sequence[str]
) -> list[Surplus]:
    """Return the net of every country that sends anything, the largest sender first within week and measure."""
    rows = CountryBalance.objects.filter(
        run_id=run_id, period_start__in=weeks, basis=basis, measure__in=measures, scope=SCOPE,
        country__isnull=False, exports_mean__gt=0,
    )  # fmt: skip
    ordered = rows.order_by("period_start", "measure", "-exports_mean", "country")
    return [Surplus(*row) for row in ordered.values_list(*NAMES)]
