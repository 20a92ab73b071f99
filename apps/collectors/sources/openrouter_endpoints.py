"""Who serves the most used models, at which list price and in which cloud region, as OpenRouter lists them.

One page per model of the newest ranking, slowly. A tag such as `azure/swedencentral` is evidence of a place;
`/fp8` or `/turbo` is none. Prices hold from the day they are first seen.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from apps.collectors.contract import (
    Bodies,
    Body,
    Expect,
    Hold,
    Observed,
    Page,
    Past,
    Reading,
    SchemaDrift,
    Spec,
    State,
)  # fmt: skip
from apps.collectors.price_gates import implausible_prices
from apps.collectors.reading import need, read_json
from apps.collectors.token_prices import FREE, Unpriceable, is_dynamic, prices, unread

MODELS = 50
PAUSE_S = 3.0
MOST_ENDPOINTS = 80
OTHER = "other"
SLUG = re.compile(r"[a-z0-9~][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*")
PATH = re.compile(r"/models/(?P<slug>[^/]+/[^/]+)/endpoints")
FIELDS = (
    "name", "provider_name", "tag", "model_id", "model_name", "quantization", "context_length", "max_completion_tokens",
    "max_prompt_tokens", "pricing", "status", "uptime_last_30m", "uptime_last_5m", "uptime_last_1d",
    "latency_last_30m", "throughput_last_30m", "supported_parameters", "supports_implicit_caching",
)  # fmt: skip
MEMBER, COUNT = "endpoint_listed", "endpoints_listed"

SPEC = Spec(
    key="openrouter.endpoints",
    title="OpenRouter: hosts of the most used models and their list prices",
    publisher="OpenRouter",
    url="https://openrouter.ai/docs/api-reference/list-endpoints-for-a-model",
    licence="None stated; facts only",
    citation="Prices as listed by OpenRouter (openrouter.ai), {as_of}.",
    upstream="OPENROUTER",
    kind="REPORTED",
    parser_version=1,
    due_offset_seconds=11_400,
    redistribution="FACTS",
    counted="models",
    max_rows=MODELS,
    is_standing=True,
    member_metrics=MappingProxyType({MEMBER: COUNT}),
    confirm_days=3,
    ranked_by="openrouter.rankings",
    run_seconds=300.0,
    most_missing_share=0.2,
)


def pages(state: State, since: date) -> list[Page]:
    """Return one page for each of the top models of the newest ranking; a variant is its model."""
    slugs = dict.fromkeys(slug.partition(":")[0] for slug in state.ranked if slug != OTHER)
    return [page_for(f"/models/{slug}/endpoints") for slug in slugs if SLUG.fullmatch(slug)][:MODELS]


def page_for(path: str) -> Page:
    """Return the page of a path; a model without a public host may have none."""
    return Page(key="endpoints", path=path, expect=Expect(content="JSON"), is_optional=True, pause_s=PAUSE_S)


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else."""
    return []


def parse(bodies: Bodies) -> Reading:
    """Return hosts, regions and list prices by model and tag; raise SchemaDrift for a page that is wrong."""
    reading = Reading(counts=dict.fromkeys(("models", "endpoints", "free", "dynamic", "refused"), 0))
    for body in bodies.of("endpoints"):
        _read_page(reading, body)
    return reading


def judge(reading: Reading, past: Past) -> list[Hold]:
    """Return the prices to put aside."""
    listed = reading.counts["models"]
    return implausible_prices(reading.observations, past, listed=listed, priced=_host)


def _host(row: Observed) -> str:
    """Return which price list a price is on: a model at a tag."""
    return f"{row.subject} at {row.qualifier.partition(' ')[0]}"


def _read_page(reading: Reading, body: Body) -> None:
    """Add the hosts of one model; an empty list is a model without a public host."""
    page, cells = body.page, read_json(body)
    reading.note_leftovers(cells, known=("data",), page=page)
    data = need(page, cells, "data", dict)
    listed = need(page, data, "endpoints", list, where="data.")
    asked = PATH.fullmatch(page.path)
    if asked is None:
        raise SchemaDrift(
            page, field="(path)", found=page.path, remedy="expected /models/<author>/<slug>/endpoints"
        )
    slug = asked["slug"]
    if len(listed) > MOST_ENDPOINTS:
        reading.note(f"page {page.path}: {len(listed)} endpoints, at most {MOST_ENDPOINTS} are usual")
    if not listed:
        reading.note(f"{slug} has no public host")
    tags: set[str] = set()
    for number, endpoint in enumerate(listed):
        _read_endpoint(reading, body, slug, f"data.endpoints[{number}].", endpoint, tags)
    reading.counts["models"] += 1
    reading.counts["endpoints"] += len(tags)
    reading.observations.append(_observed(body, COUNT, "count", Decimal(len(tags)), slug))


def _read_endpoint(
    reading: Reading, body: Body, slug: str, where: str, endpoint: Any, tags: set[str]
) -> None:
    """Add one host: that it serves the model, where its tag says so, and its prices."""
    page = body.page
    if not isinstance(endpoint, dict):
        raise SchemaDrift(page, field=where.rstrip("."), found=endpoint, remedy="expected an object")
    tag = need(page, endpoint, "tag", str, where=where)
    pricing = need(page, endpoint, "pricing", dict, where=where)
    for side in ("prompt", "completion"):
        need(page, pricing, side, str, where=f"{where}pricing.")
    reading.note_leftovers(endpoint, known=FIELDS, page=page)
    if tag in tags:
        reading.note(f"{slug}: {tag} is listed more than once; the first one is read")
        return
    tags.add(tag)
    reading.observations.append(_observed(body, MEMBER, "flag", Decimal(1), slug, tag))
    _read_prices(reading, body, slug, tag, endpoint, pricing)


def _read_prices(
    reading: Reading, body: Body, slug: str, tag: str, endpoint: Mapping[str, Any], pricing: Mapping[str, Any]
) -> None:
    """Add the prices of one host; a router's and a senseless price are none."""
    if is_dynamic(pricing):
        reading.counts["dynamic"] += 1
        return
    try:
        found = prices(pricing)
    except Unpriceable as fault:
        reading.counts["refused"] += 1
        reading.note(f"{slug} at {tag}: {fault}; its prices are left out")
        return
    if unread(pricing):
        reading.note(f"prices per other units are not read: {', '.join(sorted(unread(pricing)))}")
    is_free = str(endpoint.get("model_id", "")).endswith(f":{FREE}")
    reading.counts["free"] += is_free
    for price in found:
        words = " ".join(filter(None, (tag, FREE * is_free, price.condition)))
        reading.observations.append(
            _observed(body, price.metric, price.unit, price.value, slug, words, tag=tag)
        )


def _observed(
    body: Body, metric: str, unit: str, value: Decimal, slug: str, qualifier: str = "", *, tag: str = ""
) -> Observed:
    """Return one number of a model at a host from the day of its page on."""
    provider, _, region = (tag or qualifier).partition("/")
    return Observed(
        metric=metric, unit=unit, kind="REPORTED", period_length="OPEN", period_start=body.day, value=value,
        subject=slug, qualifier=qualifier, model_slug=slug, provider_key=provider, region=region, page=body.page,
    )  # fmt: skip
