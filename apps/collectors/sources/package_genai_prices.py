"""List prices by provider and model, as the installed genai-prices package lists them.

Already USD per million tokens. A price without a start is stored from START_UNKNOWN; a start in the future is
stored and becomes the price of that day only. Prices under a condition are series of their own.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from typing import Any

from apps.collectors.contract import (
    START_UNKNOWN,
    Bodies,
    Expect,
    ImplausibleReading,
    Observed,
    Page,
    Reading,
    SchemaDrift,
    Spec,
    State,
)  # fmt: skip
from apps.collectors.literals import Record, assigned_list

METRICS = {
    "input_mtok": ("list_price_input", "usd_per_mtok", 1),
    "output_mtok": ("list_price_output", "usd_per_mtok", 1),
    "cache_read_mtok": ("list_price_cache_read", "usd_per_mtok", 1),
    "cache_write_mtok": ("list_price_cache_write", "usd_per_mtok", 1),
    "requests_kcount": ("list_price_request", "usd", 1000),
}
# OpenRouter's own list is a source of its own.
SKIPPED_PROVIDERS = {"openrouter"}
UNREAD = frozenset(
    {"extractors", "match", "model_match", "provider_match", "description", "fallback_model_providers"}
)
STEP = Decimal("1e-12")
LARGEST_USD_PER_MTOK = 10_000
# So many prices that start on one day are a day of import, not of new prices.
IMPORT_DAY_PRICES = 50

SPEC = Spec(
    key="package.genai_prices",
    title="genai-prices: list prices by provider and model",
    publisher="Pydantic",
    url="https://github.com/pydantic/genai-prices",
    licence="MIT",
    citation="genai-prices (Pydantic, MIT), as of {as_of}.",
    upstream="PACKAGE",
    kind="REPORTED",
    parser_version=1,
    min_rows=1000,
    max_rows=60_000,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the one data file."""
    return [page_for("genai_prices/data.py")]


