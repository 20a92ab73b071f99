"""What the price gap is made of: Shapley parts of electricity, hardware, architecture and the rest, draw by draw."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.concentration import spread
from apps.estimator.cost_gap import PARTS, CostSide, NoGap, gap_shares, log_gap_parts
from apps.estimator.distributions import Draws
from apps.estimator.energy import chip_factor, pue, subject_joules
from apps.estimator.inputs import PlaceFacts
from apps.estimator.units import usd_per_token
from apps.estimator.value import (
    ClassShares,
    compute_usd_per_joule,
    drawn_class_shares,
    electricity_price,
)
from apps.flows.analyses.gap import CHEAP, DEAR, REFS, paid_tokens
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.flows.listprices import ListPrice, PriceLists

NAME = "gap_parts"
DEFINITION = "decompositions"
GRADE = "D"
NOTE = "each lab's models as if computed at its home; the rest holds margin, quality, subsidy, training and error"
NO_SHARE = "the range of the gap holds no gap at all; a share of it says nothing"
INPUTS = (*REFS, "electricity_price_usd_per_kwh", "gpu_capex_h100", "gpu_watts_h100", "fleet_efficiency")


class NoSide(LookupError):
    """One side has no model with a list price and parameter counts."""


def rows(given: Given) -> list[dict[str, Any]]:
    """Return per week each part of ln(price in the USA / price in China), in log points and as a share of the gap."""
    lists = PriceLists(end=given.newest + timedelta(days=1), as_of=given.as_of)
    draws = Draws(given.parameters, draws=given.draws, seed=given.seed)
    places = {code: place for part in given.inputs.blocks for code, place in part.inputs.places.items()}
    tokens = paid_tokens(given)
    found = []
    for week in given.weeks:
        prices = [one for one in lists.on(week) if one.country in (CHEAP, DEAR)]
        found += _week(week, prices, tokens, places, draws)
    return found


def _week(
    week: date,
    prices: Sequence[ListPrice],
    tokens: Mapping[tuple[date, str], float],
    places: Mapping[str, PlaceFacts],
    draws: Draws,
) -> list[dict[str, Any]]:
    """Return the parts of one week, or why there are none. Models weigh by tokens where both sides are counted."""
    counted = {one.model: tokens.get((week, one.model), 0.0) for one in prices}
    by_tokens = all(
        any(counted[one.model] for one in prices if one.country == code) for code in (CHEAP, DEAR)
    )
    weights = counted if by_tokens else dict.fromkeys(counted, 1.0)
    about: dict[str, Any] = {
        "grade": GRADE, "definition": DEFINITION, "week": week, "inputs": INPUTS, "note": NOTE,
        "weighting": "TOKEN_WEIGHTED" if by_tokens else "EQUAL_WEIGHT",
    }  # fmt: skip
    try:
        dear, cheap = (_side(code, prices, weights, places, draws) for code in (DEAR, CHEAP))
        parts = log_gap_parts(dear, cheap)
        shares = gap_shares(parts)
    except (NoSide, NoGap) as fault:
        return [row("SHAPLEY:gap", "log_ratio", None, reason=str(fault), **about)]
    whole = np.sum(list(parts.values()), axis=0)
    ends = spread(whole)
    found = [row("SHAPLEY:gap", "log_ratio", ends, ratio=list(spread(np.exp(whole))), **about)]
    is_open = ends[0] <= 0 <= ends[2]
    for name in PARTS:
        found.append(row(f"SHAPLEY:{name}", "log_ratio", spread(parts[name]), **about))
        share = None if is_open else spread(shares[name])
        found.append(
            row(f"SHAPLEY_SHARE:{name}", "share", share, reason=NO_SHARE if is_open else "", **about)
        )
    return found


def _side(
    code: str,
    prices: Sequence[ListPrice],
    weights: Mapping[str, float],
    places: Mapping[str, PlaceFacts],
    draws: Draws,
) -> CostSide:
    """Return the geometric means of one side's models, computed at its country."""
    mix = drawn_class_shares(draws)
    chosen = []
    for one in prices:
        joules = subject_joules(one.subject, mix, draws) if one.country == code else None
        if joules is not None and weights[one.model] > 0:
            chosen.append((weights[one.model], _blended(one, mix), joules))
    if not chosen:
        raise NoSide(f"no model of labs in {code} has a list price, parameter counts and tokens in this week")
    weight = np.array([item[0] for item in chosen])
    price = np.exp(np.average(np.log(np.stack([item[1] for item in chosen])), axis=0, weights=weight))
    joules = np.exp(np.average(np.log(np.stack([item[2] for item in chosen])), axis=0, weights=weight))
    place = places.get(code) or PlaceFacts(code)
    gpu_watts = draws.draw("gpu_watts_h100")
    watts = gpu_watts * draws.draw("node_over_gpu") * draws.draw("idle_factor") * chip_factor(code, draws)
    return CostSide(
        electricity_usd_per_kwh=electricity_price(place, draws),
        pue=pue(place, draws),
        watts=watts,
        gpu_usd_per_second=compute_usd_per_joule(draws) * gpu_watts,
        gpu_seconds_per_token=joules / gpu_watts,
        price_usd_per_token=price,
    )


def _blended(one: ListPrice, mix: ClassShares) -> Float64s:
    """Return (K,) USD per token of the drawn common mix."""
    given, made = one.host.price_input_usd_per_mtok or 0.0, one.host.price_output_usd_per_mtok or 0.0
    cached = one.host.price_cache_read_usd_per_mtok
    kept = given * mix.cached_price_over_input if cached is None else np.full_like(mix.cached, cached)
    blend: Float64s = usd_per_token(mix.uncached * given + mix.cached * kept + mix.output * made)
    return blend
