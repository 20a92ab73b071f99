"""Countries: all with an estimate in one table, and one country's page."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.estimator.measures import MEASURES, UNKNOWN
from apps.flows import profiles, queries
from apps.flows.profiles import CountryProfile
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import country_facts, event_links, layer_card, words
from apps.web.addresses import api_url, page_url
from apps.web.asked import forgiving
from apps.web.charts import of_balances
from apps.web.charts.figure import Figure
from apps.web.contested import remarks
from apps.web.controls import controls
from apps.web.home_parts import names_of
from apps.web.numbers import percent
from apps.web.page_tools import tools
from apps.web.ranged import country_url, ranged, ranged_rows, side

ALLOWED = frozenset({"period", "as_of", "release", "basis", "measure", "counterfactual", "theme", "lang"})


def countries(request: HttpRequest) -> HttpResponse:
    """List the countries of the week shown with exports, imports and net."""
    now = timezone.now()
    question, notices = forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    shown, rows = profiles.country_list(question, release)
    names = names_of(reference.countries())
    context = {
        "question": question,
        "notices": notices,
        "release": release,
        "week": words.day(shown.week) if shown else "",
        "measure": words.MEASURE_NAMES[question.measure],
        "rows": [list_row(row, names) for row in rows],
        "controls": controls(question, release, path=reverse("countries")),
        "tools": tools(
            request,
            release,
            title=_("Countries"),
            path=page_url("countries", question),
            downloads=[
                ("JSON", api_url("balances", question)),
                ("CSV", api_url("balances", question).replace(".json", ".csv", 1)),
            ],
        ),
    }
    return render(request, "web/countries.html", context)


def list_row(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return one country of the list."""
    return {
        "code": row["country"],
        "name": names.get(row["country"], row["country"]),
        "url": country_url(row["country"]),
        "sides": [side(row, key, "") for key in profiles.SIDES],
        "surplus": percent(row["surplus_share"]),
        "grade": row["evidence_grade"],
        "unknown": percent(row["unknown_share"]),
    }


def country(request: HttpRequest, code: str) -> HttpResponse:
    """Show one country; a code that names none is not found."""
    names = names_of(reference.countries())
    if code not in names or code == UNKNOWN:
        raise Http404
    now = timezone.now()
    question, notices = forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    profile = profiles.country_profile(question, release, country=code)
    context = {
        "question": question,
        "notices": notices,
        "release": release,
        "code": code,
        "name": names[code],
        "near": event_links.near(names=names, as_of=question.as_of or now, places=(code,)),
    }
    context |= told(request, question, release, profile, names, code)
    context |= remarks(f"country/{code}", as_of=question.as_of or now)
    return TemplateResponse(request, "web/country.html", context)


def told(
    request: HttpRequest,
    question: Question,
    release: ReleaseRow,
    profile: CountryProfile,
    names: dict[str, str],
    code: str,
) -> dict[str, Any]:
    """Return what the template places of a country."""
    measure = str(words.MEASURE_NAMES[question.measure])
    data = api_url("flows", replace(question, country=(code,)), keep=("country",))
    links = [("JSON", data), ("CSV", data.replace(".json", ".csv", 1))]
    drawn = figures(question, release, profile, names, name=names[code])
    return drawn | {
        "week": words.day(profile.week) if profile.week else "",
        "measure": measure,
        "headline": country_facts.headline(profile, question, names[code]),
        "sides": country_facts.sides(profile, question),
        "measures": country_facts.by_measure(profile),
        "domestic": ranged(profile.domestic, names) if profile.domestic else None,
        "unknown": ranged_rows(profile.unknown, names),
        "facts": country_facts.facts(code, release),
        "makers": country_facts.makers(code),
        "hosts": country_facts.hosts(code),
        "card": about(question, release, profile),
        "quality": country_facts.quality(profile, question),
        "controls": controls(question, release, path=reverse("country", args=[code])),
        "tools": tools(
            request, release, title=names[code], path=page_url("country", question, code), downloads=links,
            figures=drawn.values(),
        ),
    }  # fmt: skip


def figures(
    question: Question, release: ReleaseRow, profile: CountryProfile, names: dict[str, str], *, name: str
) -> dict[str, Figure | None]:
    """Return the drawings of a country, each None where nothing of it is known."""
    exports, imports = ranged_rows(profile.exports, names), ranged_rows(profile.imports, names)
    shown = {"unit": MEASURES[question.measure].unit, "release": release.id}
    measure = str(words.MEASURE_NAMES[question.measure])
    return {
        "history": of_balances.exports_and_imports(
            profile.history, name=name, measure=measure, release=release.id
        ),
        "to": of_balances.partners(
            exports, key="exports", end="destination", title=_("Where it goes"),
            told=_("Largest exports to known countries; destinations are modelled."), **shown,
        ),
        "from_": of_balances.partners(
            imports, key="imports", end="origin", title=_("Where it comes from"),
            told=_("Largest imports from known countries."), **shown,
        ),
    }  # fmt: skip


def about(question: Question, release: ReleaseRow, profile: CountryProfile) -> list[layer_card.Row]:
    """Return the layer card of a country's week."""
    balance = profile.balances.get(question.measure)
    return layer_card.card(
        question,
        release,
        week=profile.week if balance else None,
        grades=[balance["evidence_grade"]] if balance else [],
        unknown_share=balance["unknown_share"] if balance else None,
        truth=_("Observed: tokens served on OpenRouter. Estimated: everything about countries."),
        now=timezone.now(),
    )
