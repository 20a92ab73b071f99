"""The price gap between models of labs in China and the USA: matched pairs, the Fisher index, size and time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from apps.estimator.distributions import Draws
from apps.estimator.hedonic import COUNTRY, SIZE, TREND, PricePoint, hedonic
from apps.estimator.price_gap import Listed, NoFit, NoPair, fisher, geometric_ratio, matched_gap
from apps.estimator.units import HOURS_PER_DAY, Z95
from apps.estimator.value import ClassShares, blended_price, central_class_shares
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import exactly, row
from apps.flows.listprices import TIER, ListPrice, PriceLists

NAME = "gap"
DEFINITION = "price-gap"
CHEAP, DEAR = "CHN", "USA"
GRADE = "C"
SIDES = ("INPUT", "CACHED", "OUTPUT", "BLENDED")
NO_QUALITY = "no measure of quality is stored: pairs share date, side and tier, not quality"
COMMON_MIX = "one common mix of tokens; no model's own mix is published"
REFS = ("list_price_input", "list_price_output", "list_price_cache_read")
Tokens = Mapping[tuple[date, str], float]


def rows(given: Given) -> list[dict[str, Any]]:
    """Return per week the gap of every side, weighted by tokens and equally, the Fisher indices, and the regression."""
    lists = PriceLists(end=given.newest + timedelta(days=1), as_of=given.as_of)
    shares = central_class_shares(Draws(given.parameters, draws=1, seed=given.seed))
    prices = {week: [*lists.on(week)] for week in given.weeks}
    tokens = paid_tokens(given)
    found: list[dict[str, Any]] = []
    for place, week in enumerate(given.weeks):
        found += _matched(prices[week], tokens, week, shares)
        found.append(_between_labs(prices[week], tokens, week, shares))
        if place:
            before = given.weeks[place - 1]
            found += _over_time({day: prices[day] for day in (before, week)}, tokens, shares)
    return [*found, *_regression(given, prices, shares)]


def paid_tokens(given: Given) -> dict[tuple[date, str], float]:
    """Return the tokens of each week and subject that were sold; free variants stay outside price indices."""
    found: dict[tuple[date, str], float] = {}
    for part in given.inputs.blocks:
        for usage in part.inputs.usage:
            if usage.week in part.weeks and usage.tier != "FREE":
                name = (usage.week, usage.subject)
                found[name] = found.get(name, 0.0) + usage.tokens
    return found


def price_of(listed: ListPrice, side: str, shares: ClassShares) -> float | None:
    """Return USD per million tokens of one side, or of the common mix; None where it is not listed."""
    if side == "BLENDED":
        return blended_price(listed.host, shares)
    sides = {
        "INPUT": listed.host.price_input_usd_per_mtok,
        "CACHED": listed.host.price_cache_read_usd_per_mtok,
        "OUTPUT": listed.host.price_output_usd_per_mtok,
    }
    return sides[side] or None


def _listed(
    prices: Sequence[ListPrice], country: str, tokens: Tokens, week: date, shares: ClassShares
) -> list[Listed]:
    """Return the prices of one country's models by side, with their tokens of the week (0: not counted by name)."""
    found = []
    for listed in prices:
        for side in SIDES:
            price = price_of(listed, side, shares)
            if listed.country == country and price is not None:
                match = (week, side, TIER)
                weight = tokens.get((week, listed.model), 0.0)
                found.append(Listed(listed.model, listed.lab, price, weight, match))
    return found


def _matched(
    prices: Sequence[ListPrice], tokens: Tokens, week: date, shares: ClassShares
) -> Iterator[dict[str, Any]]:
    """Yield how many times the dear side's prices are the cheap side's, by side and weighting."""
    dear, cheap = (_listed(prices, country, tokens, week, shares) for country in (DEAR, CHEAP))
    for side in SIDES:
        sides = [[one for one in rows_ if one.match[1] == side] for rows_ in (dear, cheap)]
        equal = [[replace(one, tokens=1.0) for one in rows_] for rows_ in sides]
        for weighting, (above, below) in (("TOKEN_WEIGHTED", sides), ("EQUAL_WEIGHT", equal)):
            about = {
                "dear": DEAR,
                "cheap": CHEAP,
                "side": side,
                "weighting": weighting,
                "quality": NO_QUALITY,
            }
            note = COMMON_MIX if side == "BLENDED" else ""
            yield _gap_row(f"GAP:{side}:{weighting}", above, below, week, about | {"note": note})


def _gap_row(
    key: str, above: Sequence[Listed], below: Sequence[Listed], week: date, about: dict[str, Any]
) -> dict[str, Any]:
    """Return one gap, or why there is none."""
    try:
        gap = matched_gap(above, below)
    except NoPair as fault:
        return row(
            key, "ratio", None, grade=GRADE, definition=DEFINITION, week=week, inputs=REFS, reason=str(fault),
            **about,
        )  # fmt: skip
    return row(
        key, "ratio", exactly(gap.ratio), grade=GRADE, definition=DEFINITION, week=week, inputs=REFS,
        lowest_pair=gap.lowest, highest_pair=gap.highest, pairs=gap.pairs, models=gap.models, **about,
    )  # fmt: skip


