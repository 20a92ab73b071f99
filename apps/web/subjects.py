"""What a note or a dispute is about, in words: its name, its value now, the release it stands in, its page."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.estimator.measures import UNKNOWN
from apps.events import queries as events
from apps.events.faults import InvalidField
from apps.events.subjects import check_subject
from apps.events.versions import document_row
from apps.flows import queries
from apps.flows.cells import UnreadableCell, cell_of
from apps.reference import claims
from apps.reference import queries as reference
from apps.web import event_parts, words
from apps.web.foreign import shown
from apps.web.home_parts import names_of
from apps.web.own_words import ours
from apps.web.words import Text

KIND_NAMES: dict[str, Text] = {
    "event": _l("Event"), "claim": _l("Published claim"), "country": _l("Country"), "corridor": _l("Corridor"),
    "cell": _l("Figure"), "document": _l("Document"), "model": _l("Model"), "lab": _l("Lab"),
    "provider": _l("Serving company"), "source": _l("Source"), "run": _l("Run"), "release": _l("Release"),
    "series": _l("Series"), "parameter": _l("Parameter"), "observation": _l("Observation"), "annotation": _l("Note"),
}  # fmt: skip


HEX16 = re.compile(r"[0-9a-f]{16}")
NOTE_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing with an address here; `value` and `release` are empty where it has none."""

    key: str
    kind: Text
    name: str
    value: str = ""
    release: str = ""
    url: str = ""


Teller = Callable[[Subject, str, datetime], Subject | None]


def named(key: str, *, now: datetime) -> Subject | None:
    """Return what an address names, without its value; None where it names nothing here."""
    try:
        check_subject(key)
    except InvalidField:
        return None
    kind, _slash, rest = key.partition("/")
    plain = Subject(key, KIND_NAMES[kind], rest)
    teller = NAMERS.get(kind)
    return teller(plain, rest, now) if teller else plain


def kept_name(key: str, *, now: datetime) -> Subject:
    """Return what an address names; a thing that is no longer there keeps its address as its name."""
    kind, _slash, rest = key.partition("/")
    return named(key, now=now) or Subject(key, KIND_NAMES.get(kind, kind), shown(rest, most=event_parts.GIST))


def _event(plain: Subject, slug: str, now: datetime) -> Subject | None:
    found = events.event_rows(states=("CONFIRMED", "CANDIDATE", "REJECTED"), as_of=now, slug=slug)
    if not found:
        return None
    url = event_parts.event_url(slug, found[0]["state"])
    return replace(plain, name=shown(found[0]["title"], most=event_parts.TITLE), url=url)


def _claim(plain: Subject, claim_id: str, _now: datetime) -> Subject | None:
    row = next((row.claim for row in claims.ledger() if row.claim.claim_id == claim_id), None)
    return replace(plain, name=ours(row.wording), url=reverse("claim", args=[claim_id])) if row else None


def _country(plain: Subject, code: str, _now: datetime) -> Subject | None:
    name = names_of(reference.countries()).get(code)
    if name is None or code == UNKNOWN:
        return None
    return replace(plain, name=name, url=reverse("country", args=[code]))


def _corridor(plain: Subject, rest: str, _now: datetime) -> Subject | None:
    names, ends = names_of(reference.countries()), rest.split("/")
    if not set(ends) <= set(names):
        return None
    return replace(plain, name=" → ".join(names[code] for code in ends), url=reverse("corridor", args=ends))


def _cell(plain: Subject, rest: str, _now: datetime) -> Subject | None:
    try:
        cell = cell_of(rest)
    except UnreadableCell:
        return None
    names = names_of(reference.countries())
    told = {
        "origin": names[cell.origin], "destination": names[cell.destination], "week": words.day(cell.week),
        "measure": words.MEASURE_NAMES[cell.measure], "basis": words.BASIS_NAMES[cell.basis],
    }  # fmt: skip
    name = _("%(origin)s → %(destination)s, %(measure)s (%(basis)s), week of %(week)s") % told
    return replace(
        plain, name=name, url=f"{reverse('revisions')}?{urlencode({'cell': cell.address}, safe='/')}"
    )


def _document(plain: Subject, key: str, _now: datetime) -> Subject | None:
    row = document_row(key)
    if row is None:
        return None
    return replace(plain, name=shown(row.title, most=event_parts.TITLE), url=reverse("document", args=[key]))


def _model(plain: Subject, key: str, _now: datetime) -> Subject | None:
    fact = reference.model_facts().get(key)
    return replace(plain, name=fact.name, url=reverse("model", args=[key])) if fact else None


def _lab(plain: Subject, key: str, _now: datetime) -> Subject | None:
    row = next((row for row in reference.labs() if row.key == key), None)
    return replace(plain, name=row.name, url=reverse("lab", args=[key])) if row else None


def _provider(plain: Subject, key: str, _now: datetime) -> Subject | None:
    row = next((row for row in reference.providers() if row.key == key), None)
    return replace(plain, name=row.name) if row else None


def _release(plain: Subject, key: str, _now: datetime) -> Subject | None:
    found = any(row.id == key for row in queries.release_list())
    return replace(plain, release=key, url=f"{reverse('home')}?release={key}") if found else None


def _run(plain: Subject, key: str, _now: datetime) -> Subject | None:
    return replace(plain, url=f"/api/v1/runs/{key}") if HEX16.fullmatch(key) and queries.run(key) else None


def _annotation(plain: Subject, key: str, now: datetime) -> Subject | None:
    try:
        uid = UUID(key)
    except ValueError:
        return None
    found = events.annotation_rows(as_of=now, uid=uid)
    if not found:
        return None
    name = shown(found[0]["body"] or key, most=NOTE_SHOWN)
    return replace(plain, name=name, url=reverse("annotation", args=[uid]))


NAMERS: dict[str, Teller] = {
    "event": _event, "claim": _claim, "country": _country, "corridor": _corridor, "cell": _cell,
    "document": _document, "model": _model, "lab": _lab, "provider": _provider, "release": _release, "run": _run,
    "annotation": _annotation,
}  # fmt: skip
