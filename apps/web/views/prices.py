"""List prices: what each company lists each model at on a day, the steps of one model, and what is held."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.flows import pricelist, queries
from apps.flows.model_profiles import PriceStep
from apps.flows.pricelist import Gathered, Listing
from apps.reference import queries as reference
from apps.web import asked, row_files, words
from apps.web.charts import of_models
from apps.web.charts.of_models import UNDATED
from apps.web.home_parts import names_of
from apps.web.page_tools import tools

OWN = ("model", "company", "side", "on")
SIDE_NAMES: dict[str, words.Text] = {
    "INPUT": _l("Input"),
    "CACHED": _l("Cached input"),
    "OUTPUT": _l("Output"),
}
DRAWN = ("INPUT", "OUTPUT")
SOURCE_NAMES = {pricelist.PACKAGE: "genai-prices", pricelist.ENDPOINTS: "OpenRouter"}
SOURCE_URLS = {
    pricelist.PACKAGE: "https://github.com/pydantic/genai-prices",
    pricelist.ENDPOINTS: "https://openrouter.ai/models",
}


def prices(request: HttpRequest) -> HttpResponse:
    """List the prices that fit the filters; of a chosen model its steps too."""
    now = timezone.now()
    question, found = asked.common(request.GET, own=OWN, now=now)
    notices = list(found)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    known_at = question.as_of or now
    on = asked.day(request.GET, "on", notices, default=known_at.date(), last=known_at.date())
    book = pricelist.gathered(as_of=known_at, day=on)
    chosen = choices(request, book, notices)
    names = {row.key: row.name for row in reference.providers()}
    shown = fitting(book, chosen, on)
    sides = [chosen["side"]] if chosen["side"] else list(SIDE_NAMES)
    drawn = steps(book, chosen["model"], names, on, release.id) if chosen["model"] else []
    context = {"question": question, "notices": notices, "release": release}
    context |= {
        "on": on,
        "on_words": words.day(on),
        "last": known_at.date().isoformat(),
        "chosen": chosen,
        "options": options(book, names, chosen),
        "sides": [SIDE_NAMES[side] for side in sides],
        "rows": lines(shown, book, names, sides, on),
        "steps": drawn,
        "held": held(pricelist.held_prices(as_of=known_at), names),
        "tools": tools(
            request,
            release,
            title=_("List prices"),
            path=address(chosen, on),
            downloads=row_files.downloads(request, "price-rows", release),
            figures=drawn,
        ),
    }
    return TemplateResponse(request, "web/prices.html", context)


def choices(request: HttpRequest, book: Gathered, notices: list[str]) -> dict[str, str]:
    """Return the filters; a bad one is put aside with a notice."""
    models = {listing.model for listing in book.listings}
    companies = {listing.provider for listing in book.listings}
    return {
        "model": asked.choice(request.GET, "model", models, notices),
        "company": asked.choice(request.GET, "company", companies, notices),
        "side": asked.choice(request.GET, "side", SIDE_NAMES, notices),
    }


def address(chosen: dict[str, str], on: date) -> str:
    """Return the address of the list with its filters and its day."""
    parts = {name: value for name, value in chosen.items() if value} | {"on": on.isoformat()}
    return reverse("prices") + "?" + "&".join(f"{name}={value}" for name, value in sorted(parts.items()))


def fitting(book: Gathered, chosen: dict[str, str], on: date) -> list[Listing]:
    """Return the listings that fit, with a price on that day."""
    sides = [chosen["side"]] if chosen["side"] else list(SIDE_NAMES)
    return [
        listing
        for listing in book.listings
        if chosen["model"] in ("", listing.model)
        and chosen["company"] in ("", listing.provider)
        and any(listing.on(side, on) for side in sides)
    ]


def options(
    book: Gathered, names: dict[str, str], chosen: dict[str, str]
) -> list[tuple[str, str, list[Any]]]:
    """Return the selects of the form: name, label, options (value, words, whether chosen)."""
    models = {listing.model: book.models[listing.model].name for listing in book.listings}
    companies = {listing.provider: names.get(listing.provider, listing.provider) for listing in book.listings}
    found: list[tuple[str, str, dict[str, Any]]] = [
        ("model", _("Model"), models),
        ("company", _("Company"), companies),
        ("side", _("Side"), dict(SIDE_NAMES)),
    ]
    return [
        (
            name,
            label,
            [
                (key, text, key == chosen[name])
                for key, text in sorted(known.items(), key=lambda one: str(one[1]).lower())
            ],
        )
        for name, label, known in found
    ]  # fmt: skip


def lines(
    shown: Sequence[Listing], book: Gathered, names: dict[str, str], sides: Sequence[str], on: date
) -> list[dict[str, Any]]:
    """Return the rows of the table, by model and company."""
    countries = names_of(reference.countries())
    labs = {row.key: row.name for row in reference.labs()}
    found = []
    for listing in shown:
        facts = book.models[listing.model]
        found.append(
            {
                "model": facts.name,
                "model_url": reverse("model", args=[listing.model]),
                "steps_url": f"{reverse('prices')}?model={listing.model}",
                "lab": labs.get(facts.lab, facts.lab),
                "country": countries.get(facts.lab_country, facts.lab_country),
                "company": names.get(listing.provider, listing.provider),
                "cells": [cell(listing, side, on) for side in sides],
                "since": first_days(listing, sides, on),
                "name": listing.name,
                "source": SOURCE_NAMES[listing.source],
                "source_url": SOURCE_URLS[listing.source],
            }
        )
    return sorted(found, key=lambda row: (row["model"].lower(), row["company"].lower()))


def cell(listing: Listing, side: str, on: date) -> str:
    """Return one price; empty where the side is not listed."""
    step = listing.on(side, on)
    return "" if step is None else plain(step.price)


def first_days(listing: Listing, sides: Sequence[str], on: date) -> str:
    """Return since when the prices hold; by side where the days differ."""
    days = {side: since(step.day) for side in sides if (step := listing.on(side, on)) is not None}
    if len(set(days.values())) == 1:
        return next(iter(days.values()))
    return ", ".join(f"{SIDE_NAMES[side]}: {day}" for side, day in days.items())


def plain(price: Decimal | None) -> str:
    """Return a price exactly as listed; 0 is free."""
    if price is None:
        return _("withdrawn")
    return f"{price.normalize():f}" if price else _("free")


def since(day: date) -> str:
    """Return the day a price began, or that the source names none."""
    return words.day(day) if day.year > UNDATED else _("start not stated")


def steps(book: Gathered, model: str, names: dict[str, str], on: date, release: str) -> list[Any]:
    """Return the figures of a model's price steps, one per side."""
    known = [
        PriceStep(listing.provider, side, step.day, step.price, listing.source)
        for listing in book.listings
        if listing.model == model
        for side, taken in listing.steps.items()
        for step in taken
    ]
    drawn = [of_models.prices(known, side, names, until=on, release=release) for side in DRAWN]
    return [figure for figure in drawn if figure is not None]


