"""What every page's frame needs: the pages of the site, with the one the reader is on."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _l

from apps.flows import queries as flows
from apps.web.words import Text

# (name of the address, words): in the header, and behind "More". A page that is not built is not listed.
MAIN: tuple[tuple[str, Text], ...] = (
    ("home", _l("Map")),
    ("timeline", _l("Timeline")),
    ("countries", _l("Countries")),
    ("models", _l("Models")),
    ("prices", _l("Prices")),
    ("events", _l("Events")),
    ("claims", _l("Claims")),
    ("method", _l("Method")),
    ("data", _l("Data")),
)
MORE: tuple[tuple[str, Text], ...] = (
    ("labs", _l("Labs")),
    ("price-gap", _l("Price gap")),
    ("calculator", _l("Calculator")),
    ("documents", _l("Documents")),
    ("disputes", _l("Disputes")),
    ("sources", _l("Sources")),
    ("about", _l("About")),
    ("desk", _l("Desk")),
)
API_DOCS = "/api/v1/docs"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu."""

    name: Text
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the site, with the address of this view in it."""

    code: str
    name: str
    url: str
    is_here: bool
    whole_url: str


def pages(request: HttpRequest) -> dict[str, Any]:
    """Return the menu, the languages and whether all figures are simulated (a context processor)."""
    here = request.resolver_match.url_name if request.resolver_match else None
    api = Entry("API", API_DOCS, is_here=False)
    menu = {"main": _entries(MAIN, here), "more": [*_entries(MORE, here), api]}
    return {
        "pages": menu,
        "languages": languages(request),
        # Asked for where a page is framed, once; the page of a broken site asks no database.
        "is_synthetic": SimpleLazyObject(flows.is_synthetic_world),
    }


def languages(request: HttpRequest) -> list[Language]:
    """Return the same view in each language."""
    current = get_language()
    return [
        Language(code, name, url, code == current, request.build_absolute_uri(url))
        for code, name in settings.LANGUAGES
        for url in (_in(request, code),)
    ]


def _in(request: HttpRequest, code: str) -> str:
    """Return the address of this view in a language."""
    query = request.GET.copy()
    query["lang"] = code
    return f"{request.path}?{query.urlencode()}"


def _entries(listed: tuple[tuple[str, Text], ...], here: str | None) -> list[Entry]:
    """Return the entries whose page exists."""
    found = []
    for address, words in listed:
        try:
            found.append(Entry(words, reverse(address), address == here))
        except NoReverseMatch:
            continue
    return found
