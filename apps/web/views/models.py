"""Models and labs: lists, and one page each."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.flows import model_profiles, queries
from apps.flows.question import Question, read_forgiving
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import event_links, model_facts, words
from apps.web.addresses import page_url
from apps.web.charts import of_models
from apps.web.home_parts import names_of
from apps.web.numbers import figure, measured, percent, range_text
from apps.web.page_tools import tools
from apps.web.ranged import country_url

ALLOWED = frozenset({"period", "as_of", "release", "from", "to", "theme", "lang"})
SPLITS = ("SERVED_AT_HOME", "LICENCE_ONLY", "UNKNOWN")


def models(request: HttpRequest) -> HttpResponse:
    """List the models with what is known of each and the tokens of the newest week that names it."""
    now = timezone.now()
    question, notices = read_forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    tokens = model_profiles.tokens_by_model(question, release)
    names = names_of(reference.countries())
    known = reference.model_facts()
    rows = [model_line(key, known[key], weeks, names) for key, weeks in tokens.items() if key in known]
    rows.sort(key=lambda row: (row["week"], row["tokens"]), reverse=True)
    context = {"question": question, "notices": notices, "release": release, "rows": rows}
    return render(request, "web/models.html", context)


def model_line(key: str, fact: Any, weeks: dict[Any, float], names: dict[str, str]) -> dict[str, Any]:
    """Return one model of a list."""
    newest = max(weeks)
    return {
        "key": key,
        "name": fact.name,
        "url": reverse("model", args=[key]),
        "lab": fact.lab,
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
    question, notices = read_forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    context = {"question": question, "notices": notices, "release": release, "key": key, "fact": fact}
    return render(request, "web/model.html", context | model_told(request, question, release, key, now))


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
    return {
        "name": fact.name,
        "country": names.get(fact.lab_country, fact.lab_country),
        "country_url": country_url(fact.lab_country),
        "lab_url": reverse("lab", args=[fact.lab]),
        "facts": model_facts.facts(row) if row else None,
        "week": week,
        "newest_tokens": measured(profile.tokens[profile.week], "token") if profile.week else "",
        "tokens": of_models.tokens(
            [(fact.name, profile.tokens)],
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
        "tools": tools(
            request, release, title=fact.name, path=page_url("model", question, key), downloads=[]
        ),
    }


def labs(request: HttpRequest) -> HttpResponse:
    """List the labs by country with their models."""
    now = timezone.now()
    names = names_of(reference.countries())
    facts = reference.model_facts().values()
    rows = [
        {
            "key": row.key,
            "name": row.name,
            "url": reverse("lab", args=[row.key]),
            "country": names.get(row.country, row.country),
            "country_url": country_url(row.country),
            "models": sum(fact.lab == row.key and not fact.is_group for fact in facts),
            "grade": row.grade,
            "source_title": row.source_title,
            "source_url": row.source_url,
        }
        for row in reference.labs()
    ]
    rows.sort(key=lambda row: (row["country"], row["name"]))
    return render(request, "web/labs.html", {"rows": rows, "release": queries.release(now=now)})


def lab(request: HttpRequest, key: str) -> HttpResponse:
    """Show one lab; a key that names none is not found."""
    row = next((row for row in reference.labs() if row.key == key), None)
    if row is None:
        raise Http404
    now = timezone.now()
    question, notices = read_forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    tokens = model_profiles.tokens_by_model(question, release)
    facts = reference.model_facts()
    names = names_of(reference.countries())
    own = {k: weeks for k, weeks in tokens.items() if k in facts and facts[k].lab == key}
    ordered = sorted(own, key=lambda k: -sum(own[k].values()))
    week = question.period or release.newest
    context = {
        "question": question,
        "notices": notices,
        "release": release,
        "row": row,
        "country": names.get(row.country, row.country),
        "country_url": country_url(row.country),
        "tokens": of_models.tokens(
            [(facts[k].name, own[k]) for k in ordered], key="tokens", title=_("Tokens of its models by week"),
            told=_("The six with the most tokens are drawn; the table has all."), release=release.id,
        ),
        "models": [model_line(k, facts[k], own[k], names) for k in ordered],
        "split": split(release, week, row.country),
        "split_week": words.day(week),
        "near": event_links.near(names=names, as_of=question.as_of or now, about=row.name),
        "tools": tools(request, release, title=row.name, path=page_url("lab", question, key), downloads=[]),
    }  # fmt: skip
    return render(request, "web/lab.html", context)


def split(release: ReleaseRow, week: Any, country: str) -> list[dict[str, str]]:
    """Return what of the lab country's tokens was served at home, elsewhere, and nobody knows where."""
    meanings = {
        "SERVED_AT_HOME": _("Computed in the lab's own country"),
        "LICENCE_ONLY": _("Computed elsewhere: no electricity of the lab's country"),
        "UNKNOWN": _("Nobody knows where"),
    }
    found = {row["split"]: row for row in model_profiles.lab_split(release, week, country=country)}
    return [
        {
            "name": meanings[key],
            "tokens": figure(row["central"], row["low"], row["high"], "token"),
            "range": range_text(row["central"], row["low"], row["high"], "token"),
            "share": percent(row["share_central"]),
            "share_range": f"{percent(row['share_low'])} – {percent(row['share_high'])}",
            "grade": row["evidence_grade"],
        }
        for key in SPLITS
        if (row := found.get(key))
    ]