def held(found: Sequence[Any], names: dict[str, str]) -> list[dict[str, str]]:
    """Return the held prices as they are shown: never in a chart, an average or an estimate."""
    of_metric = {metric: side for side, metric in pricelist.SIDES.items()}
    return [
        {
            "subject": row.subject,
            "company": names.get(row.provider or "", row.provider or ""),
            "side": str(SIDE_NAMES.get(of_metric.get(row.metric, ""), row.metric)),
            "price": plain(row.value),
            "day": words.day(row.day),
            "reason": row.reason,
            "since": words.day(row.opened_at.date()),
        }
        for row in found
    ]


def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the prices of a view as a file: one row per listing and side."""
    now = timezone.now()
    question, notices = asked.common(request.GET, own=OWN, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None or kind not in row_files.KINDS:
        raise Http404
    known_at = question.as_of or now
    on = asked.day(request.GET, "on", notices, default=known_at.date(), last=known_at.date())
    book = pricelist.gathered(as_of=known_at, day=on)
    chosen = choices(request, book, notices)
    flat = [
        {"model": one.model, "company": one.provider, "side": side, "usd_per_mtok": f"{step.price.normalize():f}",
         "valid_from": step.day.isoformat(), "is_dated": step.day.year > UNDATED, "source": one.source,
         "listing": one.name}
        for one in fitting(book, chosen, on)
        for side in SIDE_NAMES
        if chosen["side"] in ("", side) and (step := one.on(side, on))
    ]  # fmt: skip
    return row_files.answer(kind, "prices", flat, release, on=on.isoformat(), notices=notices)
