"""Two models' list prices set against each other, day by day as they change, by one route through their hosts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from apps.flows.units import PRICES_AT_MOST, WEEKS_BY_DEFAULT
from apps.observations import queries as observations
from apps.observations.price_words import SIDES, STANDARD, price_words
from apps.reference import queries as reference

ROUTES = FIRST_PARTY, CHEAPEST, MEDIAN = "FIRST_PARTY", "CHEAPEST", "MEDIAN"
MIXED = ("INPUT", "OUTPUT")
STEP = Decimal("1e-12")
WEEK = timedelta(weeks=1)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """One provider's standard price of a model in one list: per side its steps, oldest first."""

    source: str
    provider: str
    is_own: bool
    steps: Mapping[str, list[tuple[date, Decimal]]] = field(default_factory=lambda: defaultdict(list))

    def price(self, day: date, shares: Mapping[str, Decimal]) -> Decimal | None:
        """Return USD per million tokens on a day, of the sides in these shares; None where one is not listed."""
        total = Decimal(0)
        for side, share in shares.items():
            begun = [value for start, value in self.steps.get(side, ()) if start <= day]
            if not begun:
                return None
            total += begun[-1] * share
        return total.quantize(STEP)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a route finds on a day: the price, the lowest and highest it looked at, and whose it is."""

    price: Decimal | None
    low: Decimal
    high: Decimal
    source: str
    offers: int


def pair_rows(
    *, a: str, b: str, shares: Mapping[str, Decimal], route: str, start: date | None, end: date | None, as_of: datetime
) -> list[dict[str, Any]]:  # fmt: skip
    """Return one row per day on which a price changed (and the first), oldest first; shares of sides add to 1."""
    until = end or as_of.date() + ONE_DAY
    since = start or until - WEEKS_BY_DEFAULT * WEEK
    offers = _offers((a, b), as_of)
    days = {
        since,
        *(
            day
            for name in (a, b)
            for offer in offers[name]
            for side in shares
            for day, _ in offer.steps[side]
        ),
    }
    return [
        _row(day, offers[a], offers[b], shares, route, (a, b)) for day in sorted(days) if since <= day < until
    ]


def _offers(models: Collection[str], as_of: datetime) -> dict[str, list[Offer]]:
    """Return the standard offers of these models, as known at a moment."""
    labs, own = reference.lab_of_model(), reference.own_hosts()
    found: dict[str, dict[tuple[str, ...], Offer]] = {name: {} for name in models}
    listed = observations.list_prices(
        metrics=list(SIDES.values()), models=models, providers=(), period_from=None, period_to=None, as_of=as_of,
        after=None, limit=PRICES_AT_MOST,
    )  # fmt: skip
    sides = {metric: side for side, metric in SIDES.items()}
    for row in listed:
        words = price_words(row["source"], row["qualifier"])
        if words["tier"] != STANDARD or row["provider"] is None:
            continue
        name = (row["source"], row["subject"], row["provider"], words["tag"])
        is_own = (labs.get(row["model"], ""), row["provider"]) in own
        offer = found[row["model"]].setdefault(name, Offer(row["source"], row["provider"], is_own))
        offer.steps[sides[row["metric"]]].append((row["period_start"], row["value"]))
    for offers in found.values():
        for offer in offers.values():
            for steps in offer.steps.values():
                steps.sort()
    return {name: list(offers.values()) for name, offers in found.items()}


def _choose(offers: Iterable[Offer], day: date, shares: Mapping[str, Decimal], route: str) -> Chosen:
    """Return what a route finds on a day: of each provider its cheapest offer counts."""
    cheapest: dict[str, tuple[Decimal, Offer]] = {}
    for offer in offers:
        price = offer.price(day, shares)
        if price is None or (route == FIRST_PARTY and not offer.is_own):
            continue
        if offer.provider not in cheapest or price < cheapest[offer.provider][0]:
            cheapest[offer.provider] = (price, offer)
    if not cheapest:
        return Chosen(None, Decimal(0), Decimal(0), "", 0)
    prices = sorted(price for price, _ in cheapest.values())
    best = min(cheapest.values(), key=lambda one: (one[0], one[1].provider))[1]
    source = "|".join(sorted({offer.source for _, offer in cheapest.values()}))
    if route == CHEAPEST:
        return Chosen(prices[0], prices[0], prices[-1], f"{best.source}:{best.provider}", len(prices))
    return Chosen(median(prices), prices[0], prices[-1], source, len(prices))


def _row(
    day: date, a: Iterable[Offer], b: Iterable[Offer], shares: Mapping[str, Decimal], route: str, names: tuple[str, str]
) -> dict[str, Any]:  # fmt: skip
    """Return both prices of a day and their ratio, or why there is none."""
    left, right = _choose(a, day, shares, route), _choose(b, day, shares, route)
    reason = _reason(left, right, route, names)
    told = {
        "date": day, "a": names[0], "b": names[1], "a_price_usd_per_mtok": left.price,
        "b_price_usd_per_mtok": right.price, "a_source": left.source, "b_source": right.source,
        "a_providers": left.offers, "b_providers": right.offers, "reason": reason,
        "ratio_low": None, "ratio": None, "ratio_high": None,
    }  # fmt: skip
    if reason or left.price is None or right.price is None:
        return told
    lowest, highest = left.low / right.high, left.high / right.low if right.low else None
    return told | {
        "ratio_low": float(lowest), "ratio": float(left.price / right.price),
        "ratio_high": None if highest is None else float(highest),
    }  # fmt: skip


def _reason(left: Chosen, right: Chosen, route: str, names: tuple[str, str]) -> str:
    """Return why two prices have no ratio, or nothing."""
    for name, chosen in zip(names, (left, right), strict=True):
        if chosen.price is None:
            return f"{name} has no standard price{' of its own lab' * (route == FIRST_PARTY)} on this day"
        if not chosen.price:
            return f"the price of {name} is zero on this day, which is no price"
    return ""
