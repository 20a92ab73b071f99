"""`/sources/` says in one plain sentence how each source fares."""

import pytest
from django.test import Client

from apps.collectors import run
from tests.collectors.conftest import known_world, publish, publisher
from tests.collectors.exports import NOW, SNAPSHOT, days_before

__all__ = ["known_world", "publish", "publisher"]
SOURCE = "openrouter.rankings"
pytestmark = pytest.mark.usefixtures("known_world")


@pytest.fixture(autouse=True)
def _without_collected_files(settings):
    """Name static files as they are: collecting them is not what is tested here."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


def section(key=SOURCE):
    """Return the part of the page about a source, white space made single."""
    page = " ".join(Client().get("/sources/").content.decode().split())
    return next(part for part in page.split("<section")[1:] if f"<code>{key}</code>" in part)


def test_a_source_that_nobody_may_ask_says_that_collection_is_off(settings):
    settings.COLLECT = False
    text = section()
    assert "Not asked yet: collection is switched off" in text
    assert 'class="healthy"' in text
    settings.COLLECT = True
    assert "Not asked yet. Nothing from this source is shown." in section()


def test_a_failure_is_one_sentence_and_counts_as_trouble(publish):
    publish({}, csv=b"<html>")
    run.collect(source=SOURCE, now=NOW)
    text = section()
    assert "Never read successfully. openrouter.rankings: page" in text
    assert "unexpected_html" in text
    assert 'class="notice"' in text


def test_a_good_source_shows_lag_coverage_and_what_was_put_aside(publish):
    publish(days_before(SNAPSHOT, 30))
    run.collect(source=SOURCE, now=NOW)
    text = section()
    assert "23 Oct 2026 – 21 Nov 2026 · 100 % of the days" in text
    assert "0 held, 0 released, 0 rejected" in text
    assert "of its cadence" in text
    assert "as of never" not in text
