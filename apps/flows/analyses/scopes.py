"""WORLD beside OBSERVED: what part of the world the platform shows, and whether data centres could carry the rest."""

from collections.abc import Iterator
from typing import Any

from apps.estimator.scopes import CEILING, TOKEN_SHARE, ceiling_checks, weeks_per_year, world_divisor
from apps.flows import coverage
from apps.flows.analyses.drawn import DrawnWeek, drawn_weeks
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.reference import comparisons

NAME = "scopes"
# A scenario rests on an assumed share of the world, whatever else is known.
GRADE = "D"
MEASURE = "ENERGY_KWH"
BIAS = "gateways over-represent models of labs in China and open models; the world's mix is another"
WHOLE_PLATFORM = ("PLATFORM", "TOP50")


def rows(given: Given) -> list[dict[str, Any]]:
    """Return the platform's share of the world, and per week the yearly WORLD energy beside each ceiling."""
    found = [_coverage(given)]
    for week in drawn_weeks(given):
        found += _ceilings(given, week)
    return found


def _coverage(given: Given) -> dict[str, Any]:
    """Return the share of the world's tokens, with the direction in which it is biased."""
    share = given.parameters.get(TOKEN_SHARE)
    return row(
        "COVERAGE:PLATFORM",
        "share",
        (share.low, share.central, share.high),
        grade=share.evidence_grade,
        definition=NAME,
        inputs=[TOKEN_SHARE],
        platform=coverage.PLATFORM,
        bias_direction=BIAS,
    )


def _ceilings(given: Given, week: DrawnWeek) -> Iterator[dict[str, Any]]:
    """Yield the check of one week; a week that counts only part of the platform says so."""
    told = given.summary(week.week)
    is_part = told.get("denominator") not in WHOLE_PLATFORM or told.get("coverage") != 1
    measures = week.measures()
    if MEASURE not in measures:
        yield row(
            "CEILING:WORLD", "kWh", None, grade=GRADE, definition=NAME, week=week.week,
            reason="the energy of this week is not estimated: no model has parameter counts",
        )  # fmt: skip
        return
    scaled = measures[MEASURE] / world_divisor(MEASURE, week.draws)
    countries = week.countries()
    groups = comparisons.ceiling_groups(countries)
    by_country = dict(zip(countries, scaled, strict=True))
    for check in ceiling_checks(by_country, groups, week.draws):
        name = check.group or "WORLD"
        yield row(
            f"CEILING:{name}",
            "kWh",
            (check.low, check.central, check.high),
            grade=GRADE,
            definition=NAME,
            week=week.week,
            inputs=[TOKEN_SHARE, CEILING, "hours_per_year"],
            period="YEAR",
            weeks_per_year=weeks_per_year(week.draws),
            ceiling_kwh=check.ceiling_kwh,
            ceiling_grade=check.evidence_grade,
            share_of_draws_over=check.over_share,
            is_over=check.is_over,
            counts_part_of_platform=is_part,
            says=_says(name, check.is_over, check.over_share),
        )


def _says(name: str, is_over: bool, share: float) -> str:
    """Return the sentence of a check."""
    if not is_over:
        return f"{name}: the range stays below all data-centre electricity of 2024"
    return f"{name}: the range reaches over all data-centre electricity of 2024, in {share:.0%} of the draws"
