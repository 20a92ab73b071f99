"""Texts that others wrote, made safe to look at: what cannot be seen is shown, what turns a line around is named."""

import re

# Controls but tab and line ends, marks of direction, and zero-width signs: text that does what nobody sees.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
CUT = "…"


def shown(text: str, *, most: int | None = None) -> str:
    """Return a text with each unseen sign as its code in brackets, cut at `most` characters."""
    kept = text if most is None or len(text) <= most else text[:most] + CUT
    return UNSEEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", kept)


def link(url: str | None) -> str:
    """Return an address that may be followed, http or https, else nothing."""
    found = (url or "").strip()
    return found if found.startswith(("https://", "http://")) and not UNSEEN.search(found) else ""
