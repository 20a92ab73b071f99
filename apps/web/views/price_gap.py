"""The price gap: two models like for like on a day, and two lab countries by pairs, parts and changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.flows import pricelist, queries
from apps.flows.pricelist import Gathered, Offer
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import asked, gap_words, row_files, words
from apps.web.charts import of_gaps
from apps.web.page_tools import tools
from apps.web.views.prices import SIDE_NAMES, SOURCE_NAMES, SOURCE_URLS, plain, since

OWN = ("a", "b", "side", "on")
ALLOWED = asked.COMMON | {"period"}
# The pair of the first published comparison; any two models may be chosen.
FIRST, SECOND = "claude-4-6-opus-20260205", "minimax-m2-5-20260211"


def price_gap(request: HttpRequest) -> HttpResponse:
    """Show the chosen pair on the chosen day and side, then the gap between the lab countries of a week."""
    now = timezone.now()
    question, found = asked.common(request.GET, own=OWN, now=now, allowed=ALLOWED)
    notices = list(found)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    known_at = question.as_of or now
    on = asked.day(request.GET, "on", notices, default=known_at.date(), last=known_at.date())
    book = pricelist.gathered(as_of=known_at, day=on)
    chosen = choices(request, book, notices)
    week = question.period or release.newest
    between = countries(release, week)
    context = {"question": question, "notices": notices, "release": release}
    context |= {
        "on": on,
        "on_words": words.day(on),
        "last": known_at.date().isoformat(),
        "chosen": chosen,
        "models": sorted(
            ((key, book.models[key].name) for key in {one.model for one in book.listings}),
            key=lambda one: one[1].lower(),
        ),
        "side_options": [(code, text, code == chosen["side"]) for code, text in SIDE_NAMES.items()],
        "pair": pair(book, chosen, on),
        "week": words.day(week),
        "weeks": [(w.week.isoformat(), words.day(w.week), w.week == week) for w in reversed(release.weeks)],
        "tools": tools(
            request,
            release,
            title=_("Price gap"),
            path=address(chosen, on, week),
            downloads=row_files.downloads(request, "price-gap-rows", release),
            figures=(between["pairs"], between["parts"]),
        ),
    }
    return TemplateResponse(request, "web/price_gap.html", context | between)


def choices(request: HttpRequest, book: Gathered, notices: list[str]) -> dict[str, str]:
    """Return the two models and the side; a bad one gives the default and a notice."""
    models = {listing.model for listing in book.listings}
    return {
        "a": asked.choice(request.GET, "a", models, notices, default=FIRST),
        "b": asked.choice(request.GET, "b", models, notices, default=SECOND),
        "side": asked.choice(request.GET, "side", SIDE_NAMES, notices, default="INPUT"),
    }


def address(chosen: Mapping[str, str], on: date, week: date) -> str:
    """Return the address of a comparison."""
    parts = {**chosen, "on": on.isoformat(), "period": week.isoformat()}
    return reverse("price-gap") + "?" + "&".join(f"{name}={value}" for name, value in sorted(parts.items()))


def pair(book: Gathered, chosen: Mapping[str, str], on: date) -> dict[str, Any]:
    """Return the two models set against each other: the ratio of the chosen side, all sides, both sources."""
    sides = [compared(book, chosen, side, on) for side in SIDE_NAMES]
    names = {row.key: row.name for row in reference.providers()}
    offers = [pricelist.offer(book, chosen[one], chosen["side"], on) for one in ("a", "b")]
    return {
        "names": [model_name(book, chosen[one]) for one in ("a", "b")],
        "ratio": next(one for one in sides if one["side"] == chosen["side"]),
        "sides": sides,
        "is_same": chosen["a"] == chosen["b"],
        "sources": [line for offer in offers if offer for line in sources(offer, names)],
    }


def model_name(book: Gathered, key: str) -> str:
    """Return a model's name; a key that nobody lists stays as it is."""
    facts = book.models.get(key)
    return facts.name if facts else key


