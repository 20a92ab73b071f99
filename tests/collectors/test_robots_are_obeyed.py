"""What a site asks of robots, after RFC 9309."""

import time

import pytest

from apps.collectors.contract import SourceUnavailable
from apps.collectors.transports import robots
from apps.collectors.transports.robots import is_allowed, rules_for
from tests.collectors.upstream import upstream

SITE = "https://lab.example"


@pytest.fixture(autouse=True)
def nothing_kept():
    robots.forget()


def may(text, path):
    return is_allowed(rules_for(text), f"{SITE}{path}")


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "/rss.xml", True),
        ("User-agent: *\nDisallow: /", "/rss.xml", False),
        ("User-agent: *\nDisallow:", "/rss.xml", True),
        ("user-agent: *\ndisallow: /private # not ours", "/private/rss.xml", False),
        ("User-agent: other\nDisallow: /", "/rss.xml", True),
        # Our own group counts instead of everybody's, in any case of letters.
        ("User-agent: *\nDisallow: /\n\nUser-agent: TokenTrade\nAllow: /", "/rss.xml", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: tokentrade/1.0\nDisallow: /rss", "/rss.xml", False),
        ("User-agent: a\nUser-agent: tokentrade\nDisallow: /rss", "/rss.xml", False),
        # The longest pattern decides; of two as long, the one that allows.
        ("User-agent: *\nDisallow: /news\nAllow: /news/rss.xml", "/news/rss.xml", True),
        ("User-agent: *\nAllow: /news\nDisallow: /news/rss.xml", "/news/rss.xml", False),
        ("User-agent: *\nDisallow: /news\nAllow: /news", "/news", True),
        ("User-agent: *\nDisallow: /*.xml$", "/news/rss.xml", False),
        ("User-agent: *\nDisallow: /*.xml$", "/news/rss.xml?x=1", True),
        ("User-agent: *\nDisallow: /*/rss", "/rss", True),
        ("User-agent: *\nDisallow: /rss.xml$", "/rss.xml", False),
        ("User-agent: *\nDisallow: /*?feed=", "/?feed=rss", False),
        ("User-agent: *\nDisallow: /%7enews", "/~news/rss.xml", False),
        ("Sitemap: https://x\nnonsense\nDisallow: /", "/rss.xml", True),
    ],
)
def test_a_path_is_allowed_as_the_rules_say(text, path, expected):
    assert may(text, path) is expected


def test_a_hostile_pattern_ends_in_time():
    started = time.monotonic()
    assert may("User-agent: *\nDisallow: /" + "*a" * 5_000 + "b", "/" + "a" * 20_000)
    assert time.monotonic() - started < 1


@pytest.fixture
def site(settings):
    with upstream() as served:
        settings.FEEDS = [f"{served.url}/rss.xml"]
        yield served


def test_a_site_is_asked_once_and_then_remembered(site):
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private")
    robots.obey(f"{site.url}/rss.xml")
    with pytest.raises(
        SourceUnavailable, match="asks robots not to fetch it; take it out of TOKENTRADE_FEEDS"
    ):
        robots.obey(f"{site.url}/private/rss.xml")
    assert site.paths() == ["/robots.txt"]


def test_a_site_without_the_file_lets_us(site):
    robots.obey(f"{site.url}/rss.xml")
    assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_site_that_does_not_say_is_left_alone(site, status):
    site.put("/robots.txt", b"", status=status)
    with pytest.raises(SourceUnavailable, match="without it nothing of this site is fetched"):
        robots.obey(f"{site.url}/rss.xml")
