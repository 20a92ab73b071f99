"""Feeds: hostile bytes never reach the XML parser, and an entry keeps headline, date and link."""

import contextlib
import time
from datetime import date
from pathlib import Path

import pytest

from apps.collectors.contract import Bodies, Body, SchemaDrift, State
from apps.collectors.documents import Stage
from apps.collectors.plaintext import plain_text
from apps.collectors.sources import feeds

PAGES = Path(__file__).resolve().parent.parent / "pages" / feeds.SPEC.key
TODAY = date(2026, 11, 22)
PAGE = feeds.page_for("https://lab.example/rss.xml")


def read(content, day=TODAY, page=PAGE):
    return feeds.parse(Bodies([Body(page, content, day)]))


def rss(*items):
    return f"<rss version='2.0'><channel><title>x</title>{''.join(items)}</channel></rss>".encode()


def item(**cells):
    return f"<item>{''.join(f'<{name}>{text}</{name}>' for name, text in cells.items())}</item>"


def only(content, **words):
    (event,) = read(content, **words).event_candidates
    return event


def test_every_listed_feed_is_a_page_that_fails_alone():
    pages = feeds.pages(
        State(TODAY, addresses=("https://a.example/x", "https://b.example/y")), feeds.SPEC.since
    )
    assert [(page.path, page.is_optional, page.fails_alone) for page in pages] == [
        ("https://a.example/x", True, True), ("https://b.example/y", True, True),
    ]  # fmt: skip


def test_an_entry_keeps_headline_date_and_link():
    first, second = read((PAGES / "2026-11-22.xml").read_bytes()).event_candidates
    assert (first.title, first.kind, first.summary) == (
        "Invented headline 1",
        "DISCLOSURE",
        "Words about nothing 1.",
    )
    assert first.evidence[0].url == "https://lab.example/news/1"
    assert first.identifiers == ("feed:tag:lab.example,2026:1",)
    assert first.stages == (Stage(stage="ANNOUNCED", date=date(2026, 10, 1)),)
    # No date: unknown, not today.
    assert (second.stages, second.evidence[0].published_date) == ((), None)


def test_an_atom_entry_is_dated_in_utc_and_says_when_it_was_updated():
    event = only((PAGES / "2026-11-22-atom.xml").read_bytes())
    # 23:30 two hours west of UTC is the next day.
    assert event.stages == (Stage(stage="ANNOUNCED", date=date(2026, 10, 2)),)
    assert event.title == "Call for evidence"
    assert event.evidence[0].locator == "Feed https://lab.example/rss.xml, updated 2026-10-05"


def test_an_update_is_not_taken_for_the_day_of_publication():
    entry = "<entry><id>a</id><title>t</title><updated>2026-10-05T08:00:00Z</updated></entry>"
    event = only(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entry}</feed>'.encode())
    assert event.stages == ()


@pytest.mark.parametrize(
    ("when", "is_held"),
    [
        ("Mon, 23 Nov 2026 23:00:00 GMT", False),
        ("Tue, 24 Nov 2026 00:00:00 GMT", True),
        ("Fri, 01 Jan 9999 00:00:00 GMT", True),
    ],
)
def test_a_date_ahead_of_us_is_held_as_a_doubt(when, is_held):
    event = only(rss(item(title="t", pubDate=when)))
    assert bool(event.doubt) == is_held
    assert [stage.stage for stage in event.stages] == ([] if is_held else ["ANNOUNCED"])
    assert (event.evidence[0].published_date is None) == is_held


@pytest.mark.parametrize("when", ["soon", "32 Foo 2026", "", "99999999999-01-01T00:00:00Z"])
def test_a_date_that_cannot_be_read_stays_unknown(when):
    assert only(rss(item(title="t", pubDate=when))).stages == ()


def test_an_entry_is_named_by_id_else_link_else_title_and_date():
    with_id, with_link, bare, again, other_day = (
        only(rss(item(**cells)))
        for cells in (
            {"title": "t", "guid": "id-1", "link": "https://lab.example/1"},
            {"title": "t", "link": "https://lab.example/1"},
            {"title": "t", "pubDate": "Thu, 01 Oct 2026 10:00:00 GMT"},
            {"title": "t", "pubDate": "Thu, 01 Oct 2026 18:00:00 GMT"},
            {"title": "t", "pubDate": "Fri, 02 Oct 2026 10:00:00 GMT"},
        )
    )
    assert with_id.identifiers == ("feed:id-1",)
    assert with_link.identifiers == ("feed:https://lab.example/1",)
    assert bare.slug == again.slug != other_day.slug
    assert len({with_id.slug, with_link.slug, bare.slug}) == 3


