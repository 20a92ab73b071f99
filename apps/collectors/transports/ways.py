"""Which way in a source's upstream means."""

from contextlib import AbstractContextManager, nullcontext

from django.conf import settings

from apps.collectors.contract import Page
from apps.collectors.transports import bundled, git, http, package, robots
from apps.collectors.transports.fetched import Fetched
from apps.collectors.transports.manners import CONFIGURED

PACKAGE, FEEDS = "PACKAGE", "FEEDS"
GIT = ("TERMS_ARCHIVE",)


def needs_network(upstream: str) -> bool:
    """Tell whether this upstream is anywhere but on this machine."""
    return upstream != PACKAGE and upstream not in bundled.FOLDERS


def keys() -> frozenset[str]:
    """Return the names of the keys that are set."""
    return frozenset(name for name, key in settings.API_KEYS.items() if key)


def prefix_of(upstream: str) -> str:
    """Return what stands before the path in every address of an upstream."""
    if upstream in bundled.FOLDERS:
        return f"bundled:{bundled.FOLDERS[upstream]}/"
    local = {PACKAGE: "package:", FEEDS: ""}
    return local[upstream] if upstream in local else str(settings.UPSTREAMS[upstream]).rstrip("/")


def addresses(upstream: str) -> tuple[str, ...]:
    """Return the whole addresses that the settings list for an upstream without a base."""
    return tuple(settings.FEEDS) if upstream == FEEDS else ()


def url_of(page: Page, upstream: str) -> str:
    """Return the address of a page."""
    if upstream == PACKAGE:
        return package.url_of(page)
    if upstream in GIT:
        return git.url_of(page, upstream)
    if upstream in bundled.FOLDERS:
        return bundled.url_of(page, upstream)
    return http.url_of(page, upstream)


def session(upstream: str) -> AbstractContextManager[None]:
    """Return what is to stay open while the pages of one collection are fetched."""
    return git.reading() if upstream in GIT else nullcontext()


def fetch(page: Page, *, upstream: str, etag: str = "", last_modified: str = "") -> Fetched:
    """Return the page; raise PageMissing, SourceUnavailable or UnsafeAddress."""
    if upstream == PACKAGE:
        return package.fetch(page)
    if upstream in bundled.FOLDERS:
        return bundled.fetch(page, upstream)
    if upstream == FEEDS:
        robots.obey(page.path)
    if upstream in GIT:
        return git.fetch(page, upstream=upstream, etag=etag)
    return http.fetch(page, upstream=upstream, etag=etag, last_modified=last_modified)


def mismatch_wait_s(upstream: str) -> float:
    """Return how long to wait before a body with a wrong checksum is fetched once more."""
    return (http.manners_for(upstream) if needs_network(upstream) else CONFIGURED).mismatch_s
