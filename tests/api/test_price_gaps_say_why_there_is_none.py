"""Two models' prices against each other: by route, by mix, and with a reason where there is no ratio."""

from typing import Any

import pytest
from django.test import Client

from tests import build
from tests.api.world import MODEL, at, price, recorded

pytestmark = pytest.mark.django_db
PACKAGE, OTHER = "package.genai_prices", "gpt-5-4-20260305"
THEIRS = {"model": OTHER, "subject": "openai/gpt-5.4", "provider": "openai"}
HOSTED = {"subject": "deepseek/deepseek-v3.2", "qualifier": "azure/x", "provider": "azure"}
URL = f"/api/v1/price-gap.json?a={MODEL}&b={OTHER}&from=2026-01-01&to=2026-09-01"


@pytest.fixture
def listed(db: None) -> None:
    """List a at 0.40, from June at 0.50, b at 10; another host has a at 0.80; inputs are a tenth."""
    build.countries()
    build.sources()
    ours = [price("0.40"), price("0.50", "2026-06-01"), price("0.04", side="input")]
    theirs = [price("10", **THEIRS), price("1", side="input", **THEIRS)]
    # A long context is another price and a free tier is none.
    odd = [price("9", qualifier="over 128000 input tokens"), price("99", qualifier="batch=true")]
    recorded(PACKAGE, [*ours, *theirs, *odd], now=at("2026-03-10T00:00:00"))
    free = HOSTED | {"qualifier": "azure/y free"}
    recorded(
        "openrouter.endpoints", [price("0.80", **HOSTED), price("0", **free)], now=at("2026-03-11T00:00:00")
    )


def rows(client: Client, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(URL + query)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def test_a_row_stands_for_each_day_on_which_a_price_changed(client: Client, listed: None) -> None:
    # First party, output: 0.40 / 10 and from June 0.50 / 10.
    found = [
        (row["date"], row["a_price_usd_per_mtok"], row["b_price_usd_per_mtok"], row["ratio"])
        for row in rows(client)
    ]
    assert found == [("2026-01-01", "0.4", "10", 0.04), ("2026-06-01", "0.5", "10", 0.05)]


@pytest.mark.parametrize(
    ("route", "price_a", "ratio", "low", "high", "providers"),
    [
        ("FIRST_PARTY", "0.4", 0.04, 0.04, 0.04, 1),
        ("CHEAPEST", "0.4", 0.04, 0.04, 0.08, 2),
        ("MEDIAN", "0.6", 0.06, 0.04, 0.08, 2),
    ],
)
def test_a_route_says_which_price_and_how_far_others_are(
    client: Client,
    listed: None,
    route: str,
    price_a: str,
    ratio: float,
    low: float,
    high: float,
    providers: int,
) -> None:
    row = rows(client, f"&route={route}")[0]
    assert (row["a_price_usd_per_mtok"], row["a_providers"]) == (price_a, providers)
    assert [row[name] for name in ("ratio_low", "ratio", "ratio_high")] == pytest.approx([low, ratio, high])


def test_a_mix_blends_input_and_output(client: Client, listed: None) -> None:
    # (3 x 0.04 + 0.40) / 4 = 0.13 and (3 x 1 + 10) / 4 = 3.25.
    row = rows(client, "&mix=3:1")[0]
    assert (row["a_price_usd_per_mtok"], row["b_price_usd_per_mtok"]) == ("0.13", "3.25")
    assert row["ratio"] == pytest.approx(0.04)


def test_no_ratio_without_two_prices_above_zero(client: Client, listed: None) -> None:
    recorded(PACKAGE, [price("0", "2026-07-01", **THEIRS)], now=at("2026-03-12T00:00:00"))
    last = rows(client)[-1]
    assert (last["ratio"], last["reason"]) == (
        None,
        f"the price of {OTHER} is zero on this day, which is no price",
    )
    swapped = client.get(URL.replace(f"b={OTHER}", "b=deepseek-v4-pro-20260423")).json()["data"][0]
    assert swapped["ratio"] is None
    assert "no standard price of its own lab" in swapped["reason"]


def test_what_was_not_known_then_is_not_compared(client: Client, listed: None) -> None:
    assert rows(client, "&as_of=2026-03-10&route=CHEAPEST")[0]["a_providers"] == 1
    assert rows(client, "&as_of=2026-03-09")[0]["a_price_usd_per_mtok"] is None


@pytest.mark.parametrize(
    "query", ["a=x", "b=x", f"a={MODEL}&b=nothing", f"a={MODEL}&b={OTHER}&mix=1", f"a={MODEL}&b={OTHER}&mix=0:0",
              f"a={MODEL}&b={OTHER}&mix=1:1&side=INPUT", f"a={MODEL}&b={OTHER}&route=ANY", f"a={MODEL}&b={OTHER},x",
              f"a={MODEL}&b=%00", f"a={MODEL}&b={OTHER}&mix=99999:1", f"a={MODEL}&b={OTHER}&to=2026"],
)  # fmt: skip
def test_price_gap_refuses_what_it_cannot_read(client: Client, listed: None, query: str) -> None:
    assert client.get(f"/api/v1/price-gap.json?{query}").status_code == 400
