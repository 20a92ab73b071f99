"""One file that ships with this product."""

from django.conf import settings

from apps.collectors.contract import Page, SourceUnavailable
from apps.collectors.transports.fetched import Fetched

FOLDER = "apps/reference/data"


def url_of(page: Page) -> str:
    """Return the address of a bundled file."""
    return f"bundled:{FOLDER}/{page.path}"


def fetch(page: Page) -> Fetched:
    """Return the bytes of a bundled file; raise SourceUnavailable without it."""
    try:
        return Fetched(url=url_of(page), body=(settings.ROOT / FOLDER / page.path).read_bytes())
    except OSError as fault:
        raise SourceUnavailable(f"{FOLDER}/{page.path}: {fault}; check out the product again") from fault