def page_for(path: str) -> Page:
    """Return the page of a path."""
    return Page(key="prices", path=path, expect=Expect(content="Python"))


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else."""
    return []


def parse(bodies: Bodies) -> Reading:
    """Return every list price with its start and condition; raise SchemaDrift or ImplausibleReading."""
    reading = Reading(is_whole=True)
    for body in bodies.of("prices"):
        for provider in assigned_list(body, "providers", skip=UNREAD):
            _read_provider(reading, body.page, provider)
    unread = {name.removeprefix("unread ") for name in reading.counts if name.startswith("unread ")}
    if unread:
        reading.note(f"prices per other units are not read: {', '.join(sorted(unread))}")
    starts = Counter(row.period_start for row in reading.observations if row.period_start != START_UNKNOWN)
    for day, count in sorted(starts.items()):
        if count >= IMPORT_DAY_PRICES:
            reading.note(
                f"{count} prices start on {day}: probably the day they were imported, not their start"
            )
    return reading


def _read_provider(reading: Reading, page: Page, provider: Record) -> None:
    """Add the prices of one provider."""
    name = provider.get("id")
    if provider.name != "Provider" or not isinstance(name, str):
        raise SchemaDrift(page, field="providers", found=provider.name, remedy="expected Provider(id=...)")
    if name in SKIPPED_PROVIDERS:
        reading.note(f"provider {name} is a source of its own and not read here")
        return
    models = provider.get("models") or []
    if any("CNY" in str(text.get("price_comments")) for text in (provider, *models)):
        reading.note(f"provider {name}: prices in CNY were converted to USD at the rate its comment names")
    for model in models:
        _note_dropped(reading, f"{name}/{model.get('id')}", model.get("prices"))
        for qualifier, start, price in _priced(page, name, model):
            _read_price(reading, page, f"{name}/{model.get('id')}", qualifier, start, price)


def _note_dropped(reading: Reading, subject: str, prices: Any) -> None:
    """Note a price that a later start no longer names: the older one stays the last that was stated."""
    dated = (
        [item.get("prices") for item in prices if _kind(item) != "TimeOfDateConstraint"]
        if isinstance(prices, list)
        else []
    )
    for earlier, later in pairwise(dated):
        dropped = sorted(set(earlier.cells) & set(METRICS) - set(later.cells))
        if dropped:
            reading.note(f"{subject}: a later price names no {', '.join(dropped)}; the earlier one stays")


def _priced(page: Page, provider: str, model: Record) -> Iterator[tuple[str, date, Record]]:
    """Yield (condition, start, prices) of a model; the list is in order of precedence."""
    prices = model.get("prices")
    listed = prices if isinstance(prices, list) else [Record("ConditionalPrice", {"prices": prices})]
    dated = [item for item in listed if _kind(item) != "TimeOfDateConstraint"]
    starts = [_condition(page, item)[1] for item in dated]
    if any(later <= earlier for earlier, later in pairwise(starts)):
        found = f"{provider}/{model.get('id')}: {', '.join(map(str, starts))}"
        raise SchemaDrift(
            page, field="start_date", found=found, remedy="expected the starts of a price in order"
        )
    for item in listed:
        yield (*_condition(page, item), item.get("prices"))
    for variant in model.get("price_variants") or []:
        words = ",".join(f"{key}={value}" for key, value in sorted(variant.get("when").items()))
        yield words, _condition(page, variant)[1], variant.get("prices")


def _kind(item: Record) -> str:
    """Return which kind of condition a price has, empty without one."""
    constraint = item.get("constraint")
    return constraint.name if constraint else ""


def _condition(page: Page, item: Record) -> tuple[str, date]:
    """Return the qualifier and the start of a price."""
    constraint, kind = item.get("constraint"), _kind(item)
    if kind == "":
        return "", START_UNKNOWN
    if kind == "StartDateConstraint" and isinstance(constraint.get("start_date"), date):
        return "", constraint.get("start_date")
    if kind == "TimeOfDateConstraint":
        ends = (constraint.get("start_time"), constraint.get("end_time"))
        if all(isinstance(end, time) for end in ends):
            return "time " + "-".join(f"{end:%H:%M}" for end in ends) + " UTC", START_UNKNOWN
    raise SchemaDrift(
        page, field="constraint", found=kind, remedy="a new kind of condition: adapt the parser"
    )


def _read_price(
    reading: Reading, page: Page, subject: str, qualifier: str, start: date, price: Record | None
) -> None:
    """Add the numbers of one price; tiers are series of their own."""
    if price is None or price.name != "ModelPrice":
        raise SchemaDrift(page, field=f"prices of {subject}", found=price, remedy="expected ModelPrice(...)")
    for name, value in price.cells.items():
        if name not in METRICS:
            reading.counts[f"unread {name}"] = reading.counts.get(f"unread {name}", 0) + 1
            continue
        for condition, number in _tiers(page, subject, value):
            words = " ".join(filter(None, (qualifier, condition)))
            reading.observations.append(_observed(page, subject, words, start, name, number))


def _tiers(page: Page, subject: str, value: Any) -> Iterator[tuple[str, Decimal]]:
    """Yield (condition, price): the base price, and one for each tier of input length."""
    if isinstance(value, Decimal):
        yield "", value
    elif isinstance(value, Record) and value.name == "TieredPrices":
        yield "", value.get("base")
        for tier in value.get("tiers"):
            yield f"over {tier.get('start')} input tokens", tier.get("price")
    else:
        raise SchemaDrift(
            page, field=f"prices of {subject}", found=value, remedy="expected a Decimal or TieredPrices"
        )


def _observed(page: Page, subject: str, qualifier: str, start: date, name: str, value: Decimal) -> Observed:
    """Return one price; a negative or absurd one fails with its subject named."""
    metric, unit, divisor = METRICS[name]
    if not isinstance(value, Decimal) or not 0 <= value <= LARGEST_USD_PER_MTOK:
        remedy = f"expected 0 to {LARGEST_USD_PER_MTOK} USD: a slip of 10^6 is likely"
        raise ImplausibleReading(page, field=f"{name} of {subject}", found=value, remedy=remedy)
    return Observed(
        metric=metric, unit=unit, kind="REPORTED", period_length="OPEN", period_start=start,
        value=(value / divisor).quantize(STEP), subject=subject, qualifier=qualifier,
        model_slug=subject, provider_id=subject.partition("/")[0], page=page,
    )  # fmt: skip
