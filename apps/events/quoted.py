"""Where a quote stands in a text, and what became of it in another one. Pure."""

import hashlib
import re
from dataclasses import dataclass

# A quote of more words is looked for only as it is.
MOST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up found: `stored` and `newest` as `events.words` has them, and the place in the newest text."""

    stored: str
    newest: str = ""
    place: tuple[int, int] | None = None


def sha256_of(text: str) -> str:
    """Return the sha256 of a text as its UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def place_of(text: str, quote: str, *, near: int = 0) -> tuple[int, int] | None:
    """Return [start, end) of the place of a quote nearest to a character, None where it does not stand."""
    if not quote:
        return None
    after, before = text.find(quote, near), text.rfind(quote, 0, near + len(quote))
    starts = [start for start in (before, after) if start >= 0]
    if not starts:
        return None
    start = min(starts, key=lambda one: abs(one - near))
    return start, start + len(quote)


def reflowed_place(text: str, quote: str) -> tuple[int, int] | None:
    """Return the first place where the words of a quote stand in order, whatever white space parts them."""
    words = quote.split()
    if not words or len(words) > MOST_WORDS:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return found.span() if found else None


def stored_state(text: str, *, sha256: str, quote: str, span: tuple[int, int]) -> str:
    """Return MATCH, ALTERED (not the text of then) or MISPLACED (that text, but other words at the span)."""
    if sha256_of(text) != sha256:
        return "ALTERED"
    return "MATCH" if text[slice(*span)] == quote else "MISPLACED"


def newest_state(text: str, *, quote: str, span: tuple[int, int]) -> tuple[str, tuple[int, int] | None]:
    """Return SAME, MOVED or GONE, and where the quote stands now."""
    if text[slice(*span)] == quote:
        return "SAME", span
    place = place_of(text, quote, near=span[0]) or reflowed_place(text, quote)
    return ("MOVED", place) if place else ("GONE", None)
