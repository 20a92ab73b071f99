"""A quote says where it stands and what the last look found, on the event, in the list and in the API."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.events import actions as events
from apps.events.models import DocumentVersion
from apps.events.rows import ReadEvidence
from tests import build
from tests.api.world import EVENT, candidate, settled, version
from tests.web.conftest import PUBLISHED
from tests.web.test_event_pages_show_every_side import ASKED, page, words


@pytest.fixture
def house(db: None) -> None:
    """Load what events point at."""
    build.countries()
    build.sources()


def test_a_quote_says_where_it_stands_and_that_it_was_looked_up(reader: Client, house: None) -> None:
    add_quote("You may")
    assert "not looked up again yet" in words(page(reader, f"/events/{EVENT}/", **ASKED))
    events.check_quotes(now=PUBLISHED + timedelta(hours=1))
    told = words(page(reader, f"/events/{EVENT}/", **ASKED))
    assert "characters 0 to 7: stands in the stored text as quoted (looked up 18 Nov 2026)" in told
    assert "no longer matches" not in told


def test_an_altered_text_is_flagged_on_the_event_the_list_and_the_api(reader: Client, house: None) -> None:
    add_quote("You may")
    DocumentVersion.objects.update(text="You may not use it.")
    events.check_quotes(now=PUBLISHED)
    settled()
    told = words(page(reader, f"/events/{EVENT}/", **ASKED))
    assert "1 quote no longer matches the stored text it was taken from." in told
    assert "the stored text is not the one this was quoted from" in told
    assert "quote no longer matches" in words(page(reader, "/events/", **ASKED))
    item = reader.get(f"/api/v1/events/{EVENT}?state=CANDIDATE").json()["data"]
    assert item["unmatched_quotes"] == 1
    assert item["evidence"][-1]["check"]["stored"] == "ALTERED"


def add_quote(quote: str) -> None:
    """Record an event that quotes a version of a document."""
    version("c1", "You may use it.", "2026-02-01T00:00:00", now=PUBLISHED)
    key = "genai-contrib/OpenRouter/Terms of Service"
    candidate(now=PUBLISHED, evidence=(ReadEvidence(document=(key, "c1"), quote=quote),))
