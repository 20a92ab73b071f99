"""What a site asks of robots (RFC 9309): read before a feed is, and obeyed.

Asked for pages that no interface terms cover; documented data interfaces follow their published terms.
"""

import threading
import time
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from apps.collectors.contract import Expect, Page, SourceUnavailable
from apps.collectors.transports import http
from apps.collectors.transports.fetched import PageMissing

OUR_NAME = "tokentrade"
# RFC 9309 asks to read 500 KiB at least, and not to keep a file for more than a day.
MOST_BYTES, KEPT_S = 512_000, 3_600.0
_EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """A path pattern, where `*` is anything and a last `$` the end, and whether it may be fetched."""

    pattern: str
    is_allowed: bool

    def matches(self, path: str) -> bool:
        """Tell whether the pattern covers a path from its start."""
        body, is_end = self.pattern.removesuffix("$"), self.pattern.endswith("$")
        first, *others = body.split("*")
        if not path.startswith(first):
            return False
        if is_end and not others:
            return path == first
        last = others.pop() if is_end else ""
        at = len(first)
        for part in others:
            at = path.find(part, at)
            if at < 0:
                return False
            at += len(part)
        return path.endswith(last) and len(path) - len(last) >= at


def rules_for(text: str, name: str = OUR_NAME) -> list[Rule]:
    """Return the rules of the groups that name us, else of those for everybody."""
    groups: dict[str, list[Rule]] = {}
    named: list[str] = []
    is_open = False
    for line in text.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            agent = value.lower().partition("/")[0]
            named = [*named, agent] if is_open else [agent]
            is_open = True
            groups.setdefault(agent, [])
        elif field in ("allow", "disallow"):
            is_open = False
            if value:
                rule = Rule(_spelled(value), field == "allow")
                for one in named:
                    groups[one].append(rule)
    return groups.get(name, groups.get(_EVERYBODY, []))


def is_allowed(rules: list[Rule], url: str) -> bool:
    """Tell whether a URL may be fetched: the longest pattern decides, allow before disallow."""
    parts = urlsplit(url)
    path = _spelled(urlunsplit(("", "", parts.path or "/", parts.query, "")))
    found = [rule for rule in rules if rule.matches(path)]
    return max(found, key=lambda rule: (len(rule.pattern), rule.is_allowed)).is_allowed if found else True


def obey(url: str) -> None:
    """Return where the site lets us fetch this URL; raise SourceUnavailable where it asks not to, or is silent."""
    parts = urlsplit(url)
    site = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
    if not is_allowed(_kept(site), url):
        raise SourceUnavailable(f"{url}: {site} asks robots not to fetch it; take it out of TOKENTRADE_FEEDS")


_seen: dict[str, tuple[float, list[Rule]]] = {}
_lock = threading.Lock()


def _kept(site: str) -> list[Rule]:
    """Return the rules of a site, asked for again after an hour."""
    with _lock:
        kept = _seen.get(site)
    if kept is not None and time.monotonic() - kept[0] < KEPT_S:
        return kept[1]
    rules = _asked(site)
    with _lock:
        _seen[site] = (time.monotonic(), rules)
    return rules


def _asked(site: str) -> list[Rule]:
    """Return the rules of a site that answers; none where it has no such file."""
    try:
        fetched = http.fetch(Page(key="robots", path=site, expect=Expect(content="TEXT")), upstream="FEEDS")
    except PageMissing:
        return []
    except SourceUnavailable as fault:
        raise SourceUnavailable(f"{fault}; without it nothing of this site is fetched") from fault
    return rules_for(fetched.body[:MOST_BYTES].decode("utf-8", "replace"))


def forget() -> None:
    """Forget what sites asked for."""
    with _lock:
        _seen.clear()


def _spelled(path: str) -> str:
    """Return a path in one spelling, so that `%7e` and `~` are the same; `*` and `$` stay as they are."""
    return quote(unquote(path), safe="/?&=+:@!$'()*,;~-._%")
