"""What was gathered of providers and hosts is used from the moment it was known; typed facts stand before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.collectors import registry
from apps.flows.inputs import hosts
from apps.flows.inputs.gathered import Declared
from apps.observations import actions as observations
from apps.observations.rows import ReadRow
from apps.reference.queries import ProviderLocation
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


def declared(provider, countries, gone=()):
    return [
        row("provider_listed", 1, "list", provider, provider=provider),
        *(row("datacentre_in", 1, provider, code, provider=provider, country=code) for code in countries),
        *(row("datacentre_in", 0, provider, code, provider=provider, country=code) for code in gone),
    ]


def places(provider, as_of):
    locations = hosts.providers(as_of=as_of)[provider].locations
    return sorted((one.country, one.kind, one.evidence_grade) for one in locations)


@pytest.mark.django_db
def test_a_newer_declaration_replaces_the_typed_one_and_leaves_the_past_alone():
    build.countries()
    # Typed of May 2026: Moonshot declares Singapore and sits there.
    typed = [("SGP", "DECLARED", "C"), ("SGP", "SEAT", "D")]
    assert places("moonshotai", AFTER) == typed
    record("openrouter.providers", declared("moonshotai", ["MYS"], gone=["SGP"]))
    assert places("moonshotai", BEFORE) == typed
    assert places("moonshotai", AFTER) == [("MYS", "DECLARED", "C"), ("SGP", "SEAT", "D")]
    # Providers that the list does not name keep what is typed.
    assert places("xiaomi", AFTER) == [
        ("CHN", "SEAT", "D"), ("NLD", "DECLARED", "C"), ("SGP", "DECLARED", "C"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_provider_that_declares_nothing_any_more_has_its_seat_only():
    build.countries()
    record("openrouter.providers", declared("moonshotai", []))
    assert places("moonshotai", AFTER) == [("SGP", "SEAT", "D")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        # The same list, read earlier: replaced. Typed later, or from another page: kept.
        (ProviderLocation("SGP", "DECLARED", "C", URL, date(2026, 5, 1)), [("MYS", "DECLARED")]),
        (ProviderLocation("SGP", "DECLARED", "C", URL, date(2026, 12, 1)), [("SGP", "DECLARED")]),
        (
            ProviderLocation("SGP", "REGION_DOCUMENT", "A", "https://example.org/", date(2026, 5, 1)),
            [("MYS", "DECLARED"), ("SGP", "REGION_DOCUMENT")],
        ),
    ],
)
def test_typed_evidence_that_is_newer_or_of_another_page_stays(typed, kept):
    found = Declared(("MYS",), build.NOW.date()).replace_in((typed,))
    assert sorted((one.country, one.kind) for one in found) == kept


def offered(provider, tag, price, *, day=MONDAY, listed=1):
    keys = {"model": MODEL, "provider": provider, "day": day}
    slug = "minimax/minimax-m2.5-20260211"
    return [
        row("endpoint_listed", listed, slug, tag, **keys),
        row("list_price_input", price, slug, tag, unit="usd_per_mtok", **keys),
        row("list_price_output", price, slug, tag, unit="usd_per_mtok", **keys),
    ]


def prices(week=MONDAY, as_of=AFTER):
    found = hosts.listings(end=week + timedelta(days=7), as_of=as_of).hosts(MODEL, week)
    return {host.provider: host.price_input_usd_per_mtok for host in found}


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
