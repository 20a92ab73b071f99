"""One file that ships with this product."""

from types import MappingProxyType

from django.conf import settings

from apps.collectors.contract import Page, SourceUnavailable
from apps.collectors.transports.fetched import Fetched

FOLDERS = MappingProxyType({"BUNDLED": "apps/reference/data", "BUNDLED_EVENTS": "apps/events/data"})
FOLDER = FOLDERS["BUNDLED"]


def url_of(page: Page, upstream: str) -> str:
    """Return the address of a bundled file."""
    return f"bundled:{FOLDERS[upstream]}/{page.path}"


def fetch(page: Page, upstream: str) -> Fetched:
    """Return the bytes of a bundled file; raise SourceUnavailable without it."""
    name = f"{FOLDERS[upstream]}/{page.path}"
    try:
        return Fetched(url=url_of(page, upstream), body=(settings.ROOT / name).read_bytes())
    except OSError as fault:
        raise SourceUnavailable(f"{name}: {fault}; check out the product again") from fault
