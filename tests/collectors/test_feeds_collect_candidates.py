"""Feeds through the real fetch path, from sites on loopback."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.collectors import run
from apps.collectors.contract import UnsafeAddress
from apps.collectors.sources import feeds
from apps.collectors.transports import http, robots
from apps.events.models import EventEvidence, EventStage, PolicyEvent
from apps.observations.models import Snapshot
from tests.collectors.upstream import upstream

PAGES = Path(__file__).resolve().parent / "pages" / feeds.SPEC.key
NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("known_world")


@pytest.fixture
def site(settings):
    robots.forget()
    with upstream() as served:
        settings.UPSTREAMS = {}
        settings.FEEDS = [f"{served.url}/one.xml", f"{served.url}/two.xml"]
        put(served, "one", "")
        put(served, "two", "-atom")
        yield served


def put(served, feed, name):
    served.put(f"/{feed}.xml", (PAGES / f"2026-11-22{name}.xml").read_bytes())


def collect(hours=0):
    return run.collect(source=feeds.SPEC.key, now=NOW + timedelta(hours=hours))


def rows():
    return (PolicyEvent.objects.count(), EventStage.objects.count(), EventEvidence.objects.count())


def test_entries_of_all_feeds_become_candidates(site):
    outcome = collect()
    assert (outcome.state, outcome.problem, outcome.notices) == ("OK", "", ())
    # Two entries, one without a date, and one of the other feed.
    assert rows() == (3, 2, 3)
    assert set(PolicyEvent.objects.values_list("state", "kind")) == {("CANDIDATE", "DISCLOSURE")}
    assert set(site.paths()) == {"/robots.txt", "/one.xml", "/two.xml"}


def test_the_same_again_stores_nothing_new(site):
    collect()
    before, snapshots = rows(), Snapshot.objects.count()
    assert collect(1).state == "UNCHANGED"
    put(site, "one", "-extra-field")
    collect(2)
    assert rows() == before
    assert Snapshot.objects.count() == snapshots + 1


def test_one_article_of_two_feeds_is_one_event(site):
    body = (PAGES / "2026-11-22.xml").read_bytes()
    site.put(
        "/two.xml",
        body.replace(b"tag:lab.example,2026:", b"other-").replace(b"/1</link>", b"/1?utm_source=x</link>"),
    )
    collect()
    assert PolicyEvent.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "word"),
    [("-html", "unexpected_html"), ("-entities", "(declaration)"), ("-dtd", "(declaration)"),
     ("-truncated", "not well-formed"), ("-other-xml", "expected an RSS or Atom feed"), ("-missing-field", "entry[0]")],
)  # fmt: skip
def test_a_wrong_feed_fails_alone(site, name, word):
    put(site, "one", name)
    outcome = collect()
    assert (outcome.state, outcome.problem) == ("PARTIAL", "")
    (notice,) = outcome.notices
    assert f"page {site.url}/one.xml" in notice
    assert word in notice
    assert rows()[0] == 1


def test_a_feed_that_is_mended_is_read_again(site):
    put(site, "one", "-truncated")
    collect()
    put(site, "one", "")
    assert collect(1).state == "OK"
    assert rows()[0] == 3


def test_a_missing_feed_and_one_that_robots_may_not_fetch_fail_alone(site):
    site.put("/one.xml", b"", status=404)
    assert (collect().state, rows()[0]) == ("PARTIAL", 1)
    robots.forget()
    site.put("/robots.txt", b"User-agent: *\nDisallow: /two.xml")
    put(site, "one", "")
    outcome = collect(1)
    assert outcome.state == "PARTIAL"
    assert "asks robots not to fetch it" in outcome.notices[0]
    assert site.paths().count("/two.xml") == 1


def test_no_feed_at_all_is_unavailable_and_nothing_is_stored(site):
    for feed in ("one", "two"):
        put(site, feed, "-html")
    outcome = collect()
    assert outcome.state == "UNAVAILABLE"
    assert outcome.problem.count("unexpected_html") == 2
    assert rows() == (0, 0, 0)


def test_an_empty_feed_is_right_and_says_so(site):
    put(site, "one", "-empty")
    outcome = collect()
    assert outcome.state == "OK"
    assert outcome.notices == (f"page {site.url}/one.xml: the feed has no entries",)


def test_only_a_listed_loopback_address_is_fetched_and_redirects_do_not_widen_it(site, settings):
    site.put("/one.xml", b"", status=302, headers={"Location": "http://10.0.0.1/rss.xml"})
    outcome = collect()
    assert outcome.state == "PARTIAL"
    assert "10.0.0.1" in outcome.notices[0]
    settings.FEEDS = ["https://10.0.0.1/rss.xml", "https://lab.example/rss.xml"]
    assert http.configured() == []
    with pytest.raises(UnsafeAddress):
        http.fetch(feeds.page_for(f"{site.url}/two.xml"), upstream="FEEDS")


def test_reread_without_the_network_changes_nothing(site):
    collect()
    before, asked = rows(), len(site.asked)
    outcome = run.reread(source=feeds.SPEC.key, now=NOW + timedelta(days=400))
    assert (outcome.problem, rows(), len(site.asked)) == ("", before, asked)