def _between_labs(
    prices: Sequence[ListPrice], tokens: Tokens, week: date, shares: ClassShares
) -> dict[str, Any]:
    """Return the Fisher index of the dear side over the cheap one: the goods are the sides of a token."""
    weights = {
        "INPUT": float(shares.uncached),
        "CACHED": float(shares.cached),
        "OUTPUT": float(shares.output),
    }
    try:
        baskets = [_basket(prices, country, tokens, week, shares, weights) for country in (CHEAP, DEAR)]
        index = fisher(*baskets)
    except NoPair as fault:
        return row(
            f"FISHER:{DEAR}_OVER_{CHEAP}", "ratio", None, grade=GRADE, definition=DEFINITION, week=week,
            inputs=REFS, reason=str(fault),
        )  # fmt: skip
    return row(
        f"FISHER:{DEAR}_OVER_{CHEAP}", "ratio", exactly(index.fisher), grade=GRADE, definition=DEFINITION,
        week=week, inputs=[*REFS, "output_share", "cache_hit"], laspeyres=index.laspeyres,
        paasche=index.paasche, goods=index.matched, note=COMMON_MIX, quality=NO_QUALITY,
    )  # fmt: skip


def _basket(
    prices: Sequence[ListPrice], country: str, tokens: Tokens, week: date, shares: ClassShares,
    weights: Mapping[str, float],
) -> dict[Any, tuple[float, float]]:  # fmt: skip
    """Return per side the token-weighted geometric price of a country's models and its tokens."""
    found: dict[Any, tuple[float, float]] = {}
    listed = [one for one in _listed(prices, country, tokens, week, shares) if one.tokens > 0]
    for side, weight in weights.items():
        own = [one for one in listed if one.match[1] == side]
        if own:
            mean = geometric_ratio([one.price_usd_per_mtok for one in own], [one.tokens for one in own])
            found[side] = (mean, weight * sum(one.tokens for one in own))
    return found


def _over_time(
    prices: Mapping[date, Sequence[ListPrice]], tokens: Tokens, shares: ClassShares
) -> Iterator[dict[str, Any]]:
    """Yield the Fisher index of each country's matched models against the week before in the run."""
    before, week = sorted(prices)
    for country in (CHEAP, DEAR):
        panels: list[dict[Any, tuple[float, float]]] = [
            {
                one.model: (one.price_usd_per_mtok, one.tokens)
                for one in _listed(prices[day], country, tokens, day, shares)
                if one.match[1] == "BLENDED" and one.tokens > 0
            }
            for day in (before, week)
        ]
        about: dict[str, Any] = {"since": before.isoformat(), "country": country, "note": COMMON_MIX}
        try:
            index = fisher(*panels)
            ends, reason = exactly(index.fisher), ""
            about |= {"laspeyres": index.laspeyres, "paasche": index.paasche, "models": index.matched}
        except NoPair as fault:
            ends, reason = None, str(fault)
        yield row(
            f"FISHER_OVER_TIME:{country}", "ratio", ends, grade=GRADE, definition=DEFINITION, week=week,
            inputs=REFS, reason=reason, **about,
        )  # fmt: skip


def _regression(
    given: Given, prices: Mapping[date, Sequence[ListPrice]], shares: ClassShares
) -> Iterator[dict[str, Any]]:
    """Yield the coefficients of the regression over all weeks of the run, each with its clustered range."""
    points = [
        PricePoint(one.model, one.lab, one.country, one.active_b, week, price)
        for week, listed in prices.items()
        for one in listed
        if one.country in (CHEAP, DEAR) and one.active_b and (price := price_of(one, "BLENDED", shares))
    ]
    days_per_year = given.parameters.get("hours_per_year").central / HOURS_PER_DAY
    about: dict[str, Any] = {
        "grade": "D", "definition": DEFINITION, "inputs": [*REFS, "params_active_b"], "quality": NO_QUALITY,
        "note": "ln USD per Mtok = level of the week + size + country + country x years; labs are clusters",
    }  # fmt: skip
    try:
        fit = hedonic(points, country=CHEAP, days_per_year=days_per_year)
    except NoFit as fault:
        yield row(f"HEDONIC:{COUNTRY}:{CHEAP}", "log_ratio", None, reason=str(fault), **about)
        return
    for name in (SIZE, COUNTRY, TREND):
        if name in fit.coefficients:
            value, error = fit.coefficients[name], fit.errors[name]
            label = name if name == SIZE else f"{name}:{CHEAP}"
            yield row(
                f"HEDONIC:{label}", "log_ratio", (value - Z95 * error, value, value + Z95 * error),
                standard_error=error, r_squared=fit.r_squared, observations=fit.observations,
                clusters=fit.clusters, **about,
            )  # fmt: skip
