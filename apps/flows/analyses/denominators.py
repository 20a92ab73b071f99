"""Shares with their denominators: tokens by lab as counted, value and energy by place as drawn, WORLD as a scenario."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.concentration import spread
from apps.estimator.measures import MEASURES, UNKNOWN
from apps.estimator.scopes import share_key, world_divisor
from apps.estimator.shares_of import MEANINGS
from apps.flows.analyses.drawn import DrawnWeek, drawn_weeks
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import exactly, row
from apps.flows.denominators import CountedBar, counted_bars
from apps.flows.sharebars import NAME

__all__ = ["NAME", "rows"]

DRAWN_GRADE = "D"
# What is drawn: value where the labs are, everything where the computing is. Tokens by lab are counted, so only
# their part of the world is drawn.
DRAWN = (
    ("LAB", "TOKENS"),
    ("LAB", "SERVICE_VALUE_USD"),
    ("COMPUTE", "TOKENS"),
    ("COMPUTE", "SERVICE_VALUE_USD"),
    ("COMPUTE", "ENERGY_KWH"),
)
COUNTED = (("LAB", "TOKENS"),)
WHOLE = ("PLATFORM", "TOP50")
NUMERATORS = {"LAB": "labs in", "COMPUTE": "computed in"}


def rows(given: Given) -> list[dict[str, Any]]:
    """Return every bar of every week as rows, one per part; UNK is a part, and the parts add to 1."""
    found: list[dict[str, Any]] = []
    for counted in counted_bars(given.weeks, as_of=given.as_of):
        chosen = given.summary(counted.week).get("publication") == counted.publication
        found += _counted(counted, chosen)
    for week in drawn_weeks(given):
        found += _drawn(given, week)
    return found


def _counted(counted: CountedBar, chosen: bool) -> Iterator[dict[str, Any]]:
    """Yield the parts of a bar of counted tokens: exact, as printed."""
    key = f"TOKENS:LAB:{counted.denominator}:{counted.publication}"
    about: dict[str, Any] = {
        "grade": counted.evidence_grade, "definition": NAME, "week": counted.week, "inputs": counted.figure_ids,
        "denominator": counted.denominator, "denominator_set": MEANINGS[counted.denominator],
        "publication": counted.publication, "is_chosen": chosen, "window_start": counted.window_start,
        "window_end": counted.window_end, "coverage": counted.coverage, "measure": "TOKENS", "basis": "LAB",
    }  # fmt: skip
    if counted.bar is None:
        yield row(key, "share", None, reason=counted.reason, **about)
        return
    for place, share in counted.bar.shares.items():
        yield row(
            f"{key}:{place}", "share", exactly(share), place=place,
            numerator_set=f"{NUMERATORS['LAB']} {place}", unknown_share=counted.bar.unknown_share,
            denominator_amount=counted.bar.tokens, amount_unit="token", **about,
        )  # fmt: skip


def _drawn(given: Given, week: DrawnWeek) -> Iterator[dict[str, Any]]:
    """Yield the parts of the drawn measures of one week, of what was counted and of the world."""
    told = given.summary(week.week)
    for basis, measure in DRAWN:
        rows_ = week.measures(basis).get(measure)
        if rows_ is None:
            continue
        parts = _shares(week.countries(basis), np.asarray(rows_, np.float64))
        about: dict[str, Any] = {
            "grade": DRAWN_GRADE, "definition": NAME, "week": week.week, "measure": measure, "basis": basis,
            "window_start": told["window_start"], "window_end": told["window_end"], "is_chosen": True,
            "publication": told["publication"], "coverage": told["coverage"],
        }  # fmt: skip
        if (basis, measure) not in COUNTED:
            yield from _parts(parts, told["denominator"], about, [])
        if told["denominator"] in WHOLE:
            of_world = world_divisor(measure, week.draws)
            scaled = {place: share * of_world for place, share in parts.items()}
            yield from _parts(scaled | {UNKNOWN: 1 - _known(scaled)}, "WORLD", about, [share_key(measure)])


def _shares(countries: tuple[str, ...], rows_: Float64s) -> Mapping[str, Float64s]:
    """Return (K,) of each place over the whole of its draw."""
    whole = rows_.sum(axis=0)
    safe = np.where(whole > 0, whole, 1.0)
    return {place: values / safe for place, values in zip(countries, rows_, strict=True) if values.any()}


def _known(shares: Mapping[str, Float64s]) -> Float64s:
    """Return the sum of the parts with a name."""
    known: Float64s = np.sum([share for place, share in shares.items() if place != UNKNOWN], axis=0)
    return known


def _parts(
    parts: Mapping[str, Float64s], denominator: str, about: dict[str, Any], inputs: list[str]
) -> Iterator[dict[str, Any]]:
    """Yield one row per part of a drawn bar."""
    unknown = spread(parts[UNKNOWN])[1] if UNKNOWN in parts else 0.0
    basis, measure = about["basis"], about["measure"]
    # TOP50 rows hold the rest too, so what is drawn is of the whole platform.
    named = "PLATFORM" if denominator in WHOLE else denominator
    for place, share in sorted(parts.items()):
        yield row(
            f"{measure}:{basis}:{named}:{place}", "share", spread(share), inputs=inputs, place=place,
            denominator=named, denominator_set=MEANINGS[named], numerator_set=f"{NUMERATORS[basis]} {place}",
            unknown_share=unknown, amount_unit=MEASURES[measure].unit, **about,
        )  # fmt: skip
