"""Scopes: the world scaled from one platform, and whether the world's data centres could carry it.

OBSERVED is what a platform counted; WORLD is OBSERVED over the platform's drawn share of the world, a
scenario. They are never added, and the interval turns round: the largest share gives the smallest world.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.distributions import Draws
from apps.estimator.measures import MEASURES
from apps.estimator.parameters import MissingParameter
from apps.estimator.periods import DAYS_PER_WEEK
from apps.estimator.summarise import percentiles
from apps.estimator.units import HOURS_PER_DAY, KWH_PER_TWH

TOKEN_SHARE, SPEND_SHARE = "openrouter_token_share_world", "openrouter_spend_share_world"
# The one measure that spending scales; everything else follows tokens.
SPENDING = "SERVICE_VALUE_USD"
CEILING = "datacentre_electricity_twh"
# The row of the whole world among the groups of countries.
WORLD = ""
# The flag of a row whose published range reaches over its ceiling.
OVER_CEILING = "over_datacentre_electricity"
ENDS = (0.05, 0.5, 0.95)


class WrongShare(ValueError):
    """A share of spending would scale tokens, or a share of tokens would scale spending."""


@dataclass(frozen=True, slots=True)
class CeilingCheck:
    """Yearly kWh of a group of countries in scope WORLD beside its data-centre electricity (kWh).

    over_share is the share of draws above the ceiling; is_over: the published range (P95) reaches over it.
    """

    group: str
    low: float
    central: float
    high: float
    ceiling_kwh: float
    over_share: float
    is_over: bool
    evidence_grade: str


def share_key(measure: str) -> str:
    """Return the parameter whose share scales a measure: spending for service value, tokens for all others."""
    return SPEND_SHARE if measure == SPENDING else TOKEN_SHARE


def check_share(measure: str, key: str) -> None:
    """Return None where this share may scale the measure; raise WrongShare otherwise."""
    if measure not in MEASURES:
        raise WrongShare(f"{measure!r} is no measure that scales; use one of {', '.join(MEASURES)}")
    if key != share_key(measure):
        raise WrongShare(
            f"{measure} cannot be scaled by {key}: a share of spending says nothing of tokens, nor the other "
            f"way round; use {share_key(measure)}"
        )


def world_divisor(measure: str, draws: Draws, *, key: str | None = None) -> Float64s:
    """Return (K,) the platform's share of the world by which a measure is divided for scope WORLD.

    Raises WrongShare for a share of the wrong kind and MissingParameter without its row.
    """
    chosen = key or share_key(measure)
    check_share(measure, chosen)
    return draws.draw(chosen)


def weeks_per_year(draws: Draws) -> float:
    """Return the weeks of a mean year, from the parameter hours_per_year."""
    return draws.central("hours_per_year") / (HOURS_PER_DAY * DAYS_PER_WEEK)


def ceiling_kwh(group: str, draws: Draws) -> float:
    """Return the yearly data-centre electricity of a group in kWh; raise MissingParameter without its own row."""
    row = draws.parameters.find(CEILING, group)
    if row is None:
        raise MissingParameter(
            f"no ceiling {CEILING!r} for {group!r}: add a cited row to apps/reference/data/parameters.csv"
        )
    return row.central * KWH_PER_TWH


def ceiling_check(group: str, world_week_kwh: Float64s, draws: Draws) -> CeilingCheck:
    """Return the check of one group from (K,) kWh of a week in scope WORLD, taken for every week of a year."""
    yearly = np.asarray(world_week_kwh, np.float64) * weeks_per_year(draws)
    most = ceiling_kwh(group, draws)
    low, central, high = percentiles(yearly[None].copy(), ENDS)[0].tolist()
    over = float((yearly > most).mean())
    grade = draws.parameters.get(CEILING, group).evidence_grade
    return CeilingCheck(group, low, central, high, most, over, high > most, grade)


def ceiling_checks(
    world_week_kwh: Mapping[str, Float64s], groups: Mapping[str, str], draws: Draws
) -> list[CeilingCheck]:
    """Return the world's check and one per group that has a ceiling and any energy, in order of name.

    world_week_kwh is (K,) by country, UNK included: what nobody can place counts for the world alone. groups
    names the group of each country; a country that has a ceiling of its own stands for itself.
    """
    summed: dict[str, Float64s] = {WORLD: np.zeros(draws.count)}
    for country, kwh in sorted(world_week_kwh.items()):
        summed[WORLD] = summed[WORLD] + kwh
        group = country if draws.parameters.find(CEILING, country) else groups.get(country)
        if group is not None:
            summed[group] = summed.get(group, np.zeros(draws.count)) + kwh
    return [ceiling_check(group, kwh, draws) for group, kwh in sorted(summed.items())]


def ceiling_flags(country: str | None, world_week_kwh: Float64s, draws: Draws) -> tuple[str, ...]:
    """Return the flag of a WORLD energy row whose range reaches over the ceiling of its country, else none.

    A country without a ceiling of its own, and the row of all (None), are held against the world's.
    """
    own = country is not None and draws.parameters.find(CEILING, country) is not None
    check = ceiling_check(country if own and country else WORLD, world_week_kwh, draws)
    return (OVER_CEILING,) if check.is_over else ()
