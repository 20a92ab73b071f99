"""The denominator switch: the same week as a share of five different wholes, each named with its unknown part."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.flows import queries
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import asked, row_files, words
from apps.web.charts import of_shares
from apps.web.home_parts import names_of
from apps.web.numbers import measured, percent
from apps.web.page_tools import tools

OWN = ("denominator", "measure", "basis")
ALLOWED = asked.COMMON | {"period"}
MEANINGS: dict[str, words.Text] = {
    "TOP10": _l("the ten largest models of the week"),
    "TOP50": _l("the models listed by name, without the rest"),
    "PLATFORM": _l("everything the platform counted, with the rest and what nobody can attribute"),
    "LAB_PAIR": _l("models of labs in China and the USA together"),
    "WORLD": _l("the world, a scenario: the platform over its assumed share"),
}
NUMERATORS: dict[str, words.Text] = {
    "LAB": _l("tokens of models by labs of each country"),
    "COMPUTE": _l("what is computed in each country"),
}
MEASURES = ("TOKENS", "SERVICE_VALUE_USD", "ENERGY_KWH")
BASES = ("LAB", "COMPUTE")


def denominators(request: HttpRequest) -> HttpResponse:
    """Show the bars of one week over the denominator asked for."""
    now = timezone.now()
    question, found = asked.common(request.GET, own=OWN, now=now, allowed=ALLOWED)
    notices = list(found)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    chosen = choices(request, notices)
    week = question.period or release.newest
    rows = queries.shares(release, week, measure=chosen["measure"], basis=chosen["basis"])
    names = names_of(reference.countries())
    shown = bars(rows, chosen["denominator"], names, release)
    context = {"question": question, "notices": notices, "release": release}
    context |= {
        "week": words.day(week),
        "meaning": MEANINGS[chosen["denominator"]],
        "bars": shown,
        "has": sorted(
            {row["denominator"] for row in rows if row["central"] is not None}, key=list(MEANINGS).index
        ),
        "reasons": sorted(
            {row["reason"] for row in rows if row["reason"] and row["denominator"] == chosen["denominator"]}
        ),
        "switch": switch(chosen, week),
        "selects": selects(chosen, release, week),
        "chosen": chosen,
        "tools": tools(
            request,
            release,
            title=_("Shares of what?"),
            path=address(chosen, week),
            downloads=row_files.downloads(request, "denominator-rows", release),
            figures=shown,
        ),
    }
    return TemplateResponse(request, "web/denominators.html", context)


def choices(request: HttpRequest, notices: list[str]) -> dict[str, str]:
    """Return denominator, measure and basis; electricity is a matter of the place of computing alone."""
    found = {
        "denominator": asked.choice(request.GET, "denominator", MEANINGS, notices, default="PLATFORM"),
        "measure": asked.choice(request.GET, "measure", MEASURES, notices, default="TOKENS"),
        "basis": asked.choice(request.GET, "basis", BASES, notices, default="LAB"),
    }
    if found["measure"] == "ENERGY_KWH" and found["basis"] == "LAB":
        notices.append(_("Electricity is used where it is computed; shown by place of computing."))
        found["basis"] = "COMPUTE"
    return found


def address(chosen: Mapping[str, str], week: date, **changes: str) -> str:
    """Return the address of a choice."""
    parts = {**chosen, **changes, "period": week.isoformat()}
    return (
        reverse("denominators") + "?" + "&".join(f"{name}={value}" for name, value in sorted(parts.items()))
    )


def switch(chosen: Mapping[str, str], week: date) -> list[tuple[str, str, bool]]:
    """Return the five positions of the switch: code, address, whether it is set."""
    return [
        (code, address(chosen, week, denominator=code), code == chosen["denominator"]) for code in MEANINGS
    ]


def selects(chosen: Mapping[str, str], release: ReleaseRow, week: date) -> list[tuple[str, str, list[Any]]]:
    """Return the selects of the form: name, label, options."""
    weeks = [
        (item.week.isoformat(), words.day(item.week), item.week == week) for item in reversed(release.weeks)
    ]
    measures = [(name, words.MEASURE_NAMES[name], name == chosen["measure"]) for name in MEASURES]
    bases = [(name, words.BASIS_NAMES[name], name == chosen["basis"]) for name in BASES]
    return [("period", _("Week"), weeks), ("measure", _("Unit"), measures), ("basis", _("Numerator"), bases)]


def bars(
    rows: Sequence[Mapping[str, Any]], denominator: str, names: Mapping[str, str], release: ReleaseRow
) -> list[dict[str, Any]]:
    """Return the bars of one denominator, one per publication, the one that the estimate took first."""
    by_text: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["denominator"] == denominator and row["central"] is not None:
            by_text.setdefault(row["publication"], []).append(row)
    ordered = sorted(by_text.items(), key=lambda item: (not item[1][0]["is_chosen"], item[0]))
    return [
        _bar(publication, parts, names, release, place) for place, (publication, parts) in enumerate(ordered)
    ]


def _bar(
    publication: str,
    parts: list[Mapping[str, Any]],
    names: Mapping[str, str],
    release: ReleaseRow,
    place: int,
) -> dict[str, Any]:
    first = parts[0]
    amount = first.get("denominator_amount")
    window = (first["window_start"], first["window_end"])
    return {
        "publication": publication,
        "is_chosen": first["is_chosen"],
        "is_scenario": first["denominator"] == "WORLD",
        "numerator": NUMERATORS[first["basis"]],
        "denominator": MEANINGS[first["denominator"]],
        "window": " – ".join(words.day(date.fromisoformat(end)) for end in window if end),
        "unit": words.MEASURE_NAMES[first["measure"]],
        "amount": measured(amount, "token") if amount else "",
        "unknown": percent(first["unknown_share"]),
        "run": first["run"],
        "grade": first["evidence_grade"],
        "figure": of_shares.parts(
            parts, names, key=f"bar-{place}", title=_("Parts after %(text)s") % {"text": publication},
            release=release.id,
        ),
    }  # fmt: skip


def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the bars of the week asked for as a file."""
    question, _notices = asked.common(request.GET, own=OWN, now=timezone.now(), allowed=ALLOWED)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=timezone.now())
    chosen = choices(request, [])
    if release is None or kind not in row_files.KINDS:
        return HttpResponse(status=404)
    week = question.period or release.newest
    found = queries.shares(release, week, **chosen)
    flat = [{key: value for key, value in row.items() if key != "inputs"} for row in found]
    return row_files.answer(kind, "denominators", flat, release, week=week.isoformat(), **chosen)
