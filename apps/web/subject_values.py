"""What a contested thing says now, in words, and the release in which it says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from apps.events import queries as events
from apps.flows import profiles, queries
from apps.flows.cells import cell_of
from apps.flows.claims import pages
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import claim_parts, corridor_words, country_facts, event_words
from apps.web.home_parts import names_of
from apps.web.numbers import figure, range_text
from apps.web.subjects import Subject, named


def valued(key: str, *, now: datetime) -> Subject | None:
    """Return what an address names, with its value now; None where it names nothing here."""
    subject = named(key, now=now)
    if subject is None:
        return None
    kind, _slash, rest = key.partition("/")
    if kind == "event":
        return replace(subject, value=_event(rest, now))
    release = queries.release(now=now)
    teller = OF_A_RELEASE.get(kind)
    if teller is None or release is None:
        return subject
    return replace(subject, value=teller(rest, release), release=release.id)


def _event(slug: str, now: datetime) -> str:
    row = events.event_rows(states=("CONFIRMED", "CANDIDATE", "REJECTED"), as_of=now, slug=slug)[0]
    names = event_words.STAGE_NAMES
    steps = [
        f"{names.get(one['stage'], one['stage'])} {event_words.dated(one['date'], one['date_precision'])}"
        for one in row["stages"]
    ]
    told = {"n": row["revision"], "stages": "; ".join(steps) or "–"}
    return _("revision %(n)s: %(stages)s") % told


def _claim(claim_id: str, release: ReleaseRow) -> str:
    view = pages.one(claim_id, release=release.id)
    checks = claim_parts.line(view).checks if view else []
    found = [
        [str(check.chip.words), check.figure, f"({check.range})" if check.range else ""] for check in checks
    ]
    return "; ".join(" ".join(filter(None, parts)) for parts in found)


def _country(code: str, release: ReleaseRow) -> str:
    question = Question()
    profile = profiles.country_profile(question, release, country=code)
    return country_facts.headline(profile, question, names_of(reference.countries())[code])


def _corridor(rest: str, release: ReleaseRow) -> str:
    question, names = Question(), names_of(reference.countries())
    origin, _slash, destination = rest.partition("/")
    profile = profiles.corridor_profile(question, release, origin=origin, destination=destination)
    return corridor_words.headline(profile, question, (names[origin], names[destination]))


def _cell(rest: str, release: ReleaseRow) -> str:
    vintages = queries.revisions(rest).vintages
    values = next((one.values for one in vintages if one.is_current), None)
    if values is None:
        return _("no figure is listed in this release")
    span = (values["central"], values["low"], values["high"], cell_of(rest).unit)
    told = {"figure": figure(*span), "range": range_text(*span), "grade": values["evidence_grade"]}
    return _("%(figure)s (%(range)s), grade %(grade)s") % told


OF_A_RELEASE: dict[str, Callable[[str, ReleaseRow], str]] = {
    "claim": _claim, "country": _country, "corridor": _corridor, "cell": _cell,
}  # fmt: skip
