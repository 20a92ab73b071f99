"""Prices as OpenRouter prints them: decimal strings in USD per token, read into exact USD per million tokens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

# Name on the page: (metric, unit, how many of them one stored price is for).
SIDES = {
    "prompt": ("list_price_input", "usd_per_mtok", 10**6),
    "completion": ("list_price_output", "usd_per_mtok", 10**6),
    "input_cache_read": ("list_price_cache_read", "usd_per_mtok", 10**6),
    "input_cache_write": ("list_price_cache_write", "usd_per_mtok", 10**6),
    "request": ("list_price_request", "usd", 1),
}
# Prices of other things than tokens and requests: known, not read.
OTHER_SIDES = frozenset(
    {"image", "audio", "web_search", "internal_reasoning", "input_audio_cache", "image_output", "audio_output",
     "image_token"}
)  # fmt: skip
DISCOUNT, OVERRIDES = "discount", "overrides"
CONDITIONS = frozenset({"min_prompt_tokens", "utc_start", "utc_end"})
# What a router prints whose price is that of the model it picks.
SENTINEL, FREE = Decimal(-1), "free"
STEP = Decimal("1e-12")


class Unpriceable(ValueError):
    """A price that means nothing; the message says which side and what was found."""


@dataclass(frozen=True, slots=True)
class Price:
    """One price: metric, unit, under which condition (empty: the standard one), and what it is."""

    metric: str
    unit: str
    condition: str
    value: Decimal


def is_dynamic(pricing: Mapping[str, Any]) -> bool:
    """Tell whether a side is -1: the price of a router, which is none."""
    return any(pricing.get(side) in ("-1", -1) or _is_sentinel(pricing.get(side)) for side in SIDES)


def prices(pricing: Mapping[str, Any]) -> list[Price]:
    """Return every price with its discount taken off, the standard ones first; raise Unpriceable.

    A discount on the top level holds for a conditional price too, unless that names its own.
    """
    discount = pricing.get(DISCOUNT)
    found = list(_sides(pricing, discount, ""))
    overrides = pricing.get(OVERRIDES) or []
    if not isinstance(overrides, list) or not all(isinstance(one, dict) for one in overrides):
        raise Unpriceable(f"{OVERRIDES}: expected a list of objects, found {overrides!r:.60}")
    for one in overrides:
        found += _sides(one, one.get(DISCOUNT, discount), _condition(one))
    return found


def unread(pricing: Mapping[str, Any]) -> set[str]:
    """Return the names that nobody told us of."""
    return set(pricing) - set(SIDES) - OTHER_SIDES - {DISCOUNT, OVERRIDES}


def _sides(cells: Mapping[str, Any], discount: Any, condition: str) -> Iterator[Price]:
    """Yield the prices of one condition."""
    share = 1 - _discount(discount)
    for side, (metric, unit, per) in SIDES.items():
        if cells.get(side) is None:
            continue
        price = _number(side, cells[side])
        if price < 0:
            raise Unpriceable(f"{side}: {price} is negative")
        # A request without a price of its own is printed as 0.
        if side == "request" and price == 0:
            continue
        yield Price(
            metric, unit, condition, (price * share * per).quantize(STEP, ROUND_HALF_EVEN).normalize()
        )


def _number(side: str, text: Any) -> Decimal:
    """Return a decimal string exactly; a number that went through binary is refused."""
    if not isinstance(text, str):
        raise Unpriceable(f"{side}: expected a decimal string, found {text!r:.40}")
    try:
        price = Decimal(text)
    except InvalidOperation as fault:
        raise Unpriceable(f"{side}: {text!r:.40} is no decimal number") from fault
    if not price.is_finite() or abs(price) >= 10**6:
        raise Unpriceable(f"{side}: {text!r:.40} is no price")
    return price


def _discount(found: Any) -> Decimal:
    """Return a discount as a share of the price; none is 0."""
    if found is None:
        return Decimal(0)
    if isinstance(found, bool) or not isinstance(found, int | Decimal) or not 0 <= found < 1:
        raise Unpriceable(f"{DISCOUNT}: expected a number from 0 to below 1, found {found!r:.40}")
    return Decimal(found)


def _condition(cells: Mapping[str, Any]) -> str:
    """Return when a conditional price holds; a condition we do not know is told in its own words."""
    words = []
    if cells.get("min_prompt_tokens") is not None:
        words.append(f"over {cells['min_prompt_tokens']} input tokens")
    if "utc_start" in cells or "utc_end" in cells:
        words.append(f"time {cells.get('utc_start')}-{cells.get('utc_end')} UTC")
    others = set(cells) - set(SIDES) - OTHER_SIDES - CONDITIONS - {DISCOUNT}
    words += [f"{name}={cells[name]}" for name in sorted(others)]
    if not words:
        raise Unpriceable(f"{OVERRIDES}: a conditional price without a condition")
    return " ".join(words)


def _is_sentinel(text: Any) -> bool:
    """Tell whether a text is -1 in whatever digits."""
    try:
        return isinstance(text, str) and Decimal(text) == SENTINEL
    except InvalidOperation:
        return False
