"""DOMESTIC: China's own daily tokens as an account beside the flows; it draws no arc and enters no sum."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.concentration import spread
from apps.estimator.domestic import (
    DailyFigure,
    NoAccount,
    energy_kwh,
    growth,
    in_force,
    ratio,
    tokens_per_week,
)
from apps.estimator.periods import next_week
from apps.estimator.scopes import ceiling_check, weeks_per_year
from apps.flows.analyses.drawn import DrawnWeek, drawn_weeks
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import exactly, row
from apps.observations import queries as observations

NAME = "domestic"
NATION = "CHN"
SPREAD = "china_domestic_tokens_day"
SCOPE, METRIC, LOWER_BOUND = "DOMESTIC", "tokens_domestic", "lower_bound"
# Energy of the account rests on the modelled intensity of the nation's models.
ENERGY_GRADE = "D"
NEVER = "own account: never a flow, never added to OBSERVED or WORLD"


def rows(given: Given) -> list[dict[str, Any]]:
    """Return the account per figure and week, its growth, its energy, and what is observed beside it."""
    figures = _figures(given)
    found = [*_stated(figures)]
    for week in drawn_weeks(given):
        found += _beside(week, figures)
    return found


def _figures(given: Given) -> list[DailyFigure]:
    """Return the daily figures of the nation as known at the run's moment, oldest first."""
    read = [
        DailyFigure(
            figure.detail.figure_id,
            figure.detail.window_start,
            float(figure.value),
            figure.detail.evidence_grade,
            LOWER_BOUND in figure.detail.flags,
        )
        for figure in observations.published_figures_as_of(as_of=given.as_of)
        if figure.detail.scope == SCOPE and figure.metric == METRIC and figure.period_length == "DAY"
        and figure.country == NATION
    ]  # fmt: skip
    return sorted(read, key=lambda figure: (figure.day, figure.figure_id))


def _stated(figures: Sequence[DailyFigure]) -> Iterator[dict[str, Any]]:
    """Yield each figure, and its growth since every earlier one."""
    for place, figure in enumerate(figures):
        day = figure.tokens_per_day
        yield row(
            f"TOKENS_PER_DAY:{NATION}:{figure.figure_id}", "token", exactly(day), grade=figure.evidence_grade,
            definition=NAME, inputs=[figure.figure_id], scope=SCOPE, stated_day=figure.day.isoformat(),
            is_lower_bound=figure.is_lower_bound, note=NEVER,
        )  # fmt: skip
        for earlier in figures[:place]:
            change = growth(earlier.tokens_per_day, day)
            yield row(
                f"GROWTH:{NATION}:{earlier.figure_id}:{figure.figure_id}", "share", exactly(change),
                grade=max(figure.evidence_grade, earlier.evidence_grade), definition=NAME,
                inputs=[earlier.figure_id, figure.figure_id], scope=SCOPE,
            )  # fmt: skip


def _beside(week: DrawnWeek, figures: Sequence[DailyFigure]) -> Iterator[dict[str, Any]]:
    """Yield the week's account, its energy in a year of such weeks, and the observed tokens over it."""
    try:
        figure = in_force(figures, next_week(week.week))
    except NoAccount as fault:
        yield row(
            f"TOKENS_PER_WEEK:{NATION}", "token", None, grade=ENERGY_GRADE, definition=NAME, week=week.week,
            reason=str(fault),
        )  # fmt: skip
        return
    tokens = tokens_per_week(figure.tokens_per_day) * _relative(week)
    about: dict[str, Any] = {
        "scope": SCOPE,
        "stated_day": figure.day.isoformat(),
        "note": NEVER,
        "definition": NAME,
    }
    refs = [figure.figure_id, SPREAD]
    yield row(
        f"TOKENS_PER_WEEK:{NATION}", "token", spread(tokens), grade=figure.evidence_grade, inputs=refs,
        week=week.week, is_lower_bound=figure.is_lower_bound, **about,
    )  # fmt: skip
    observed = _at_home(week, "TOKENS")
    if observed is not None and observed.mean() > 0:
        beside = ratio(float(observed.mean()), float(tokens_per_week(figure.tokens_per_day)))
        yield row(
            f"OBSERVED_OVER_DOMESTIC:{NATION}", "ratio", spread(observed / tokens), grade=figure.evidence_grade,
            inputs=refs, week=week.week, at_stated_figure=beside, **about,
        )  # fmt: skip
        yield from _energy(week, tokens, observed, refs, about)


def _energy(
    week: DrawnWeek, tokens: Float64s, observed: Float64s, refs: list[str], about: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield the account's energy in a year of such weeks, at the week's mix of the nation's models served at home."""
    spent = _at_home(week, "ENERGY_KWH")
    if spent is None:
        return
    weekly = energy_kwh(tokens, spent / observed)
    check = ceiling_check(NATION, weekly, week.draws)
    yield row(
        f"ENERGY_PER_YEAR:{NATION}", "kWh", spread(weekly * weeks_per_year(week.draws)), grade=ENERGY_GRADE,
        inputs=[*refs, "datacentre_electricity_twh", "hours_per_year"], week=week.week, period="YEAR",
        ceiling_kwh=check.ceiling_kwh, share_of_draws_over=check.over_share, is_over=check.is_over, **about,
    )  # fmt: skip


def _at_home(week: DrawnWeek, measure: str) -> Float64s | None:
    """Return (K,) of the nation's labs if all were served at home; None where the week lacks it."""
    rows_ = week.measures("LAB").get(measure)
    if rows_ is None or NATION not in week.countries("LAB"):
        return None
    return np.asarray(rows_[week.countries("LAB").index(NATION)], np.float64)


def _relative(week: DrawnWeek) -> Float64s:
    """Return (K,) factors around 1: how far off a national figure may be."""
    return week.draws.draw(SPREAD) / week.draws.central(SPREAD)
