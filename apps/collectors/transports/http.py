"""The only way to the network: checked addresses, bounded answers, polite retries, conditional requests."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode, urljoin

import httpcore
from django.conf import settings

from apps.collectors.contract import KeyRefused, Page, SourceUnavailable, UnsafeAddress
from apps.collectors.transports.addresses import Target, is_loopback, resolve, target_of
from apps.collectors.transports.connection import CONNECT_S, READ_S, CheckedBackend, Deadline, tls_context
from apps.collectors.transports.fetched import Fetched, PageMissing
from apps.collectors.transports.manners import (
    CONFIGURED,
    LONGEST_WAIT_S,
    PUBLIC,
    Manners,
    one_at_a_time,
    read_retry_after,
    wait_before_retry,
)  # fmt: skip
from apps.collectors.transports.unpacking import WIRE_BYTES, unpack

TOTAL_S = 120.0
REDIRECTS = 3
REDIRECTED, MISSING, BUSY = (301, 302, 303, 307, 308), (404, 410), (429, 503)
OK, NOT_MODIFIED, UNAUTHORIZED, FIRST_SERVER_FAULT = 200, 304, 401, 500
# What is worth keeping of an answer; cookies and whatever else may name us is not.
KEPT_HEADERS = (
    "age", "cache-control", "content-encoding", "content-length", "content-type", "date", "etag", "last-modified",
    "retry-after",
)  # fmt: skip
ACCEPT = {
    "JSON": "application/json", "CSV": "text/csv",
    "XML": "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8",
}  # fmt: skip


class _Busy(Exception):
    """An answer that may be better in a moment."""

    def __init__(self, message: str, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


def url_of(page: Page, upstream: str) -> str:
    """Return the address of a page: the configured base, the path, the parameters in order."""
    base = settings.UPSTREAMS.get(upstream, "").rstrip("/")
    query = f"?{urlencode(sorted(page.params.items()))}" if page.params else ""
    return f"{base}{page.path}{query}"


def configured() -> list[str]:
    """Return the bases that may lead to private addresses: those of upstreams, and feeds on loopback."""
    return [*settings.UPSTREAMS.values(), *filter(is_loopback, settings.FEEDS)]


def manners_for(upstream: str) -> Manners:
    """Return how an upstream is asked: one whose base leads to a private address is ours."""
    base = settings.UPSTREAMS.get(upstream, "")
    return _manners_of(base) if base else PUBLIC


def _manners_of(url: str) -> Manners:
    """Return how an address is asked."""
    return CONFIGURED if target_of(url, configured=configured()).scheme == "http" else PUBLIC


def fetch(
    page: Page, *, upstream: str, etag: str = "", last_modified: str = "", total_s: float = TOTAL_S
) -> Fetched:
    """Return the page, or that it is unchanged; raise PageMissing, SourceUnavailable or UnsafeAddress."""
    url = url_of(page, upstream)
    manners = _at_pace(_manners_of(url), page)
    key = settings.API_KEYS[page.auth] if page.auth else ""
    headers = {"Accept": ACCEPT.get(page.expect.content, "*/*")}
    headers |= (
        {"If-None-Match": etag} if etag else {"If-Modified-Since": last_modified} if last_modified else {}
    )
    headers |= {"Authorization": f"Bearer {key}"} if key else {}
    deadline = Deadline(total_s)
    for attempt in range(manners.tries):
        try:
            return _without_key(_follow(url, headers, deadline, manners), key)
        except _Busy as busy:
            _wait_or_give_up(url, busy, attempt, manners, deadline)
    raise SourceUnavailable(f"{url} did not answer in {manners.tries} tries; the next run tries again")


def _at_pace(manners: Manners, page: Page) -> Manners:
    """Return the manners for a page that public hosts are to be asked for at a slower pace."""
    return replace(manners, pause_s=max(manners.pause_s, page.pause_s)) if manners.pause_s else manners


def _without_key(fetched: Fetched, key: str) -> Fetched:
    """Refuse an answer that repeats our key, so that no archive can hold it."""
    if key and key.encode() in fetched.body:
        raise UnsafeAddress(f"{fetched.url}: the answer repeats our key and is not kept")
    return fetched


def _wait_or_give_up(url: str, busy: _Busy, attempt: int, manners: Manners, deadline: Deadline) -> None:
    """Wait before the next try; raise SourceUnavailable where the host asks for more patience than we have."""
    wished = busy.retry_after_s
    is_last = attempt + 1 == manners.tries
    if is_last or (wished or 0) >= deadline.left():
        after = min(wished, LONGEST_WAIT_S) if wished is not None else None
        asks = f" and asks to come back in {wished} s" if wished is not None else ""
        raise SourceUnavailable(
            f"{url} {busy}{asks}; the next run tries again", retry_after_s=after
        ) from busy
    if wished:
        deadline.pause(wished)
    else:
        wait_before_retry(attempt, manners)


def _follow(url: str, headers: Mapping[str, str], deadline: Deadline, manners: Manners) -> Fetched:
    """Fetch through at most three redirects, each checked like the first address."""
    asked = url
    first = target = target_of(url, configured=configured())
    for _ in range(REDIRECTS + 1):
        sent = headers if target.origin == first.origin else _without_credentials(headers)
        status, answer, body = _once(url, target, sent, deadline, manners)
        if status not in REDIRECTED:
            return _judge(asked, status, answer, body)
        url = urljoin(url, answer.get("location", ""))
        following = target_of(url, configured=configured())
        if target.scheme == "https" and following.scheme == "http":
            raise UnsafeAddress(f"{asked} redirects from https to {url}")
        target = following
    raise UnsafeAddress(f"{asked} redirects more than {REDIRECTS} times")


def _without_credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that may go to another host."""
    return {name: value for name, value in headers.items() if name.lower() != "authorization"}


