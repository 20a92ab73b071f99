"""The pages of the desk: each in the menu of those who may open it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _l

from apps.events.faults import Person
from apps.events.words import ROLES
from apps.web.shell import Entry
from apps.web.words import Text

ROLE_NAMES: dict[str, Text] = {
    "reader": _l("reader"),
    "analyst": _l("analyst"),
    "reviewer": _l("reviewer"),
    "admin": _l("admin"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One page: the name of its address, its words, and the lowest role that may open it."""

    address: str
    label: Text
    role: str


# A page that is not built is not listed.
MENU: tuple[Item, ...] = (
    Item("desk", _l("Queue"), "analyst"),
    Item("desk-reviews", _l("Reviews"), "reviewer"),
    Item("desk-coding", _l("Double coding"), "analyst"),
    Item("desk-documents", _l("Documents"), "analyst"),
    Item("desk-quotes", _l("Quotes"), "analyst"),
    Item("desk-held", _l("Held data"), "analyst"),
    Item("desk-parameters", _l("Parameters"), "analyst"),
    Item("desk-disputes", _l("Disputes"), "analyst"),
    Item("desk-notices", _l("Notices"), "reader"),
    Item("desk-tokens", _l("Tokens"), "reader"),
    Item("desk-people", _l("People"), "admin"),
    Item("desk-account", _l("Account"), "reader"),
)


def entries(request: HttpRequest, person: Person) -> list[Entry]:
    """Return the pages that a person may open, the open one marked."""
    here = request.resolver_match.url_name if request.resolver_match else None
    held = ROLES.index(person.role) if person.role in ROLES else -1
    found = []
    for item in MENU:
        if ROLES.index(item.role) > held:
            continue
        try:
            found.append(Entry(item.label, reverse(item.address), item.address == here))
        except NoReverseMatch:
            continue
    return found
