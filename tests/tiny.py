"""The tiny world that tests work by hand: 1,000 tokens of two models in one week, with every cell known."""

from collections.abc import Iterable
from datetime import date

from apps.estimator.measures import MEASURES
from apps.estimator.results import BalanceCell, ConservationRow, Estimates, FlowCell, Range, RatioRow

WEEK = date(2026, 2, 16)
TOKENS = 1000.0

# The tiny world of one week: 1,000 tokens of two models, served and used as these shares say.
ORIGINS = {
    "LAB": {"CHN": 0.6, "USA": 0.4},
    "COMPANY": {"CHN": 0.2, "USA": 0.8},
    "COMPUTE": {"CHN": 0.1, "USA": 0.5, "UNK": 0.4},
}
DESTINATIONS = {"USA": 0.4, "DEU": 0.2, "CHN": 0.1, "UNK": 0.3}
PER_TOKEN = {
    "TOKENS": 1.0,
    "ENERGY_KWH": 4e-8,
    "ELECTRICITY_VALUE_USD": 4e-9,
    "SERVICE_VALUE_USD": 2e-6,
    "COMPUTE_VALUE_USD": 5e-7,
    "CARBON_KG": 2e-8,
}
# Corridors below this share of the total stand in the row `unlisted`.
LISTED_SHARE = 0.015


def ranged(mean: float) -> Range:
    """Return a range around a mean: half, nine tenths, twice (turned round below zero)."""
    ends = sorted((mean / 2, mean * 0.9, mean * 2))
    return Range(ends[0], ends[1], ends[2], mean)


def corridors(basis: str, total: float) -> dict[tuple[str, str], float]:
    """Return the mean of each corridor of the tiny world."""
    return {
        (origin, destination): total * share * billed
        for origin, share in ORIGINS[basis].items()
        for destination, billed in DESTINATIONS.items()
    }


def cell(week: date, basis: str, measure: str, ends: tuple[str | None, str | None], mean: float) -> FlowCell:
    """Return a corridor with the range of `ranged`; both ends None is the row `unlisted`."""
    values = ranged(mean)
    return FlowCell(
        period_start=week, basis=basis, scope="OBSERVED", measure=measure,
        origin=ends[0], destination=ends[1],
        low=values.low, q25=mean * 0.8, central=values.central, q75=mean * 1.1, high=values.high, mean=mean,
        evidence_grade="D", grade_profile="BCCDDC", identification="PRIOR_DRIVEN",
        unknown_share=1.0 if "UNK" in ends else 0.25, coverage=1.0, flags=("usage:tiny",),
        frechet_low=0.0, frechet_high=mean * 3, is_counterfactual=basis in MEASURES[measure].counterfactual_bases,
    )  # fmt: skip


def cells(week: date, basis: str, measure: str, total: float) -> list[FlowCell]:
    """Return the corridors of a week, the small ones summed into `unlisted`."""
    found = corridors(basis, total)
    listed = {ends: mean for ends, mean in found.items() if mean >= total * LISTED_SHARE}
    rest = total - sum(listed.values())
    rows = [cell(week, basis, measure, ends, mean) for ends, mean in listed.items()]
    return [*rows, cell(week, basis, measure, (None, None), rest)] if len(listed) < len(found) else rows


def balance(week: date, basis: str, measure: str, country: str | None, total: float) -> BalanceCell:
    """Return a country's balance, or the world row (country None), from all corridors."""
    found = corridors(basis, total)
    known = {ends: mean for ends, mean in found.items() if "UNK" not in ends}
    crossing = {ends: mean for ends, mean in known.items() if ends[0] != ends[1]}
    exports = sum(mean for ends, mean in crossing.items() if country in (None, ends[0]))
    imports = sum(mean for ends, mean in crossing.items() if country in (None, ends[1]))
    return BalanceCell(
        period_start=week, basis=basis, scope="OBSERVED", measure=measure, country=country,
        exports=ranged(exports), imports=ranged(imports), net=ranged(exports - imports),
        domestic_mean=sum(mean for ends, mean in known.items() if ends[0] == ends[1] and country in (None, ends[0])),
        unknown_mean=sum(mean for ends, mean in found.items() if "UNK" in ends and country in (None, *ends)),
        total_mean=total if country is None else None,
        unlisted_exports=0.0, unlisted_imports=0.0, surplus_share=1.0 if exports > imports else 0.0,
        evidence_grade="D", unknown_share=0.5, is_counterfactual=basis in MEASURES[measure].counterfactual_bases,
    )  # fmt: skip


def estimates(weeks: Iterable[date] = (WEEK,), tokens: float = TOKENS) -> Estimates:
    """Return the tiny world's cells for each week: every measure on every basis it has."""
    made = Estimates()
    for week in weeks:
        for measure in MEASURES.values():
            total = tokens * PER_TOKEN[measure.name]
            for basis in (*measure.bases, *measure.counterfactual_bases):
                made.flows += cells(week, basis, measure.name, total)
                codes = sorted({code for ends in corridors(basis, 1.0) for code in ends} - {"UNK"})
                made.balances += [balance(week, basis, measure.name, code, total) for code in (None, *codes)]
                made.conservation.append(
                    ConservationRow(week, basis, measure.name, total, total, total, 0.0, True)
                )
        made.ratios.append(RatioRow(week, "value_multiple", None, 26.0, 89.0, 271.0))
    return made