def test_an_entry_that_comes_twice_is_one_candidate():
    assert len(read(rss(item(title="t", guid="a"), item(title="t2", guid="a"))).event_candidates) == 1


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//lab.example/x", "http://[", "https://lab.example/", "https://"]
)  # fmt: skip
def test_a_link_that_is_no_page_of_its_own_makes_no_two_entries_one(link):
    event = only(rss(item(title="t", guid="a", link=link)))
    assert event.evidence[0].url == ""
    assert event.evidence[0].page_path == PAGE.name


def test_a_link_that_entries_share_makes_them_not_one():
    link = "https://lab.example/today"
    first, second = read(
        rss(item(title="a", guid="1", link=link), item(title="b", guid="2", link=link))
    ).event_candidates
    assert (first.evidence[0].url, second.evidence[0].url) == ("", "")
    assert first.evidence[0].locator.endswith(f"link {link}")


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("A &amp; B", "A & B"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;safe", "safe"),
        ("<img src=x onerror=alert(1)>seen<iframe src='https://x'>no</iframe>", "seen"),
        ("a\u202eb\x07c\ufeff", "abc"),
        ("  many \n\t gaps ", "many gaps"),
        ("word " * 200, f"{'word ' * 58}word…"),
        ("x" * 400, f"{'x' * 299}…"),
    ],
)
def test_words_come_without_markup_and_not_longer_than_asked(markup, words):
    assert plain_text(markup, limit=300) == words


BOMB = b"<!DOCTYPE r [<!ENTITY a 'x'>]><rss version='2.0'><channel><title>&a;</title></channel></rss>"


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (BOMB, "(declaration)"),
        (b"\xef\xbb\xbf  " + BOMB, "(declaration)"),
        (b"<!-- <rss> -->" + BOMB, "(declaration)"),
        (b"<?x <!-- ?>" + BOMB + b"<?x --> ?>", "(declaration)"),
        (b"<![CDATA[ ]]>" + BOMB, "(declaration)"),
        (BOMB.replace(b"DOCTYPE", b"doctype"), "(declaration)"),
        (b"<!-- never closed", "(declaration)"),
        (BOMB.decode().encode("utf-16"), "encoding"),
        (BOMB.decode().encode("utf-16-le"), "(declaration)"),
        (b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE r+AD4', "encoding"),
        (b'<?xml version="1.0" encoding="cp037"?>' + BOMB.decode().encode("cp037"), "encoding"),
        (b'<?xml version="1.0" encoding="utf-8"?><rss>\xff</rss>', "encoding"),
        (b"<rss version='2.0'>" + b" " * (8 * 2**20), "(size)"),
        (b"<rss version='2.0'><channel><title>&undefined;</title></channel></rss>", "(whole page)"),
        (b"<rss version='2.0'><channel><item>", "(whole page)"),
        (b"", "(whole page)"),
        (b'{"items": []}', "(whole page)"),
        (b"/etc/passwd", "(whole page)"),
        (b"https://lab.example/other.xml", "(whole page)"),
    ],
)
def test_hostile_bytes_are_refused_by_name(content, field):
    with pytest.raises(SchemaDrift) as fault:
        feeds.follow(PAGE, content)
    assert f"page {PAGE.path}, field {field}: found " in str(fault.value)


def test_a_declaration_inside_quoted_text_is_text():
    event = only(rss(item(title="t", description="<![CDATA[<!DOCTYPE html><p>Quoted</p>]]>")))
    assert event.summary == "Quoted"


@pytest.mark.parametrize(
    "content",
    [
        b"<rss version='2.0'>" + b"<!--" * 2_000_000,
        b"<rss version='2.0'>" + b"<" * 8_000_000,
        b"<?xml " + b"encoding='utf-8' " * 400_000,
        b"<rss version='2.0'><channel>" + b"<a>" * 2_000_000,
        rss(item(title="t", description="&lt;p" * 1_000_000)),
        rss(*[item(title="t", guid=str(number)) for number in range(60_000)]),
    ],
    ids=["comments", "brackets", "encodings", "depth", "summary", "elements"],
)
def test_large_hostile_feeds_end_in_time(content):
    started = time.monotonic()
    with contextlib.suppress(SchemaDrift):
        read(content)
    assert time.monotonic() - started < 5


def test_latin_bytes_are_read_as_they_say():
    content = b"<?xml version='1.0' encoding='ISO-8859-1'?>" + rss(item(title="Caf\u00e9")).decode().encode(
        "latin-1"
    )
    assert only(content).title == "Café"
