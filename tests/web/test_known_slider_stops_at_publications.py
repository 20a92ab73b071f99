"""The slider "as known on": its stops are days of publication, and an earlier one shows what was known then."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from apps.flows.question import Question
from apps.web import known
from tests import build
from tests.web.conftest import PUBLISHED


def test_one_release_leaves_nothing_to_go_back_to(reader: Client, tiny: str) -> None:
    page = reader.get("/").content.decode()
    assert "there is no earlier knowledge to go back to" in page
    assert "known-range" not in page


def test_each_day_of_publication_is_a_stop_and_the_last_is_the_latest(tiny: str) -> None:
    build.published(weeks=(build.WEEK,), tokens=2000.0, now=PUBLISHED + timedelta(days=2), name="restated")
    found = known.stops(Question())
    assert [(stop.value, stop.words, stop.is_here) for stop in found] == [
        ("2026-11-18", "18 Nov 2026", False),
        ("", "20 Nov 2026", True),
    ]
    assert found[0].url == "/?as_of=2026-11-18"


def test_a_day_between_two_publications_stands_on_the_earlier_one(tiny: str) -> None:
    build.published(weeks=(build.WEEK,), tokens=2000.0, now=PUBLISHED + timedelta(days=2), name="restated")
    asked = Question(as_of=datetime(2026, 11, 19, 23, 59, tzinfo=UTC))
    assert [stop.is_here for stop in known.stops(asked)] == [True, False]


def test_the_past_view_says_so_and_keeps_the_old_number(reader: Client, tiny: str) -> None:
    build.published(weeks=(build.WEEK,), tokens=2000.0, now=PUBLISHED + timedelta(days=2), name="restated")
    past = reader.get("/?as_of=2026-11-18&period=2026-02-16").content.decode()
    latest = reader.get("/?period=2026-02-16").content.decode()
    assert "You see what was known on" in past
    assert "You see what was known on" not in latest
    assert f"Release {tiny}" in past
    assert f"Release {tiny}" not in latest
