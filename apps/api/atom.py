"""Atom feeds: the newest entries of a list, for readers that look again and again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from apps.flows.question_values import write_moment

ENTRIES = 100
# The name of an entry never changes, so it hangs on no address of a server.
TAG = "tag:tokentrade,2026:"
# XML 1.0 has no form for these, not even as a reference.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NEVER = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: what names it for ever, its title, when it last changed, and where it stands."""

    id: str
    title: str
    updated_at: datetime
    url: str
    summary: str = ""
    published_at: datetime | None = None


def feed(title: str, canonical: str, entries: Sequence[Entry], *, updated_at: datetime | None) -> bytes:
    """Return the feed of one address, at most 100 entries; any text is written so that the XML stays valid."""
    address, _, query = canonical.partition("?")
    own = f"/api/v1/{address}.atom" + (f"?{query}" if query else "")
    page = f"/api/v1/{address}.json" + (f"?{query}" if query else "")
    moment = updated_at or max((entry.updated_at for entry in entries), default=NEVER)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{_text(TAG + canonical.rstrip('?'))}</id>",
        f"<title>Tokentrade: {_text(title)}</title>",
        f"<updated>{write_moment(moment)}</updated>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(own)}/>',
        f'<link rel="alternate" type="application/json" href={_attribute(page)}/>',
        "<author><name>Tokentrade</name></author>",
        "<rights>CC BY 4.0</rights>",
        *(line for entry in entries[:ENTRIES] for line in _entry(entry)),
        "</feed>",
    ]
    return "\n".join([*lines, ""]).encode()


def _entry(entry: Entry) -> list[str]:
    published = f"<published>{write_moment(entry.published_at)}</published>" if entry.published_at else ""
    summary = f"<summary>{_text(entry.summary)}</summary>" if entry.summary else ""
    return [
        "<entry>",
        f"<id>{_text(TAG + entry.id)}</id>",
        f"<title>{_text(entry.title)}</title>",
        f"<updated>{write_moment(entry.updated_at)}</updated>",
        *filter(None, (published, summary)),
        f'<link rel="alternate" href={_attribute(entry.url)}/>',
        "</entry>",
    ]


def _text(text: str) -> str:
    return escape(UNWRITABLE.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(UNWRITABLE.sub("\ufffd", text))