def _once(
    url: str, target: Target, headers: Mapping[str, str], deadline: Deadline, manners: Manners
) -> tuple[int, dict[str, str], bytes]:
    """Send one request to the checked address; raise _Busy for what another try may mend."""
    backend = CheckedBackend(resolve(target), deadline)
    tls = tls_context() if target.scheme == "https" else None
    timeouts = {"connect": CONNECT_S, "read": READ_S, "write": READ_S, "pool": CONNECT_S}
    sent = {"User-Agent": user_agent(), "Accept-Encoding": "gzip, identity", **headers}
    with (
        one_at_a_time(target.host, manners),
        httpcore.ConnectionPool(ssl_context=tls, network_backend=backend, retries=0) as pool,
    ):
        try:
            with pool.stream(
                "GET", url, headers=list(sent.items()), extensions={"timeout": timeouts}
            ) as response:
                answer = {name.decode().lower(): value.decode("latin-1") for name, value in response.headers}
                chunks = response.iter_stream() if response.status == OK else ()
                return response.status, answer, _unpacked(url, answer, chunks)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as fault:
            raise _Busy(f"failed ({type(fault).__name__}: {fault or 'no answer'})") from fault


def _unpacked(url: str, answer: Mapping[str, str], chunks: object) -> bytes:
    """Return the body of an answer within its limits; a promised length counts at once."""
    promised = answer.get("content-length", "")
    if promised.isdigit() and int(promised) > WIRE_BYTES:
        raise UnsafeAddress(f"{url}: promises {promised} bytes, more than {WIRE_BYTES}")
    return unpack(chunks, encoding=answer.get("content-encoding", ""), url=url)  # type: ignore[arg-type]


def _judge(url: str, status: int, answer: Mapping[str, str], body: bytes) -> Fetched:
    """Return an answer as what it means; raise what it fails with."""
    kept = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    if status == NOT_MODIFIED:
        return Fetched(url=url, status=status, headers=kept, is_unchanged=True)
    if status == OK:
        return Fetched(
            url=url, status=status, body=body, content_type=answer.get("content-type", ""), headers=kept
        )
    if status in MISSING:
        raise PageMissing(f"{url} answers {status}: there is no such page")
    if status in BUSY or status >= FIRST_SERVER_FAULT:
        raise _Busy(f"answers {status}", read_retry_after(answer.get("retry-after", "")))
    if status == UNAUTHORIZED:
        raise KeyRefused(f"{url} answers 401: the key of this source is missing or not accepted")
    raise SourceUnavailable(f"{url} answers {status}; see the publisher's documentation")


@cache
def user_agent() -> str:
    """Return who we say we are: name, version and where to complain."""
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text())["project"]
    return f"Tokentrade/{project['version']} (+{settings.PROJECT_URL})"
