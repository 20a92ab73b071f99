"""Plain text out of what publishers send: no markup, no control characters, no more than asked for."""

import html
import re

import nh3

# What stands inside these is no text.
DROPPED = {"script", "style", "iframe", "object", "template"}
# So much markup may stand around what is kept.
MARKUP_PER_WORD = 100
GAPS = re.compile(r"\s+")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain_text(text: str, *, limit: int) -> str:
    """Return the words of a text without markup, at most `limit` characters, cut at a word with an ellipsis.

    Markup is taken away twice, since feeds often escape it once. Only the start of a long text is looked at.
    """
    text = text[: limit * MARKUP_PER_WORD]
    for _ in range(2):
        text = html.unescape(nh3.clean(_spaced(text), tags=set(), clean_content_tags=DROPPED))
    text = GAPS.sub(" ", UNSEEN.sub("", text)).strip()
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"


def _spaced(text: str) -> str:
    """Return markup with a gap where a block ends, so that words of two paragraphs stay apart."""
    return re.sub(r"(?i)<(?=/(p|div|li|h[1-6]|tr)\b|br\b)", " <", text)
