"""Models: all of them in one list, and one page each."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.flows import model_profiles, queries
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import event_links, model_facts, words
from apps.web.addresses import api_url, page_url
from apps.web.asked import forgiving
from apps.web.charts import of_models
from apps.web.contested import remarks
from apps.web.home_parts import names_of
from apps.web.numbers import measured
from apps.web.own_words import ours
from apps.web.page_tools import tools
from apps.web.ranged import country_url

ALLOWED = frozenset({"period", "as_of", "release", "from", "to", "theme", "lang"})


def models(request: HttpRequest) -> HttpResponse:
    """List the models with what is known of each and the tokens of the newest week that names it."""
    now = timezone.now()
    question, notices = forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    tokens = model_profiles.tokens_by_model(question, release)
    names = names_of(reference.countries())
    known = reference.model_facts()
    labs = lab_names()
    rows = [model_line(key, known[key], weeks, names, labs) for key, weeks in tokens.items() if key in known]
    rows.sort(key=lambda row: (row["week"], row["tokens"]), reverse=True)
    data = api_url("models", Question())
    shown = tools(
        request, release, title=_("Models"), path=page_url("models", question),
        downloads=[("JSON", data), ("CSV", data.replace(".json", ".csv", 1))],
    )  # fmt: skip
    context = {"question": question, "notices": notices, "release": release, "rows": rows, "tools": shown}
    return render(request, "web/models.html", context)


def lab_names() -> dict[str, str]:
    """Return the name of every lab by its key."""
    return {row.key: ours(row.name) for row in reference.labs()}


def model_line(
    key: str, fact: Any, weeks: dict[Any, float], names: dict[str, str], labs: dict[str, str]
) -> dict[str, Any]:
    """Return one model of a list."""
    newest = max(weeks)
    return {
        "key": key,
        "name": ours(fact.name),
        "url": reverse("model", args=[key]),
        "lab": labs.get(fact.lab, fact.lab),
        "lab_url": reverse("lab", args=[fact.lab]),
        "country": names.get(fact.lab_country, fact.lab_country),
        "country_url": country_url(fact.lab_country),
        "weights": {True: _("open"), False: _("closed"), None: _("not known")}[fact.open_weights],
        "week": newest,
        "week_words": words.day(newest),
        "tokens": weeks[newest],
        "tokens_words": measured(weeks[newest], "token"),
    }


def model(request: HttpRequest, key: str) -> HttpResponse:
    """Show one model; a key that names none is not found."""
    fact = reference.model_facts().get(key)
    if fact is None:
        raise Http404
    now = timezone.now()
    question, notices = forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    as_of = question.as_of or now
    near = event_links.near(names=names_of(reference.countries()), as_of=as_of, about=fact.name)
    context = {
        "question": question,
        "notices": notices,
        "release": release,
        "key": key,
        "fact": fact,
        "near": near,
    }
    context |= remarks(f"model/{key}", as_of=as_of)
    return TemplateResponse(
        request, "web/model.html", context | model_told(request, question, release, key, now)
    )


def model_told(
    request: HttpRequest, question: Question, release: ReleaseRow, key: str, now: datetime
) -> dict[str, Any]:
    """Return what the template places of a model."""
    fact = reference.model_facts()[key]
    names = names_of(reference.countries())
    companies = {row.key: row.name for row in reference.providers()}
    profile = model_profiles.model_profile(question, release, model=key, as_of=question.as_of or now)
    row = model_facts.model_row(key)
    week = words.day(profile.week) if profile.week else ""
    told = _("Tokens of this model by week, as the sources count them.")
    data = api_url("attribution", replace(question, model=(key,)))
    drawn: dict[str, Any] = {
        "tokens": of_models.tokens(
            [(ours(fact.name), profile.tokens)],
            key="tokens",
            title=_("Tokens by week"),
            told=told,
            release=release.id,
        ),
        "places": of_models.places(profile.places, names, week=week, release=release.id),
        "prices": [
            found
            for side in model_profiles.SIDES
            if (
                found := of_models.prices(
                    profile.prices, side, companies, until=now.date(), release=release.id
                )
            )
        ],
    }
    return drawn | {
        "name": ours(fact.name),
        "country": names.get(fact.lab_country, fact.lab_country),
        "country_url": country_url(fact.lab_country),
        "lab": lab_names().get(fact.lab, fact.lab),
        "lab_url": reverse("lab", args=[fact.lab]),
        "facts": model_facts.facts(row) if row else None,
        "week": week,
        "newest_tokens": measured(profile.tokens[profile.week], "token") if profile.week else "",
        "tools": tools(
            request, release, title=ours(fact.name), path=page_url("model", question, key),
            downloads=[("JSON", data), ("CSV", data.replace(".json", ".csv", 1))], figures=drawn.values(),
        ),
    }  # fmt: skip
