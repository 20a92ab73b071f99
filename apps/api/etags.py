"""ETags and cache rules: an answer is named by its canonical URL, the version of its data and its form."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.utils.http import parse_http_date_safe

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


def is_unchanged_since(headers: Mapping[str, str], modified_at: datetime | None) -> bool:
    """Tell whether a caller that sends no ETag holds what was last changed at `modified_at`, to the second."""
    if modified_at is None or "If-None-Match" in headers:
        return False
    since = parse_http_date_safe(headers.get("If-Modified-Since", ""))
    return since is not None and int(modified_at.timestamp()) <= since


def cache_control(*, is_pinned: bool, is_past: bool) -> str:
    """Return the Cache-Control of an answer: pinned to a release, as of a past moment, or latest."""
    if is_pinned:
        return FOR_EVER
    return A_DAY if is_past else LATEST
