"""Labs: all of them in one list, one page each, and its rows as a file."""

from collections.abc import Sequence
from datetime import date
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
from apps.web import event_links, row_files, words
from apps.web.addresses import api_url, page_url
from apps.web.asked import forgiving
from apps.web.charts import of_models
from apps.web.contested import remarks
from apps.web.home_parts import names_of
from apps.web.numbers import figure, percent, range_text
from apps.web.own_words import ours
from apps.web.page_tools import Tools, tools
from apps.web.ranged import country_url
from apps.web.views.models import ALLOWED, lab_names, model_line

SPLITS = ("SERVED_AT_HOME", "LICENCE_ONLY", "UNKNOWN")


def labs(request: HttpRequest) -> HttpResponse:
    """List the labs by country with their models."""
    now = timezone.now()
    names = names_of(reference.countries())
    facts = reference.model_facts().values()
    rows = [
        {
            "key": row.key,
            "name": ours(row.name),
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
    release = queries.release(now=now)
    context = {"rows": rows, "release": release, "tools": list_tools(request, release) if release else None}
    return render(request, "web/labs.html", context)


def list_tools(request: HttpRequest, release: ReleaseRow) -> Tools:
    """Return the list of labs as data, with its address and citation."""
    data = api_url("labs", Question())
    links = [("JSON", data), ("CSV", data.replace(".json", ".csv", 1))]
    return tools(request, release, title=_("Labs"), path=reverse("labs"), downloads=links)


def lab(request: HttpRequest, key: str) -> HttpResponse:
    """Show one lab; a key that names none is not found."""
    row = lab_of(key)
    now = timezone.now()
    question, notices = forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    own, facts = of_lab(question, release, key), reference.model_facts()
    names = names_of(reference.countries())
    week = question.period or release.newest
    tokens_figure = of_models.tokens(
        [(ours(facts[k].name), weeks) for k, weeks in own.items()],
        key="tokens",
        title=_("Tokens of its models by week"),
        told=_("The six with the most tokens are drawn; the table has all."), release=release.id,
    )  # fmt: skip
    context = remarks(f"lab/{key}", as_of=question.as_of or now) | {
        "question": question,
        "notices": notices,
        "release": release,
        "row": row,
        "country": names.get(row.country, row.country),
        "country_url": country_url(row.country),
        "tokens": tokens_figure,
        "models": [model_line(k, facts[k], weeks, names, lab_names()) for k, weeks in own.items()],
        "split": split(release, week, row.country),
        "split_week": words.day(week),
        "near": event_links.near(names=names, as_of=question.as_of or now, about=row.name),
        "tools": tools(
            request, release, title=ours(row.name), path=page_url("lab", question, key), figures=(tokens_figure,),
            downloads=row_files.downloads(request, "lab-rows", release, key),
        ),
    }  # fmt: skip
    return TemplateResponse(request, "web/lab.html", context)


def lab_of(key: str) -> Any:
    """Return a lab; a key that names none is not found."""
    row = next((row for row in reference.labs() if row.key == key), None)
    if row is None:
        raise Http404
    return row


def of_lab(question: Question, release: ReleaseRow, key: str) -> dict[str, dict[date, float]]:
    """Return the tokens of a lab's models by week, the model with the most tokens first."""
    facts = reference.model_facts()
    tokens = model_profiles.tokens_by_model(question, release)
    own = {k: weeks for k, weeks in tokens.items() if k in facts and facts[k].lab == key}
    return dict(sorted(own.items(), key=lambda item: -sum(item[1].values())))


def rows(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Return the tokens of a lab's models by week as a file."""
    row, now = lab_of(key), timezone.now()
    question, notices = forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None or kind not in row_files.KINDS:
        raise Http404
    found: Sequence[dict[str, Any]] = [
        {"model": model, "period_start": week.isoformat(), "tokens": tokens, "unit": "token"}
        for model, weeks in of_lab(question, release, key).items()
        for week, tokens in sorted(weeks.items())
    ]
    return row_files.answer(kind, f"lab-{key}", found, release, lab=row.key, notices=list(notices))


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
