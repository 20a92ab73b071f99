"""Prices, hosts and places of OpenRouter's lists, checked one by one; the pages are synthetic."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from apps.collectors import registry
from apps.collectors.contract import Bodies, Body, State
from apps.collectors.token_prices import Unpriceable, prices

PAGES = Path(__file__).resolve().parent.parent / "pages"
DAY = date(2026, 11, 22)


def reading(key, path, file="2026-11-22.json"):
    module = registry.source(key)
    return module.parse(Bodies([Body(module.page_for(path), (PAGES / key / file).read_bytes(), DAY)]))


def test_prices_are_exact_usd_per_million_tokens_with_discounts_and_conditions():
    rows = reading("openrouter.models", "/models").observations
    found = {
        (row.subject, row.metric.removeprefix("list_price_"), row.qualifier): row.value
        for row in rows
        if row.metric.startswith("list_price_")
    }
    assert found == {
        # 0.0000005 USD per token; a twelfth of a millionth is rounded to twelve places.
        ("labs/plain", "input", ""): Decimal("0.5"),
        ("labs/plain", "output", ""): Decimal("1.5"),
        ("labs/plain", "cache_read", ""): Decimal("0.083333333333"),
        ("labs/plain:free", "input", "free"): Decimal(0),
        ("labs/plain:free", "output", "free"): Decimal(0),
        # 1 and 2 USD, a quarter off.
        ("labs/cheaper-1", "input", ""): Decimal("0.75"),
        ("labs/cheaper-1", "output", ""): Decimal("1.5"),
        ("labs/cheaper-2", "input", ""): Decimal(1),
        ("labs/cheaper-2", "output", ""): Decimal(2),
        ("labs/long", "input", ""): Decimal(2),
        ("labs/long", "output", ""): Decimal(4),
        ("labs/long", "input", "over 200000 input tokens"): Decimal(4),
        ("labs/long", "input", "time 00:30-16:30 UTC"): Decimal(1),
        ("labs/gift", "input", ""): Decimal(0),
        ("labs/gift", "output", ""): Decimal(0),
    }
    assert {row.period_start for row in rows} == {DAY}
    assert {row.model_slug for row in rows if row.subject == "labs/plain:free"} == {"labs/plain-20260901"}


def test_routers_aliases_free_tiers_and_senseless_prices_are_told_apart():
    found = reading("openrouter.models", "/models")
    assert found.counts == {
        "models": 9, "aliases": 1, "dynamic": 1, "free": 1, "zero_unexplained": 1, "refused": 1,
    }  # fmt: skip
    aliases = [(row.subject, row.qualifier) for row in found.observations if row.metric == "alias_points_at"]
    # Of the models with the alias's words and prices the newest: cheaper-1 has the same prices and is older.
    assert aliases == [("~labs/cheaper-latest", "labs/cheaper-2")]
    assert "labs/wrong: prompt: -0.5 is negative; its prices are left out" in found.notices
    weights = [row.subject for row in found.observations if row.metric == "has_open_weights"]
    assert weights == ["labs/plain"]


@pytest.mark.parametrize(
    "pricing",
    [
        {"prompt": "NaN", "completion": "0"},
        {"prompt": "1e999999", "completion": "0"},
        {"prompt": 0.1, "completion": "0"},
        {"prompt": "0.1", "completion": "0", "discount": 1},
        {"prompt": "0.1", "completion": "0", "discount": "0.5"},
        {"prompt": "0.1", "completion": "0", "overrides": [{"prompt": "0.2"}]},
        {"prompt": "0.1", "completion": "0", "overrides": {"prompt": "0.2"}},
        {"prompt": "0.1", "completion": "-0.0001"},
    ],
)
def test_a_price_that_means_nothing_is_refused(pricing):
    with pytest.raises(Unpriceable):
        prices(pricing)


def test_nothing_declared_and_nothing_in_the_list_are_different():
    found = reading("openrouter.providers", "/providers")
    rows = {(row.metric, row.subject, row.qualifier): row.value for row in found.observations}
    assert {name: value for name, value in rows.items() if name[0] == "datacentres_declared"} == {
        ("datacentres_declared", "filled", ""): 2, ("datacentres_declared", "empty", ""): 0,
    }  # fmt: skip
    assert {name[1:] for name in rows if name[0] == "datacentre_in"} == {("filled", "SGP"), ("filled", "NLD")}
    assert {name[1:] for name in rows if name[0] == "seat_in"} == {
        ("filled", "CHN"), ("empty", "SGP"), ("silent", "USA"),
    }  # fmt: skip
    assert found.counts == {"providers": 5, "null": 2, "empty": 2, "filled": 1, "skipped": 1}


def test_a_host_has_its_tag_its_region_and_its_price():
    rows = reading("openrouter.endpoints", "/models/labs/plain/endpoints").observations
    hosts = [(row.qualifier, row.provider_key, row.region) for row in rows if row.metric == "endpoint_listed"]
    assert hosts == [
        ("azure/swedencentral", "azure", "swedencentral"),
        ("together/fp8", "together", "fp8"),
        ("google-vertex/global", "google-vertex", "global"),
    ]
    outputs = {row.qualifier: row.value for row in rows if row.metric == "list_price_output"}
    # 1.2 USD, half off, at the second one.
    assert outputs == {
        "azure/swedencentral": Decimal("1.5"), "together/fp8": Decimal("0.6"), "google-vertex/global": Decimal(2),
    }  # fmt: skip


def test_the_fifty_top_models_are_asked_slowly_and_each_once():
    endpoints = registry.source("openrouter.endpoints")
    ranked = (
        "labs/a-1:free",
        "labs/a-1",
        "other",
        "../etc/passwd",
        "labs/../x",
        *(f"labs/m-{n}" for n in range(60)),
    )
    pages = endpoints.pages(State(DAY, ranked=ranked), DAY)
    assert [page.path for page in pages[:2]] == ["/models/labs/a-1/endpoints", "/models/labs/m-0/endpoints"]
    assert (len(pages), {page.pause_s for page in pages}) == (50, {3.0})