def compared(book: Gathered, chosen: Mapping[str, str], side: str, on: date) -> dict[str, Any]:
    """Return one side: ratio and range over the companies that list it, or why it cannot be compared."""
    above, below = (pricelist.offer(book, chosen[one], side, on) for one in ("a", "b"))
    told: dict[str, Any] = {"side": side, "name": SIDE_NAMES[side], "ratio": "", "range": "", "reason": ""}
    lacking = [model_name(book, chosen[one]) for one, offer in (("a", above), ("b", below)) if offer is None]
    if above is None or below is None:
        reason = _("cannot be compared: no list price above zero of %(names)s on this side and day")
        return told | {"reason": reason % {"names": ", ".join(lacking)}, "value": None}
    low, central, high = gap(above, below)
    figure, span = of_gaps.ratio(low, central, high)
    return told | {
        "value": central, "low": low, "high": high, "ratio": figure, "range": span,
        "above": price_words(above), "below": price_words(below),
    }  # fmt: skip


def gap(above: Offer, below: Offer) -> tuple[float, float, float]:
    """Return low, central and high of the ratio: any company's price over any other's."""
    return above.low / below.high, above.central / below.central, above.high / below.low


def price_words(offer: Offer) -> str:
    """Return the price that stands for a model."""
    return f"{offer.central:.4g}"


def sources(offer: Offer, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return every price behind one side of the ratio, the one that stands for the model marked."""
    return [
        {
            "model": offer.model.name,
            "company": names.get(listing.provider, listing.provider),
            "price": plain(step.price),
            "since": since(step.day),
            "known": words.day(step.recorded_at.date()),
            "is_own": offer.own is not None and listing is offer.own[0],
            "source": SOURCE_NAMES[listing.source],
            "source_url": SOURCE_URLS[listing.source],
            "name": listing.name,
        }
        for listing, step in offer.prices
    ]


def countries(release: ReleaseRow, week: date) -> dict[str, Any]:
    """Return the gap between labs in the USA and in China in one week, its parts, and what moved."""
    gaps = queries.analysis(release, "gap", week)
    parts = queries.analysis(release, "gap_parts", week)
    changes = queries.analysis(release, "changes", week)
    title = _("Labs in the USA over labs in China, week of %(week)s") % {"week": words.day(week)}
    return {
        "pairs": of_gaps.pairs(gaps, title=title, release=release.id),
        "indices": gap_words.indices(gaps),
        "not_compared": gap_words.not_compared([*gaps, *parts]),
        "parts": of_gaps.made_of(parts, title=_("What the gap is made of"), release=release.id),
        "weighting": gap_words.weighting(parts),
        "changes": gap_words.changes(changes),
        "state": queries.analysis_state(release, "gap"),
    }


def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the comparison as a file: the pair by side, then the stored rows of the week."""
    now = timezone.now()
    question, found = asked.common(request.GET, own=OWN, now=now, allowed=ALLOWED)
    notices = list(found)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None or kind not in row_files.KINDS:
        raise Http404
    known_at = question.as_of or now
    on = asked.day(request.GET, "on", notices, default=known_at.date(), last=known_at.date())
    book = pricelist.gathered(as_of=known_at, day=on)
    chosen = choices(request, book, notices)
    own = [
        {"key": f"PAIR:{one['side']}", "period_start": on.isoformat(), "low": one.get("low"), "central": one["value"],
         "high": one.get("high"), "unit": "ratio", "reason": one["reason"]}
        for one in (compared(book, chosen, side, on) for side in SIDE_NAMES)
    ]  # fmt: skip
    week = question.period or release.newest
    stored: Sequence[dict[str, Any]] = [
        {
            name: row.get(name)
            for name in ("key", "period_start", "low", "central", "high", "unit", "reason", "run")
        }
        for name in ("gap", "gap_parts", "changes")
        for row in queries.analysis(release, name, week)
    ]
    return row_files.answer(kind, "price-gap", [*own, *stored], release, notices=notices, **chosen)
