"""Search over countries, models, labs, serving companies, events and documents."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.events import search as events
from apps.flows import queries
from apps.reference import queries as reference
from apps.reference import search as names
from apps.web.territories import in_language
from apps.web.words import Text

LONGEST = 80
LIMIT = 40
# kind: (words, name of the address of one of them)
KINDS: dict[str, tuple[Text, str]] = {
    "country": (_l("Countries"), "country"),
    "model": (_l("Models"), "model"),
    "lab": (_l("Labs"), "lab"),
    "company": (_l("Serving companies"), "company"),
    "event": (_l("Events"), "event"),
    "document": (_l("Documents"), "document"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: its name, where it leads ('' where it has no page), and a note."""

    name: str
    url: str
    note: str


def search(request: HttpRequest) -> HttpResponse:
    """Show what fits the text; a text that is too long is cut, and said so."""
    asked = request.GET.get("q", "").replace("\x00", " ")
    text = asked[:LONGEST].strip()
    now = timezone.now()
    notices = (
        [_("Only the first %(n)s characters were searched for.") % {"n": LONGEST}]
        if len(asked) > LONGEST
        else []
    )
    context: dict[str, Any] = {
        "text": text,
        "notices": notices,
        "groups": grouped(text, now) if text else [],
        "release": queries.release(now=now),
    }
    return render(request, "web/search.html", context)


def grouped(text: str, now: Any) -> list[tuple[Text, list[Hit]]]:
    """Return the hits by kind, in the order of KINDS; kinds without any are left out."""
    found: dict[str, list[Hit]] = {kind: [] for kind in KINDS}
    for row in names.search(text, limit=LIMIT, keys=codes_named(text)):
        name = in_language(row.name) if row.kind == "country" else row.name
        found[row.kind].append(Hit(name, address(row.kind, row.key), row.note))
    for hit in events.search(text, as_of=now, limit=LIMIT):
        found[hit.kind].append(Hit(hit.title, address(hit.kind, hit.key), hit.note))
    return [(KINDS[kind][0], hits) for kind, hits in found.items() if hits]


def codes_named(text: str) -> tuple[str, ...]:
    """Return the countries whose name in the reader's language holds the text; English is searched elsewhere."""
    if (get_language() or "en") == "en":
        return ()
    return tuple(row.code for row in reference.countries() if text.lower() in in_language(row.name).lower())


def address(kind: str, key: str) -> str:
    """Return the page of a hit, or nothing where there is none."""
    try:
        return reverse(KINDS[kind][1], args=[key])
    except NoReverseMatch:
        return ""
