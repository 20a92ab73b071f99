"""The sources that exist: every module of sources/, by key."""

import importlib
import pkgutil
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Protocol

from apps.collectors import sources as folder
from apps.collectors.contract import Bodies, Page, Reading, Spec, State

NAMES = ("SPEC", "pages", "page_for", "follow", "parse")


class UnknownSource(LookupError):
    """No source has this key; the message lists those that exist."""


class SourceModule(Protocol):
    """What every module of sources/ offers."""

    SPEC: Spec

    def pages(self, state: State, since: date) -> list[Page]:
        """Return the pages to fetch first."""

    def page_for(self, path: str) -> Page:
        """Return the page of an archived body."""

    def follow(self, page: Page, body: bytes) -> list[Page]:
        """Return the pages that a body leads to."""

    def parse(self, bodies: Bodies) -> Reading:
        """Return what the bytes say."""


@cache
def sources() -> MappingProxyType[str, SourceModule]:
    """Return every source by key; a module without the four names fails by name."""
    found: dict[str, SourceModule] = {}
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        missing = [name for name in NAMES if not hasattr(module, name)]
        if missing:
            raise TypeError(f"{module.__name__} lacks {', '.join(missing)}")
        if module.SPEC.key in found:
            raise TypeError(f"{module.__name__}: another source has the key {module.SPEC.key}")
        found[module.SPEC.key] = module
    return MappingProxyType(found)


def source(key: str) -> SourceModule:
    """Return one source; raise UnknownSource."""
    if key not in sources():
        raise UnknownSource(f"no source {key!r}; there are {', '.join(sources())}")
    return sources()[key]
