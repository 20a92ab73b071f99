"""Prices, models, labs, providers and countries: what is listed, found and refused."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps.events import actions as events
from apps.observations.rows import ReadRow
from tests import build
from tests.api.world import MODEL, PROVIDER, at, price, recorded, settled

pytestmark = pytest.mark.django_db
PACKAGE, ENDPOINTS = "package.genai_prices", "openrouter.endpoints"
NOW = at("2026-03-10T00:00:00")


@pytest.fixture
def listed(db: None) -> None:
    """Store three prices of the package's list, two of a host's, and put one aside."""
    build.countries()
    build.sources()
    rows = [price("0.42"), price("0.45", "2027-01-01"), price("0.28", side="input")]
    recorded(PACKAGE, [*rows, price("0.90", qualifier="over 128000 input tokens")], now=NOW)
    host = {"subject": "deepseek/deepseek-v3.2", "provider": "azure"}
    recorded(
        ENDPOINTS,
        [price("0.5", qualifier="azure/swedencentral", **host), price("0", qualifier="azure free", **host)],
        now=NOW,
    )
    events.hold(
        subject_key="reading/price", source_key=PACKAGE, reason="420 times the price before",
        snapshot_id=build.snapshot(PACKAGE), rows=[price("420", "2026-03-01")], now=at("2026-03-11T00:00:00"),
    )  # fmt: skip
    settled()


def rows_of(client: Client, url: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{url}")
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def test_a_price_is_exact_and_says_its_side_tier_and_host(client: Client, listed: None) -> None:
    rows = rows_of(client, f"prices.json?model={MODEL}&side=OUTPUT")
    told = [
        (
            row["provider"],
            row["price_usd_per_mtok"],
            row["valid_from"],
            row["tier"],
            row["condition"],
            row["tag"],
        )
        for row in rows
    ]
    assert told == [
        ("deepseek", "0.42", "2026-01-01", "STANDARD", "", ""),
        ("deepseek", "0.45", "2027-01-01", "STANDARD", "", ""),
        ("deepseek", "0.9", "2026-01-01", "CONDITIONAL", "over 128000 input tokens", ""),
        ("azure", "0.5", "2026-01-01", "STANDARD", "", "azure/swedencentral"),
        ("azure", "0", "2026-01-01", "FREE", "", "azure"),
    ]
    assert [row["is_first_party"] for row in rows] == [True, True, True, False, False]
    assert {row["held"] for row in rows} == {False}
    assert rows[0]["source_url"] == f"https://example.org/{PACKAGE}"


def test_a_held_price_is_shown_only_when_asked_for(client: Client, listed: None) -> None:
    url = f"prices.json?model={MODEL}&side=OUTPUT&provider={PROVIDER}"
    assert "420" not in [row["price_usd_per_mtok"] for row in rows_of(client, url)]
    held = rows_of(client, f"{url}&held=include")[-1]
    assert (held["price_usd_per_mtok"], held["held"], held["hold_reason"], held["series"]) == (
        "420", True, "420 times the price before", None,
    )  # fmt: skip
    assert rows_of(client, f"{url}&held=include&as_of=2026-03-10")[-1]["held"] is False


@pytest.mark.parametrize(
    ("query", "prices"),
    [
        ("side=INPUT", ["0.28"]),
        ("provider=azure", ["0.5", "0"]),
        ("from=2026-06-01", ["0.45"]),
        ("to=2026-06-01&side=INPUT,OUTPUT&provider=deepseek", ["0.42", "0.28", "0.9"]),
        ("as_of=2026-03-09", []),
        ("model=no-such-model", []),
    ],
)
def test_prices_are_found_by_side_provider_and_day(
    client: Client, listed: None, query: str, prices: list[str]
) -> None:
    rows = rows_of(client, f"prices.json?{query}")
    assert sorted(row["price_usd_per_mtok"] for row in rows) == sorted(prices)


def test_a_changed_price_is_a_later_vintage(client: Client, listed: None) -> None:
    recorded(PACKAGE, [price("0.40")], now=at("2026-03-12T00:00:00"))
    url = f"prices.json?side=OUTPUT&provider={PROVIDER}&to=2026-06-01&limit=1"
    assert rows_of(client, url)[0]["price_usd_per_mtok"] == "0.4"
    assert rows_of(client, f"{url}&as_of=2026-03-11")[0]["price_usd_per_mtok"] == "0.42"


def test_a_walk_over_prices_ends_with_the_held_ones(client: Client, listed: None) -> None:
    whole = rows_of(client, "prices.json?held=include&limit=5000")
    page = client.get("/api/v1/prices.json?held=include&limit=3").json()
    found, following = page["data"], page["meta"]["next"]
    while following:
        page = client.get(following).json()
        found, following = found + page["data"], page["meta"]["next"]
    assert found == whole
    assert (len(found), found[-1]["held"]) == (7, True)


def test_prices_in_a_file_are_the_same_rows(client: Client, listed: None) -> None:
    rows = rows_of(client, "prices.json?held=include")
    text = client.get("/api/v1/prices.csv?held=include").content.decode()
    assert [Decimal(row["price_usd_per_mtok"]) for row in csv.DictReader(io.StringIO(text))] == [
        Decimal(row["price_usd_per_mtok"]) for row in rows
    ]


def test_models_are_found_by_country_weights_and_any_name(client: Client, listed: None) -> None:
    rows = rows_of(client, "models.json?q=deepseek-v3.2&limit=1000")
    assert MODEL in [row["id"] for row in rows]
    one = next(row for row in rows if row["id"] == MODEL)
    assert (one["lab"], one["country"], one["open_weights"], one["params_total_b"]) == (
        "deepseek",
        "CHN",
        True,
        671.0,
    )
    assert "deepseek/deepseek-v3.2" in one["aliases"]
    shut = rows_of(client, "models.json?open_weights=false&limit=1000")
    assert {row["open_weights"] for row in shut} == {False}
    assert {row["country"] for row in rows_of(client, "models.json?country=USA&limit=1000")} == {"USA"}


def test_one_model_links_to_its_prices(client: Client, listed: None) -> None:
    model = client.get(f"/api/v1/models/{MODEL}.json").json()["data"]
    assert model["links"]["prices"] == f"/api/v1/prices?model={MODEL}"
    assert client.get(model["links"]["prices"]).json()["data"] != []
    lab = client.get(f"/api/v1/labs/{model['lab']}").json()["data"]
    assert (lab["country"], lab["aliases"]) == ("CHN", ["deepseek"])


@pytest.mark.parametrize("url", ["models/no-such", "labs/no-such", "providers/no-such", "models/Not-An-Id"])
def test_an_unknown_item_is_not_found(client: Client, listed: None, url: str) -> None:
    answer = client.get(f"/api/v1/{url}.json")
    assert (answer.status_code, answer.json()["type"]) == (404, "/api/v1/problems/not-found")


@pytest.mark.parametrize(
    "url",
    ["models.json?country=ZZZ", "labs.json?open_weights=true", "providers.json?country=chn", "prices.json?side=input",
     "prices.json?held=true", "prices.json?from=2026-02-30", "models.json?open_weights=yes", "countries.json?q="],
)  # fmt: skip
def test_lists_refuse_what_cannot_be_read(client: Client, listed: None, url: str) -> None:
    assert client.get(f"/api/v1/{url}").status_code == 400


def _stated(metric: str, value: int, country: str = "", unit: str = "flag") -> ReadRow:
    return ReadRow(
        metric=metric, unit=unit, kind="REPORTED", period_length="OPEN", period_start=date(2020, 1, 1),
        value=Decimal(value), subject="deepseek", qualifier=country, provider="deepseek", country=country or None,
    )  # fmt: skip


def test_declared_empty_differs_from_nothing_declared(client: Client, listed: None) -> None:
    providers = {row["id"]: row for row in rows_of(client, "providers.json?limit=1000")}
    assert (providers["ai21"]["datacenters"], providers["ai21"]["is_declared"]) == (None, False)
    assert (providers["aion-labs"]["datacenters"], providers["aion-labs"]["is_declared"]) == ([], True)
    assert providers["alibaba"]["datacenters"] == ["CHN", "SGP"]
    text = client.get("/api/v1/providers.csv?limit=1000").content.decode()
    cells = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (cells["ai21"]["datacenters"], cells["ai21"]["is_declared"]) == ("", "false")
    assert (cells["aion-labs"]["datacenters"], cells["aion-labs"]["is_declared"]) == ("", "true")
    assert cells["alibaba"]["datacenters"] == "CHN|SGP"


def test_what_a_provider_declares_has_vintages(client: Client, listed: None) -> None:
    source = "openrouter.providers"
    recorded(source, [_stated("provider_listed", 1)], now=at("2026-03-12T00:00:00"))
    later = [_stated("datacentre_in", 1, "CHN"), _stated("datacentres_declared", 1, unit="count")]
    recorded(source, later, now=at("2026-03-14T00:00:00"))
    gone = [_stated("datacentre_in", 0, "CHN"), _stated("datacentres_declared", 0, unit="count")]
    recorded(source, gone, now=at("2026-03-16T00:00:00"))

    def declared(query: str) -> Any:
        return client.get(f"/api/v1/providers/deepseek.json{query}").json()["data"]["datacenters"]

    assert [declared(f"?as_of={day}") for day in ("2026-03-12", "2026-03-14")] == [None, ["CHN"]]
    assert declared("") == []


def test_countries_have_their_other_names(client: Client, listed: None) -> None:
    row = rows_of(client, "countries.json?country=TUR")[0]
    assert row["aliases"] == sorted(row["aliases"])
    assert rows_of(client, f"countries.json?q={row['aliases'][0]}")[0]["code"] == "TUR"
