"""What was gathered of providers and hosts is used from the moment it was known; typed facts stand before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.collectors import registry
from apps.estimator.inputs import Location
from apps.flows.inputs import evidence, hosts
from apps.flows.inputs.evidence import Evidence, in_force
from apps.observations import actions as observations
from apps.observations.rows import ReadRow
from tests import build

MODEL = "minimax-m2-5-20260211"
MONDAY = date(2026, 11, 16)
BEFORE, AFTER = build.NOW - timedelta(seconds=1), build.NOW + timedelta(days=1)
URL = "https://openrouter.ai/api/v1/providers"


def row(metric, value, subject, qualifier="", *, day=date(2020, 1, 1), unit="flag", **keys):
    return ReadRow(
        metric=metric, unit=unit, kind="REPORTED", period_length="OPEN", period_start=day, subject=subject,
        value=None if value is None else Decimal(value), qualifier=qualifier, **keys,
    )  # fmt: skip


def record(source, rows, now=build.NOW):
    observations.write_sources(specs=[registry.source(source).SPEC])
    snapshot = observations.archive(
        source_key=source, page_url="https://example.org/list", body=repr(rows).encode(), http_status=200,
        content_type="", response_headers={}, parser_version=1, now=now,
    )  # fmt: skip
    observations.record(source_key=source, rows=rows, snapshot_id=snapshot, now=now)


def declared(provider, countries, gone=(), seat=None):
    return [
        row("provider_listed", 1, "list", provider, provider=provider),
        *([row("seat_in", 1, provider, seat, provider=provider, country=seat)] if seat else []),
        *(row("datacentre_in", 1, provider, code, provider=provider, country=code) for code in countries),
        *(row("datacentre_in", 0, provider, code, provider=provider, country=code) for code in gone),
    ]


def facts(provider, as_of=AFTER, week=MONDAY + timedelta(days=7)):
    return evidence.places(as_of=as_of).facts(provider, week)


def places(provider, as_of=AFTER, **asked):
    found = facts(provider, as_of, **asked).locations
    return sorted((one.country, one.kind, one.evidence_grade) for one in found)


@pytest.mark.django_db
def test_a_newer_declaration_replaces_the_typed_one_and_leaves_the_past_alone():
    build.countries()
    # Typed of May 2026: Moonshot declares Singapore and sits there.
    typed = [("SGP", "DECLARED", "C"), ("SGP", "SEAT", "D")]
    assert places("moonshotai") == typed
    record("openrouter.providers", declared("moonshotai", ["MYS"], gone=["SGP"], seat="SGP"))
    # Neither what was known earlier nor the weeks before the list was gathered on 22 November change.
    assert places("moonshotai", BEFORE) == typed
    assert places("moonshotai", week=date(2026, 11, 9)) == typed
    assert places("moonshotai") == [("MYS", "DECLARED", "C"), ("SGP", "SEAT", "D")]
    # Providers that the list does not name keep what is typed.
    assert places("xiaomi") == [("CHN", "SEAT", "D"), ("NLD", "DECLARED", "C"), ("SGP", "DECLARED", "C")]


@pytest.mark.django_db
def test_a_provider_that_declares_nothing_any_more_has_its_seat_only():
    build.countries()
    record("openrouter.providers", declared("moonshotai", [], seat="SGP"))
    assert places("moonshotai") == [("SGP", "SEAT", "D")]
    # The endpoint of a Chinese lab: the estimator takes that seat for no evidence.
    assert (facts("moonshotai").company, facts("moonshotai").lab_country) == ("SGP", "CHN")
    assert facts("novita").lab_country == ""


@pytest.mark.django_db
def test_a_seat_that_the_list_moves_moves_the_company():
    build.countries()
    record("openrouter.providers", declared("novita", [], seat="SGP"))
    assert facts("novita").company == "SGP"
    assert facts("novita", BEFORE).company == "USA"


def told(day, country="SGP"):
    return Evidence("p", "", country, "DECLARED", "C", "a title", "https://example.org/", day)


def test_evidence_holds_from_its_day_on_and_the_earliest_before():
    early, late = told(date(2026, 2, 10)), told(date(2026, 5, 1), "USA")
    # The week of Monday 9 February ends after the 10th.
    assert in_force([late, early], date(2026, 2, 9)) == (early,)
    assert in_force([late, early], date(2026, 5, 4)) == (late, early)
    # Before any statement the first one stands; a row without a day always held.
    assert in_force([late, early], date(2026, 1, 5)) == (early,)
    always = told(None)
    assert in_force([late, always], date(2026, 1, 5)) == (always,)
    assert in_force([], date(2026, 1, 5)) == ()


@pytest.mark.django_db
def test_silence_and_an_empty_list_are_two_facts():
    build.countries()
    known = evidence.places(as_of=AFTER)

    def kinds(provider):
        rows = known.told(provider, "", known.of(provider, MONDAY), MONDAY)
        return [(row["kind"], row["country"], row["is_decisive"]) for row in rows]

    # Typed of May 2026: DeepSeek declares nothing (null), SiliconFlow an empty list, Moonshot Singapore.
    assert ("NOT_DECLARED", None, False) in kinds("deepseek")
    assert ("REGION_DOCUMENT", "CHN", True) in kinds("deepseek")
    assert kinds("siliconflow") == [("SEAT", "SGP", True), ("DECLARED_EMPTY", None, False)]
    assert kinds("moonshotai") == [("DECLARED", "SGP", True), ("SEAT", "SGP", False)]
    # Seed, ByteDance's entity in Singapore: an empty list and no place at all.
    assert kinds("seed") == [("DECLARED_EMPTY", None, False)]


def offered(provider, tag, price, *, day=MONDAY, listed=1, country=None):
    keys = {"model": MODEL, "provider": provider, "day": day}
    slug = "minimax/minimax-m2.5-20260211"
    return [
        row("endpoint_listed", listed, slug, tag, country=country, **keys),
        row("list_price_input", price, slug, tag, unit="usd_per_mtok", country=country, **keys),
        row("list_price_output", price, slug, tag, unit="usd_per_mtok", country=country, **keys),
    ]


def listings(week=MONDAY, as_of=AFTER):
    return hosts.listings(end=week + timedelta(days=7), as_of=as_of)


def prices(week=MONDAY, as_of=AFTER):
    return {one.provider: one.price_input_usd_per_mtok for one in listings(week, as_of).hosts(MODEL, week)}


def serving(week=MONDAY, as_of=AFTER, model=MODEL, *, is_open=True):
    known = evidence.places(as_of=as_of)
    found = listings(week, as_of).serving(model, week, known, is_open=is_open)
    return {host.provider: host for host in found}


@pytest.mark.django_db
def test_further_hosts_join_with_their_cheapest_listed_price():
    build.countries()
    before = prices()
    assert set(before) & {"phala", "parasail"} == set()
    record("openrouter.endpoints", [
        *offered("phala", "phala/fp8", "0.3"), *offered("phala", "phala", "0.2"),
        *offered("phala", "phala free", "0.01"), *offered("phala", "phala/old", "0.1", listed=0),
        *offered("parasail", "parasail", "0"),
    ])  # fmt: skip
    # The free tier, the tag that left and the price of zero are none.
    assert prices() == before | {"phala": 0.2}
    assert prices(as_of=BEFORE) == before
    # A week before the price was first seen knows nothing of it.
    assert prices(week=MONDAY - timedelta(days=7)) == before


@pytest.mark.django_db
def test_the_gateways_own_list_of_hosts_is_complete():
    build.countries()
    record("openrouter.endpoints", [
        *offered("phala", "phala", "0.2"), *offered("parasail", "parasail", "0"),
        *offered(None, "newcomer", "0.4"),
    ])  # fmt: skip
    found = serving()
    # Whoever lists the model elsewhere does not serve the gateway; a provider we do not know is unknown.
    assert {name: host.price_input_usd_per_mtok for name, host in found.items()} == {
        "phala": 0.2, "parasail": None, "UNK": 0.4,
    }  # fmt: skip
    # The week before nothing was known of the list, and no price list is stored here.
    assert serving(MONDAY - timedelta(days=7)) == {}


@pytest.mark.django_db
def test_regions_of_endpoints_are_evidence_for_their_model():
    build.countries()
    record("openrouter.endpoints", [
        *offered("azure", "azure/swedencentral", "0.3", country="SWE"), *offered("azure", "azure", "0.3"),
        *offered("phala", "phala/fp8", "0.2"),
    ])  # fmt: skip
    found = serving()
    assert found["azure"].locations == (
        Location("SWE", "REGION_TAG", "B"),
        Location("UNK", "REGION_TAG", "B"),
    )
    # A suffix that is no region says nothing of a place.
    assert found["phala"].locations == ()
    known = evidence.places(as_of=AFTER)
    rows = known.of_model(MODEL, "azure", MONDAY, listings().tags(MODEL, "azure"))
    told = known.told("azure", MODEL, rows, MONDAY)
    assert [(one["country"], one["evidence_grade"], one["note"], one["is_decisive"]) for one in told] == [
        ("UNK", "B", "tag azure", True), ("SWE", "B", "tag azure/swedencentral", True),
    ]  # fmt: skip
    url = "https://openrouter.ai/api/v1/models/minimax/minimax-m2.5-20260211/endpoints"
    assert {(one["source_url"], one["valid_from"]) for one in told} == {(url, MONDAY.isoformat())}
    # Gone from the list, gone from the evidence.
    record("openrouter.endpoints", offered("azure", "azure/swedencentral", "0.3", country="SWE", listed=0))
    assert serving()["azure"].locations == ()


def priced(slug, day, price):
    """Record list prices of a model at a listing of the package."""
    build.sources()
    rows = [
        ReadRow(
            metric=metric, unit="usd_per_mtok", kind="REPORTED", period_length="DAY", period_start=day,
            value=Decimal(price), subject=slug,
        )
        for metric in ("list_price_input", "list_price_output")
    ]  # fmt: skip
    key = "package.genai_prices"
    snapshot = build.snapshot(key, body=slug.encode())
    observations.record(source_key=key, rows=rows, snapshot_id=snapshot, now=build.NOW)


GLM = "glm-5-3-20260816"
MAINLAND, ABROAD = "zhipuai/GLM-5.3", "zai/GLM-5.3"


@pytest.mark.django_db
def test_hosts_that_the_gateway_does_not_route_to_serve_none_of_its_tokens():
    build.countries()
    assert {MAINLAND, ABROAD} <= set(listings().names_of(GLM, MONDAY))
    priced(MAINLAND, date(2026, 9, 1), "0.3")
    # The mainland platform is not on the gateway's list: alone it stands, grade D; beside a listed host not at all.
    alone = serving(model=GLM)
    assert alone.keys() == {"zhipuai", "UNK"}
    assert alone["zhipuai"].evidence_grade == "D"
    priced(ABROAD, date(2026, 9, 1), "0.6")
    both = serving(model=GLM)
    assert both.keys() == {"z-ai", "UNK"}
    assert both["z-ai"].evidence_grade == "C"
    # Closed weights have no hosts but those that are known.
    assert serving(model=GLM, is_open=False).keys() == {"z-ai"}
    # Once the list itself is gathered, it decides: whoever it names serves, whoever it leaves out does not.
    record("openrouter.providers", declared("zhipuai", []))
    assert serving(MONDAY + timedelta(days=7), model=GLM).keys() == {"zhipuai", "UNK"}
    assert serving(model=GLM).keys() == {"zhipuai", "UNK"}
    assert serving(MONDAY - timedelta(days=7), model=GLM).keys() == {"z-ai", "UNK"}
