"""What the pages of documents place: the list, the versions with what each brought, one version in words."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.events.queries import VersionText
from apps.events.versions import DocumentRow, VersionLine
from apps.web import event_words, words
from apps.web.foreign import link, shown

TITLE = 300
# A text that is ours to pass on is shown up to here.
WHOLE = 200_000


def listed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of the list."""
    return {
        "url": reverse("document", args=[row["id"]]),
        "title": shown(row["title"], most=TITLE),
        "agency": shown(row["agency"], most=TITLE),
        "source": row["source"],
        "last": words.day(row["last_version_at"].date()),
        "versions": row["versions"],
        "technical": row["technical_versions"],
    }


def line(document: str, row: VersionLine, *, shown_version: str, has_before: bool) -> dict[str, Any]:
    """Return a version of the list, with the addresses of its text and of what it changed."""
    name, __ = event_words.CHANGE_NAMES.get(row.change, (row.change, ""))
    page = reverse("document", args=[document])
    return {
        "version": row.version,
        "short": row.version[:10],
        "dated": event_words.moment(row.dated),
        "url": f"{page}?{urlencode({'version': row.version})}",
        "diff_url": f"{page}diff/?{urlencode({'to': row.version})}" if has_before else "",
        "change": name,
        "is_new": row.change == "NEW" and row.is_change,
        "is_quiet": row.change in event_words.QUIET or not row.is_change,
        "is_flap": row.is_flap,
        "back": words.day(row.back_at.date()) if row.back_at else "",
        "is_flap_end": row.is_flap_end,
        "is_technical": row.is_technical,
        "severity": event_words.SEVERITY_NAMES.get(row.severity, row.severity),
        "is_return": row.is_return,
        "same_as": words.day(row.same_as.date()) if row.same_as else "",
        "characters": row.characters,
        "fetched": event_words.moment(row.fetched_at),
        "sha256": row.text_sha256,
        "is_here": row.version == shown_version,
    }


def lines(
    document: str, rows: Sequence[VersionLine], *, shown_version: str, start: int, length: int
) -> list[Any]:
    """Return one page of the versions."""
    return [
        line(document, row, shown_version=shown_version, has_before=place < len(rows) - 1)
        for place, row in enumerate(rows)
    ][start : start + length]


def flap(rows: Sequence[VersionLine], version: str) -> str:
    """Return in words that a version is no change as it stood for days only, or ended that; '' where it is one."""
    row = next((one for one in rows if one.version == version), None)
    if row and row.is_flap and row.back_at:
        told = _(
            "Flapping: this text stood for days only; from %(day)s the earlier one stood again. This is no change."
        )
        return told % {"day": words.day(row.back_at.date())}
    if row and row.is_flap_end and row.same_as:
        told = _(
            "Flapping: this is the text of %(day)s again, after another one of some days. This is no change."
        )
        return told % {"day": words.day(row.same_as.date())}
    return ""


def version(found: VersionText, row: DocumentRow) -> dict[str, Any]:
    """Return a version in words, with as much of its text as its source lets us pass on."""
    text = found.text[:WHOLE] if row.is_open else found.excerpt
    name, meaning = event_words.CHANGE_NAMES.get(found.change, (found.change, ""))
    return {
        "id": found.version,
        "short": found.version[:10],
        "dated": event_words.moment(found.dated),
        "is_dated_by_source": found.published_at is not None,
        "recorded": event_words.moment(found.recorded_at),
        "fetched": event_words.moment(found.fetched_at),
        "change": name,
        "meaning": meaning,
        "is_technical": found.is_technical_upgrade,
        "text": shown(text),
        "is_whole": text == found.text,
        "share": round(100 * len(text) / len(found.text)) if found.text else 100,
        "characters": len(found.text),
        "sha256": found.text_sha256,
        "bytes_sha256": found.snapshot,
        "archive_url": link(found.archive_url) or link(row.url),
    }
