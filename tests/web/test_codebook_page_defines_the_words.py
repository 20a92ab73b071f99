"""The codebook's page shows every version, and events lead to the words they were coded by."""

from django.test import Client

from apps.collectors import run
from apps.events import codebook
from tests import build
from tests.web.conftest import PUBLISHED


def test_the_page_defines_every_word_in_use(reader: Client) -> None:
    markup = reader.get("/events/codebook/").content.decode()
    for entry in codebook.current().entries:
        assert f'id="{entry.field}-{entry.code}"' in markup
    assert "Version 2, since 2026-11-22" in markup
    assert "This is an earlier version" not in markup


def test_an_earlier_version_says_that_it_is_one(reader: Client) -> None:
    markup = reader.get("/events/codebook/1/").content.decode()
    assert "This is an earlier version" in markup
    assert 'id="kind-NEWS"' in markup
    assert 'id="kind-OUTAGE"' not in markup


def test_a_version_that_never_was_is_not_found(reader: Client) -> None:
    for version in ("3", "02", "..", "<b>", "9" * 400):
        assert reader.get(f"/events/codebook/{version}/").status_code == 404


def test_an_event_leads_to_the_meaning_of_its_kind_and_to_the_version_of_each_write(reader: Client) -> None:
    build.countries()
    build.sources()
    run.collect(source="curated.policy_events", now=PUBLISHED)
    markup = reader.get("/events/us-25-percent-chip-proclamation/?state=CANDIDATE").content.decode()
    assert 'href="/events/codebook/#kind-TARIFF">Tariff</a>' in markup
    assert '<a href="/events/codebook/2/">codebook 2</a>' in markup
