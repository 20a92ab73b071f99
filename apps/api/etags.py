"""ETags and cache rules: an answer is named by its canonical URL, the version of its data and its form."""

import hashlib

ETAG_CHARACTERS = 24

FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
LATEST = "public, max-age=60, stale-while-revalidate=300"
NEVER = "private, no-store"


def etag(canonical: str, version: str, form: str) -> str:
    """Return the quoted ETag: 24 hex of canonical URL, data version and form (format and encoding)."""
    named = "\n".join((canonical, version, form))
    return f'"{hashlib.sha256(named.encode()).hexdigest()[:ETAG_CHARACTERS]}"'


def matches(if_none_match: str, tag: str) -> bool:
    """Tell whether the caller already holds `tag`; compares weakly, for proxies weaken tags."""
    if if_none_match.strip() == "*":
        return True
    held = (part.strip().removeprefix("W/") for part in if_none_match.split(","))
    return tag in held


def cache_control(*, is_pinned: bool, is_past: bool) -> str:
    """Return the Cache-Control of an answer: pinned to a release, as of a past moment, or latest."""
    if is_pinned:
        return FOR_EVER
    return A_DAY if is_past else LATEST
