"""List prices of every model as OpenRouter lists them, and which models are listed.

Decimal strings in USD per token become exact USD per million tokens. A price holds from the day it is first
seen. Routers (-1) and aliases (`~`) have no price; a free tier has its own condition and stays outside.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from apps.collectors.contract import (
    Bodies,
    Body,
    Expect,
    Hold,
    ImplausibleReading,
    Observed,
    Page,
    Past,
    Reading,
    SchemaDrift,
    Spec,
    State,
)  # fmt: skip
from apps.collectors.model_aliases import ALIAS, target_of
from apps.collectors.price_gates import implausible_prices, shrunken_list
from apps.collectors.reading import need, read_json
from apps.collectors.token_prices import FREE, Unpriceable, is_dynamic, prices, unread

PATH = "/models"
FIELDS = (
    "id", "canonical_slug", "name", "created", "description", "hugging_face_id", "context_length", "architecture",
    "pricing", "top_provider", "per_request_limits", "supported_parameters", "default_parameters",
    "supported_voices", "knowledge_cutoff", "expiration_date", "links",
)  # fmt: skip
LIST, MEMBER, COUNT = "list", "is_listed", "models_listed"
WEIGHTS, POINTS_AT = "has_open_weights", "alias_points_at"
FREE_TIER = ":free"
STANDARD_SIDES = ("list_price_input", "list_price_output")

SPEC = Spec(
    key="openrouter.models",
    title="OpenRouter: list prices of models",
    publisher="OpenRouter",
    url="https://openrouter.ai/docs/api-reference/list-available-models",
    licence="None stated; facts only",
    citation="Prices as listed by OpenRouter (openrouter.ai), {as_of}.",
    upstream="OPENROUTER",
    kind="REPORTED",
    parser_version=1,
    due_offset_seconds=10_800,
    redistribution="FACTS",
    min_rows=150,
    max_rows=1500,
    counted="models",
    is_standing=True,
    member_metrics=MappingProxyType({MEMBER: COUNT, POINTS_AT: POINTS_AT}),
    confirm_days=3,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the one list."""
    return [page_for(PATH)]


def page_for(path: str) -> Page:
    """Return the page of a path."""
    return Page(key="models", path=path, expect=Expect(content="JSON"))


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else."""
    return []


def parse(bodies: Bodies) -> Reading:
    """Return every list price and who is listed; raise SchemaDrift or ImplausibleReading for a wrong page."""
    reading = Reading(
        counts=dict.fromkeys(("models", "aliases", "dynamic", "free", "zero_unexplained", "refused"), 0)
    )
    for body in bodies.of("models"):
        cells = read_json(body)
        reading.note_leftovers(cells, known=("data",), page=body.page)
        listed = need(body.page, cells, "data", list)
        if not listed:
            raise SchemaDrift(
                body.page,
                field="data",
                found="no model",
                remedy="an empty list is not a market without models",
            )
        seen: set[str] = set()
        for number, model in enumerate(listed):
            _read_model(reading, body, f"data[{number}].", model, seen)
        _read_aliases(reading, body, listed)
        # Of several bodies of one address the last one is counted.
        reading.counts["models"] = len(seen)
        reading.observations.append(_observed(body, COUNT, "count", Decimal(len(seen)), subject=LIST))
    return reading


def judge(reading: Reading, past: Past) -> list[Hold]:
    """Return the prices to put aside, or everything where the list shrank."""
    counts = [row for row in reading.observations if row.metric == COUNT]
    members = {key[2] for key in past.rows if key[0] == MEMBER}
    gone = [(MEMBER, LIST, slug, count.period_start) for slug in members for count in counts]
    whole = shrunken_list(counts, past, [*(row.key for row in reading.observations), *gone])
    return whole or implausible_prices(reading.observations, past, listed=reading.counts["models"])


def _read_model(reading: Reading, body: Body, where: str, model: Any, seen: set[str]) -> None:
    """Add one model: that it is listed, whether its weights are linked, and its prices."""
    page = body.page
    if not isinstance(model, dict):
        raise SchemaDrift(page, field=where.rstrip("."), found=model, remedy="expected an object")
    slug, canonical = (need(page, model, name, str, where=where) for name in ("id", "canonical_slug"))
    pricing = need(page, model, "pricing", dict, where=where)
    for side in ("prompt", "completion"):
        need(page, pricing, side, str, where=f"{where}pricing.")
    if slug in seen:
        remedy = "each id comes once: the list is broken, the last good data stay"
        raise ImplausibleReading(page, field=f"{where}id", found=f"{slug} again", remedy=remedy)
    seen.add(slug)
    reading.note_leftovers(model, known=FIELDS, page=page)
    if slug.startswith(ALIAS):
        reading.counts["aliases"] += 1
        return
    reading.observations.append(
        _observed(body, MEMBER, "flag", Decimal(1), subject=LIST, qualifier=slug, model=canonical)
    )
    if model.get("hugging_face_id"):
        reading.observations.append(
            _observed(body, WEIGHTS, "flag", Decimal(1), subject=slug, model=canonical)
        )
    _read_prices(reading, body, slug, canonical, pricing)


def _read_prices(reading: Reading, body: Body, slug: str, canonical: str, pricing: Mapping[str, Any]) -> None:
    """Add the prices of a model; a router's and a senseless price are none."""
    if is_dynamic(pricing):
        reading.counts["dynamic"] += 1
        reading.note(f"{slug}: -1 is the price of whatever it routes to; no price is stored")
        return
    try:
        found = prices(pricing)
    except Unpriceable as fault:
        reading.counts["refused"] += 1
        reading.note(f"{slug}: {fault}; its prices are left out")
        return
    if unread(pricing):
        reading.note(f"prices per other units are not read: {', '.join(sorted(unread(pricing)))}")
    is_free = slug.endswith(FREE_TIER)
    standard = [price.value for price in found if price.metric in STANDARD_SIDES and not price.condition]
    reading.counts["free"] += is_free
    if not is_free and not any(standard):
        reading.counts["zero_unexplained"] += 1
        reading.note(
            f"{slug}: zero_unexplained: 0 without a free tier is no price and left out of every index"
        )
    for price in found:
        qualifier = " ".join(filter(None, (FREE * is_free, price.condition)))
        reading.observations.append(
            _observed(
                body,
                price.metric,
                price.unit,
                price.value,
                subject=slug,
                qualifier=qualifier,
                model=canonical,
            )
        )


def _read_aliases(reading: Reading, body: Body, listed: Sequence[Mapping[str, Any]]) -> None:
    """Record what every alias stands for; its price is that model's and not counted twice."""
    for alias in listed:
        if not alias["id"].startswith(ALIAS):
            continue
        target = target_of(alias, (model for model in listed if not model["id"].startswith(ALIAS)))
        if target is None:
            reading.note(f"alias {alias['id']}: no listed model of its family has its prices; target unknown")
            continue
        reading.observations.append(
            _observed(body, POINTS_AT, "flag", Decimal(1), subject=alias["id"], qualifier=target["id"],
                      model=target["canonical_slug"])
        )  # fmt: skip


def _observed(
    body: Body, metric: str, unit: str, value: Decimal, *, subject: str, qualifier: str = "", model: str = ""
) -> Observed:
    """Return one number from the day of its page on."""
    return Observed(
        metric=metric, unit=unit, kind="REPORTED", period_length="OPEN", period_start=body.day, value=value,
        subject=subject, qualifier=qualifier, model_slug=model, page=body.page,
    )  # fmt: skip
