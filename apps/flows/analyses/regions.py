"""Regions: what continents and the European Union send and receive, summed within draws."""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.estimator.concentration import spread
from apps.estimator.measures import MEASURES
from apps.estimator.regions import RegionTrade, region_of, region_trade
from apps.flows.analyses.drawn import DrawnWeek, drawn_weeks
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.flows.analyses.trade import verdict
from apps.reference import comparisons

NAME = "regions"
GRADE = "D"
BASIS = "COMPUTE"
WATCHED = ("TOKENS", "SERVICE_VALUE_USD", "ENERGY_KWH")
# Two roll-ups: continents part the world; the union stands against all others.
PARTITIONS = (("CONTINENT",), ("UNION",))


def rows(given: Given) -> list[dict[str, Any]]:
    """Return exports, imports and net of every region in the newest complete week and the newest."""
    found: list[dict[str, Any]] = []
    for week in drawn_weeks(given, {given.newest_complete, given.newest}):
        for kinds in PARTITIONS:
            found += _week(week, comparisons.regions_of(*kinds), kinds[0])
    return found


def _week(
    week: DrawnWeek, members: Mapping[str, tuple[str, ...]], partition: str
) -> Iterator[dict[str, Any]]:
    """Yield the regions of one partition; countries that no region names are REST."""
    pairing = week.pairing()
    origins = week.countries(BASIS)
    estimated = week.measures(BASIS)
    of = region_of(members, sorted({*origins, *pairing.columns.countries}))
    for measure in WATCHED:
        if measure in estimated:
            for trade in region_trade(pairing.pairs(BASIS, measure), origins, of):
                yield from _rows(week, trade, measure, partition)


def _rows(week: DrawnWeek, trade: RegionTrade, measure: str, partition: str) -> Iterator[dict[str, Any]]:
    """Yield exports, imports and net of one region."""
    surplus = float((trade.net > 0).mean())
    for name in ("exports", "imports", "net"):
        draws = getattr(trade, name)
        yield row(
            f"{name.upper()}:{measure}:{partition}:{trade.region}",
            MEASURES[measure].unit,
            spread(draws),
            grade=GRADE,
            definition=NAME,
            week=week.week,
            region=trade.region,
            partition=partition,
            basis=BASIS,
            measure=measure,
            mean=float(draws.mean()),
            surplus_share=surplus,
            verdict=verdict(surplus),
        )
