"""One data file of an installed package: its bytes and version; never imported, never the network."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from apps.collectors.contract import Page, SourceUnavailable
from apps.collectors.transports.fetched import Fetched


def url_of(page: Page) -> str:
    """Return the address of a package's file."""
    return f"package:{page.path}"


def fetch(page: Page) -> Fetched:
    """Return the file `<package>/<path>` with the package's version; raise SourceUnavailable without it."""
    name = page.path.partition("/")[0]
    try:
        installed = distribution(name)
        body = Path(str(installed.locate_file(page.path))).read_bytes()
    except (PackageNotFoundError, OSError) as fault:
        raise SourceUnavailable(f"package {name}: {fault}; install the locked requirements again") from fault
    return Fetched(url=url_of(page), body=body, headers={"package-version": installed.version})
