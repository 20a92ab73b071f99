"""Which way in a source's upstream means."""

from django.conf import settings

from apps.collectors.contract import Page
from apps.collectors.transports import bundled, http, package
from apps.collectors.transports.fetched import Fetched
from apps.collectors.transports.manners import CONFIGURED

PACKAGE, BUNDLED = "PACKAGE", "BUNDLED"


def needs_network(upstream: str) -> bool:
    """Tell whether this upstream is anywhere but on this machine."""
    return upstream not in (PACKAGE, BUNDLED)


def prefix_of(upstream: str) -> str:
    """Return what stands before the path in every address of an upstream."""
    local = {PACKAGE: "package:", BUNDLED: f"bundled:{bundled.FOLDER}/"}
    return local[upstream] if upstream in local else str(settings.UPSTREAMS[upstream]).rstrip("/")


def url_of(page: Page, upstream: str) -> str:
    """Return the address of a page."""
    if upstream == PACKAGE:
        return package.url_of(page)
    return bundled.url_of(page) if upstream == BUNDLED else http.url_of(page, upstream)


def fetch(page: Page, *, upstream: str, etag: str = "", last_modified: str = "") -> Fetched:
    """Return the page; raise PageMissing, SourceUnavailable or UnsafeAddress."""
    if upstream == PACKAGE:
        return package.fetch(page)
    if upstream == BUNDLED:
        return bundled.fetch(page)
    return http.fetch(page, upstream=upstream, etag=etag, last_modified=last_modified)


def mismatch_wait_s(upstream: str) -> float:
    """Return how long to wait before a body with a wrong checksum is fetched once more."""
    return (http.manners_for(upstream) if needs_network(upstream) else CONFIGURED).mismatch_s
