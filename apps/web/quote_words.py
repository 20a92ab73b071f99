"""What became of a quote, in words: where it stood, whether it stands there still, and in the newest version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.web import words
from apps.web.words import Text

SHORT = 12
STORED: dict[str, Text] = {
    "MATCH": _l("stands in the stored text as quoted"),
    "ALTERED": _l("the stored text is not the one this was quoted from"),
    "MISPLACED": _l("other words stand at these characters"),
    "MISSING": _l("the stored bytes are lost"),
}


@dataclass(frozen=True, slots=True)
class QuoteState:
    """What a page says of one quote: its characters, what the last look found, and whether that is a warning."""

    place: str
    sha256: str
    found: str
    is_unmatched: bool
    newest: str
    is_gone: bool


def quote_state(row: Mapping[str, Any]) -> QuoteState | None:
    """Return what a page says of the quote of a piece of evidence, None where no words are tied to a text."""
    if row["span"] is None:
        return None
    look = row["check"]
    place = _("characters %(start)s to %(end)s") % {"start": row["span"][0], "end": row["span"][1]}
    if look is None:
        return QuoteState(place, row["text_sha256"], _("not looked up again yet"), False, "", False)
    found = _("%(found)s (looked up %(day)s)") % {
        "found": STORED[look["stored"]],
        "day": words.day(look["checked_at"].date()),
    }
    return QuoteState(
        place, row["text_sha256"], found, look["stored"] != "MATCH", newest(look), look["newest"] == "GONE"
    )


def newest(look: Mapping[str, Any]) -> str:
    """Return what became of the words in the newest version, '' for bytes."""
    named = {"version": (look["newest_version"] or "")[:SHORT]}
    if look["newest"] == "SAME":
        return _("the newest version (%(version)s) has the words at the same place") % named
    if look["newest"] == "MOVED":
        start, end = look["newest_span"]
        told = _("the newest version (%(version)s) has the words at characters %(start)s to %(end)s")
        return told % (named | {"start": start, "end": end})
    if look["newest"] == "GONE":
        return _("the newest version (%(version)s) no longer has these words") % named
    return ""
