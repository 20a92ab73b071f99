"""One corridor: both directions of a pair of countries, with what the estimate rests on and what speaks against it."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.flows import profiles, queries
from apps.flows.profiles import CorridorProfile
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import corridor_words, country_facts, event_links, layer_card, words
from apps.web.addresses import api_url, page_url
from apps.web.asked import forgiving
from apps.web.charts import of_corridors
from apps.web.contested import remarks
from apps.web.controls import controls
from apps.web.home_parts import names_of
from apps.web.page_tools import tools
from apps.web.ranged import Ranged, country_url, ranged

ALLOWED = frozenset({"period", "as_of", "release", "basis", "measure", "counterfactual", "theme", "lang"})


def corridor(request: HttpRequest, origin: str, destination: str) -> HttpResponse:
    """Show one corridor; a code that names no country is not found."""
    names = names_of(reference.countries())
    if origin not in names or destination not in names:
        raise Http404
    now = timezone.now()
    question, notices = forgiving(request.GET, allowed=ALLOWED, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    profile = profiles.corridor_profile(question, release, origin=origin, destination=destination)
    places = {origin, destination} - {UNKNOWN}
    near = event_links.near(names=names, as_of=question.as_of or now, places=places) if places else None
    context = {"question": question, "notices": notices, "release": release, "near": near}
    context |= told(request, question, release, profile, names, (origin, destination))
    ends = (f"/{origin}/{destination}",)
    context |= remarks(f"corridor/{origin}/{destination}", as_of=question.as_of or now, ends=ends)
    return TemplateResponse(request, "web/corridor.html", context)


def told(
    request: HttpRequest,
    question: Question,
    release: ReleaseRow,
    profile: CorridorProfile,
    names: dict[str, str],
    ends: tuple[str, str],
) -> dict[str, Any]:
    """Return what the template places of a corridor."""
    origin, destination = ends
    pair = (names[origin], names[destination])
    title = f"{pair[0]} → {pair[1]}"
    data = api_url("flows", replace(question, origin=(origin,), destination=(destination,)))
    drawn = {
        "history": of_corridors.both_ways(profile, pair, release=release.id),
        "waterfall": of_corridors.where_it_goes(profile, question, names, origin, release=release.id),
    }
    return drawn | {
        "pair_title": title,
        "is_domestic": origin == destination,
        "ends": [(code, names[code], country_url(code)) for code in dict.fromkeys(ends)],
        "reverse_url": "" if origin == destination else reverse("corridor", args=[destination, origin]),
        "reverse_title": f"{pair[1]} → {pair[0]}",
        "week": words.day(profile.week) if profile.week else "",
        "unplaced": corridor_words.unplaced(ends),
        "headline": corridor_words.headline(profile, question, pair),
        "steps": corridor_words.steps(profile, question, pair, origin),
        "against": corridor_words.against(profile, question, ends),
        "mind": corridor_words.would_change(ends),
        "ways": ways(profile, pair, names),
        "facts": electricity(ends, names, release),
        "card": about(question, release, profile),
        "controls": controls(question, release, path=reverse("corridor", args=ends)),
        "tools": tools(
            request,
            release,
            title=title,
            path=page_url("corridor", question, *ends),
            downloads=[("JSON", data), ("CSV", data.replace(".json", ".csv", 1))],
            figures=drawn.values(),
        ),
        "doc_title": _("%(title)s: flow of tokens") % {"title": title},
    }


def ways(
    profile: CorridorProfile, pair: tuple[str, str], names: dict[str, str]
) -> list[tuple[str, list[Ranged]]]:
    """Return the rows of each direction that has any, under its two names."""
    return [
        (f"{a} → {b}", [ranged(row, names) for row in rows])
        for (a, b), rows in ((pair, profile.forward), (pair[::-1], profile.reverse))
        if rows
    ]


def electricity(
    ends: tuple[str, str], names: dict[str, str], release: ReleaseRow
) -> list[tuple[str, list[country_facts.Fact]]]:
    """Return the cited facts of each known end."""
    return [
        (names[code], country_facts.facts(code, release)) for code in dict.fromkeys(ends) if code != UNKNOWN
    ]


def about(question: Question, release: ReleaseRow, profile: CorridorProfile) -> list[layer_card.Row]:
    """Return the layer card of a corridor's week."""
    rows = [
        row
        for row in profile.forward
        if row["measure"] == question.measure and row["basis"] == question.basis
    ]
    return layer_card.card(
        question,
        release,
        week=profile.week if rows else None,
        grades=[row["evidence_grade"] for row in rows],
        unknown_share=rows[0]["unknown_share"] if rows else None,
        truth=_("Observed: tokens served on OpenRouter. Estimated: everything about countries."),
        now=timezone.now(),
    )
