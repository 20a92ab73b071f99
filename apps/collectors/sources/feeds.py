"""Entries of RSS and Atom feeds of labs and authorities: headline, date and link, as candidates for events.

Which feeds is a setting. Each fails alone; only what is well-formed, small and free of declarations is read.
"""

import hashlib
from calendar import timegm
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from apps.collectors.contract import (
    START_UNKNOWN,
    Bodies,
    Body,
    Expect,
    Page,
    Reading,
    SchemaDrift,
    Spec,
    State,
)
from apps.collectors.documents import EventCandidate, Evidence, Stage
from apps.collectors.feed_bytes import read_feed
from apps.collectors.kinds import kind_told
from apps.collectors.plaintext import plain_text

AHEAD = timedelta(days=1)
TITLE, SUMMARY = 300, 300
HOUR_S = 3_600

SPEC = Spec(
    key="feeds",
    title="Feeds of AI labs and authorities",
    publisher="Various; each entry names its own page",
    url="https://www.rssboard.org/rss-specification",
    licence="Headline, date and link only",
    citation="Headline and link as cited with each event, read {as_of}.",
    upstream="FEEDS",
    kind="REPORTED",
    parser_version=2,
    cadence_seconds=HOUR_S,
    redistribution="EXCERPTS",
    min_rows=0,
)


def pages(state: State, since: date) -> list[Page]:
    """Return every feed that the settings list."""
    return [page_for(address) for address in state.addresses]


def page_for(path: str) -> Page:
    """Return the page of a feed; its path is the whole address."""
    return Page(key="feed", path=path, expect=Expect(content="XML"), is_optional=True, fails_alone=True)


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else; raise SchemaDrift for what is no sound feed, so that it is left out alone."""
    parse(Bodies([Body(page, body)]))
    return []


def parse(bodies: Bodies) -> Reading:
    """Return each entry once as a candidate; raise SchemaDrift for a feed that is not sound."""
    reading = Reading()
    found: dict[str, EventCandidate] = {}
    for body in bodies.of("feed"):
        entries = read_feed(body).entries
        if not entries:
            reading.note(f"page {body.page.path}: the feed has no entries")
        shared = Counter(_link(entry) for entry in entries)
        for place, entry in enumerate(entries):
            candidate = _candidate(body, f"entry[{place}]", entry, is_own_page=shared[_link(entry)] == 1)
            found.setdefault(candidate.slug, candidate)
    reading.event_candidates = list(found.values())
    reading.counts["entries"] = len(found)
    return reading


def _candidate(body: Body, where: str, entry: Any, *, is_own_page: bool) -> EventCandidate:
    """Return an entry as a candidate; a date that is missing or ahead of us gives no stage."""
    title = plain_text(str(entry.get("title") or ""), limit=TITLE)
    link, published = _link(entry), _day(entry, "published")
    key = _key(entry, title, link)
    if not title and not link:
        remedy = "expected a title or a link: compare the feed with its specification"
        raise SchemaDrift(body.page, field=where, found=key or "nothing", remedy=remedy)
    is_ahead = published is not None and body.day > START_UNKNOWN and published > body.day + AHEAD
    doubt = f"dated {published}, which is ahead of {body.day}" if is_ahead else ""
    # A page that several entries share, or a front page, would make them one event.
    url = link if is_own_page and urlsplit(link).path.strip("/") else ""
    proof = Evidence(
        url=url, page_path=body.page.name, locator=_locator(body, entry, link if not url else ""),
        published_date=None if is_ahead else published, grade="B",
    )  # fmt: skip
    stages = (Stage(stage="ANNOUNCED", date=published),) if published and not is_ahead else ()
    return EventCandidate(
        slug=f"feed-{_short(key)}", kind=kind_told(title), title=title or link, doubt=doubt,
        identifiers=(f"feed:{key}",),
        summary=plain_text(str(entry.get("summary") or ""), limit=SUMMARY), evidence=(proof,), stages=stages,
    )  # fmt: skip


def _key(entry: Any, title: str, link: str) -> str:
    """Return what names an entry: its id, else its link, else what it says and when."""
    said = f"{title} {_day(entry, 'published') or ''}"
    return str(entry.get("id") or "").strip() or link or hashlib.sha256(said.encode()).hexdigest()


def _link(entry: Any) -> str:
    """Return the web address of an entry, or an empty text for anything else."""
    link = str(entry.get("link") or "").strip()
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return link if parts.scheme in ("http", "https") and parts.hostname else ""


def _day(entry: Any, name: str) -> date | None:
    """Return the UTC day of a date that could be read, or None: nobody guesses one."""
    # Asked with get(), feedparser answers for `updated` with `published`.
    parsed = entry[f"{name}_parsed"] if f"{name}_parsed" in entry else None  # noqa: SIM401
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).date() if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _locator(body: Body, entry: Any, link: str) -> str:
    """Return which feed an entry stands in, where it was updated later, and a link that is not its own."""
    updated, published = _day(entry, "updated"), _day(entry, "published")
    words = [f"Feed {body.page.path}"]
    if updated and updated != published:
        words.append(f"updated {updated}")
    return ", ".join([*words, *([f"link {link}"] if link else [])])


def _short(key: str) -> str:
    """Return a short name of a key, the same for ever."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]
