"""One form for the many spellings of a public address, so that two sources meet on one event."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "ref_src")


def canonical(url: str) -> str:
    """Return an address without scheme's spelling, `www.`, fragment, tracking words and a last slash."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(TRACKING)
    ]
    return urlunsplit(("https", host + port, parts.path.rstrip("/"), urlencode(query), ""))
