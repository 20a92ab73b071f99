"""The parts of the ledger's pages: a claim's line, its checks, its inputs with links, the boxes of conflicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from apps.flows.claims.ledger import Box, ClaimView
from apps.reference.claims import CheckRow, ClaimRow, OccurrenceRow, PublicationRow
from apps.web import claim_words, words
from apps.web.own_words import ours


@dataclass(frozen=True, slots=True)
class Chip:
    """Status and basis, printed together."""

    status: str
    sign: str
    words: str
    basis: str
    basis_words: str
    said_in: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One recomputation as it is printed."""

    chip: Chip
    label: str
    claimed: str
    figure: str
    range: str
    reason: str
    formula: str
    is_headline: bool
    is_reconstructed: bool
    details: list[tuple[str, str]]
    inputs: list["Input"]
    source_title: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Input:
    """One resolved input: its name, its value, where it leads, and who said it."""

    name: str
    value: str
    ref: str
    url: str
    title: str
    source_url: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A claim in the list."""

    id: str
    url: str
    wording: str
    speaker: str
    publications: list[str]
    claimed: str
    denominator: str
    checks: list[Check]
    caveat: str
    is_disputed: bool


def line(view: ClaimView) -> Line:
    """Return a claim as a line of the list, with its headline checks."""
    claim = view.claim
    return Line(
        id=claim.claim_id,
        url=reverse("claim", args=[claim.claim_id]),
        wording=ours(claim.wording),
        speaker=claim.speaker,
        publications=[row.publication_id for row in view.publications],
        claimed=claim_words.claimed(claim, claim.value, claim.value_low, claim.value_high),
        denominator=claim_words.denominator(claim.denominator),
        checks=headlines(view),
        caveat=ours(claim.caveat),
        is_disputed="translation" in claim.conflict_groups,
    )


def headlines(view: ClaimView) -> list[Check]:
    """Return the headline checks; before an evaluation one that says so."""
    return [one for one in checks(view) if one.is_headline]


def checks(view: ClaimView) -> list[Check]:
    """Return every check, headlines first, evaluated or not."""
    results = {row["check_id"]: row for row in view.results}
    return [check(row, results.get(row.check_id), view.claim) for row in view.checks]


def check(row: CheckRow, result: Mapping[str, Any] | None, claim: ClaimRow) -> Check:
    """Return one check as it is printed."""
    told = result or {"status": "", "reason": "", "claimed": {}, "details": [], "resolved_inputs": []}
    sign, status = claim_words.STATUSES[told["status"]]
    central, span = claim_words.found(dict(told), claim) if result else ("", "")
    said_in = _("text %(id)s") % {"id": row.publication_id} if row.publication_id else ""
    return Check(
        chip=Chip(told["status"], sign, str(status), row.basis, str(claim_words.BASES[row.basis]), said_in),
        label=ours(row.label),
        claimed=claim_words.claimed(claim, **told["claimed"]),
        figure=central,
        range=span,
        reason=claim_words.reason(told["reason"]) if told["reason"] else "",
        formula=row.formula_id,
        is_headline=row.is_headline,
        is_reconstructed=row.reading == "RECONSTRUCTED",
        details=[detail(item, claim) for item in told["details"]],
        inputs=[resolved(item, claim) for item in told["resolved_inputs"]],
        source_title=row.source_title,
        source_url=row.source_url,
    )


def detail(item: Mapping[str, Any], claim: ClaimRow) -> tuple[str, str]:
    """Return a further number of an answer."""
    low, central, high = (
        claim_words.number(item[end], item["unit"], claim) for end in ("low", "central", "high")
    )
    span = f"{low} – {high}" if low != high else ""
    return claim_words.in_words(item["name"]), central or span


def resolved(item: Mapping[str, Any], claim: ClaimRow) -> Input:
    """Return one input with its value, its own page where it has one, and its citation."""
    unit = item["unit"] or claim.unit
    low, central, high = (claim_words.number(item[end], unit, claim) for end in ("low", "central", "high"))
    ends = central or (f"{low} – {high}" if low and high else "")
    days = ", ".join(item.get("days", ()))
    value = claim_words.in_words(item.get("text", "")) or ends or days
    cited = item["citation"]
    return Input(
        name=claim_words.in_words(item["name"]),
        value=value or _("several numbers"),
        ref=item["ref"],
        url=page_of(item["ref"]),
        title=cited.get("title", "") or (_("the claim itself") if cited.get("claim") else ""),
        source_url=cited.get("url", ""),
        note=_("grade %(grade)s") % {"grade": cited["grade"]} if cited.get("grade") else "",
    )


def page_of(ref: str) -> str:
    """Return the page of this site that shows an input, or nothing."""
    kind, _sep, rest = ref.partition(":")
    try:
        if kind == "price":
            return reverse("model", args=[rest.partition("/")[0]])
        if kind == "claim" and rest[:1] == "c" and "/" in rest:
            return reverse("claim", args=[rest.partition("/")[0]])
        if kind == "event":
            return reverse("event", args=[rest.partition("/")[0]])
        if kind == "hosts":
            return reverse("model", args=[rest.partition("@")[0]])
        if kind == "param":
            return reverse("method")
    except NoReverseMatch:
        return ""
    return ""


def box(one: Box) -> dict[str, Any]:
    """Return a box: every side with its day, unit, denominator and our number."""
    return {
        "id": one.group_id,
        "title": ours(one.title),
        "shows": ours(one.shows),
        "sides": [(line(view), said(view), wordings(view)) for view in one.sides],
        "others": one.other_sides,
    }


def said(view: ClaimView) -> str:
    """Return when a claim was made, as far as it is known."""
    day = view.claim.said_date
    return words.day(day) if day else _("day not known")


def wordings(view: ClaimView) -> list[tuple[str, str]]:
    """Return (publication, wording) of every place whose words differ from the claim's, or that disagrees."""
    own = [row for row in view.occurrences if row.wording != view.claim.wording or row.value]
    return [(row.publication_id, ours(row.wording)) for row in own]


def occurrence(row: OccurrenceRow, text: PublicationRow) -> dict[str, Any]:
    """Return one place where a claim stands."""
    return {
        "id": row.publication_id,
        "wording": ours(row.wording),
        "value": claim_words.in_words(row.value) if row.value else "",
        "locator": row.locator,
        "title": text.title or _("without title in our copy"),
        "outlet": text.outlet,
        "author": text.author,
        "day": words.day(text.published_date) if text.published_date else _("day not known"),
        "url": text.url,
        "damage": [str(claim_words.DAMAGES[flag]) for flag in sorted(text.damage)],
        "translation_of": text.translation_of,
    }


def history(view: ClaimView) -> list[dict[str, str]]:
    """Return the changes of status, newest first."""
    return [
        {
            "day": claim_words.moment(row["at"]),
            "check": row["check_id"],
            "before": str(claim_words.STATUSES[row["before"]][1]) if row["before"] else "",
            "after": str(claim_words.STATUSES[row["after"]][1]),
            "run": row["run"] or "",
        }
        for row in reversed(view.history)
    ]
