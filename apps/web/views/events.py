"""Events: the list with its filters, and one event with stages, evidence, before and after, and its history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.events import queries as events
from apps.events.listed import CANDIDATE, CONFIRMED, event_page, event_places
from apps.flows import queries
from apps.flows.question import Question
from apps.reference import queries as reference
from apps.web import dispute_parts, event_asked, event_parts, event_words
from apps.web.asked import common
from apps.web.before_after_parts import panel
from apps.web.blind import hidden
from apps.web.contested import remarks
from apps.web.foreign import shown
from apps.web.home_parts import names_of
from apps.web.known_tools import known_tools

PER_PAGE = 40


def listed(request: HttpRequest) -> HttpResponse:
    """List the confirmed events that fit; candidates only where they are asked for."""
    now = timezone.now()
    question, notices = common(request.GET, own=event_asked.OWN, now=now)
    as_of = question.as_of or now
    places = event_places(as_of=as_of)
    names = names_of(reference.countries())
    notices = list(notices)
    asked = event_asked.read(request.GET, places, notices)
    blind = hidden(request)
    found = event_page(asked=asked.query, as_of=as_of, start=(asked.page - 1) * PER_PAGE, length=PER_PAGE)
    links = program_links(asked)
    context = {
        "question": question,
        "notices": notices,
        "release": queries.release(now=now),
        "asked": asked,
        "lines": [event_parts.line(row, names) for row in found.rows if row["slug"] not in blind],
        "total": found.total,
        "waiting": found.waiting,
        "is_candidates": asked.state == CANDIDATE,
        "is_filtered": bool(asked.address(state="")),
        "form": form(asked, places, names),
        "candidates_url": f"?{asked.address(state=CANDIDATE)}",
        "confirmed_url": f"?{asked.address(state='')}" if asked.address(state="") else reverse("events"),
        "leaf": pages(asked, found.total),
        "atom": dict(links).get("Atom", ""),
        "tools": known_tools(
            request, question, now=now, title=_("Policy events"), path=path_of(asked),
            downloads=links,
        ),
    }  # fmt: skip
    return render(request, "web/events.html", context)


KINDS = (("JSON", "json"), ("CSV", "csv"), ("Parquet", "parquet"), ("Atom", "atom"))


def program_links(asked: event_asked.Asked) -> list[tuple[str, str]]:
    """Return the same list for programs: name and address of each form."""
    query = asked.program_address
    if query is None:
        return []
    return [(name, f"/api/v1/events.{end}{'?' if query else ''}{query}") for name, end in KINDS]


def path_of(asked: event_asked.Asked) -> str:
    """Return the address of the list as it is shown."""
    query = asked.address(page=str(asked.page) if asked.page > 1 else "")
    return f"{reverse('events')}?{query}" if query else reverse("events")


def pages(asked: event_asked.Asked, total: int) -> dict[str, Any]:
    """Return the page of the list, how many there are, and the addresses of its neighbours."""
    last = max(1, -(-total // PER_PAGE))
    before, after = asked.page - 1, asked.page + 1
    return {
        "here": asked.page,
        "last": last,
        "before": f"?{asked.address(page=str(min(before, last)))}" if before else "",
        "after": f"?{asked.address(page=str(after))}" if after <= last else "",
    }


def form(asked: event_asked.Asked, places: list[str], names: dict[str, str]) -> list[Any]:
    """Return the selects of the form: name, label, word for all ('' for none), options (value, words, chosen)."""
    by_name = sorted(((code, event_words.place(code, names)) for code in places), key=lambda one: one[1])
    return [
        ("state", _("State"), "", _options(event_words.STATE_NAMES.items(), asked.state)),
        ("kind", _("Kind"), _("all"), _options(event_words.KIND_NAMES.items(), asked.kind)),
        ("country", _("Who acts or is aimed at"), _("all"), _options(by_name, asked.country)),
    ]  # fmt: skip


def _options(known: Iterable[tuple[str, Any]], chosen: str) -> list[tuple[str, Any, bool]]:
    """Return the options of a select: value, words, whether chosen."""
    return [(value, text, value == chosen) for value, text in known]


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one event; a candidate only with state=CANDIDATE, and one that was taken back answers 410."""
    now = timezone.now()
    question, notices = common(request.GET, own=("state",), now=now)
    as_of = question.as_of or now
    is_asked = request.GET.get("state") == CANDIDATE
    found = events.event_rows(states=(CONFIRMED, CANDIDATE), as_of=as_of, slug=slug)
    context: dict[str, Any] = {"question": question, "notices": notices, "release": queries.release(now=now)}
    if not found or (found[0]["state"] == CANDIDATE and not is_asked):
        return unseen(request, context, slug, as_of, is_candidate=bool(found))
    context |= told(found[0], question, now)
    context["tools"] = known_tools(
        request, question, now=now, title=context["title"], path=event_parts.event_url(slug, found[0]["state"]),
        downloads=[("JSON", api_url(slug, found[0]["state"])), ("Atom", "/api/v1/events.atom")],
    )  # fmt: skip
    return render(request, "web/event.html", context)


def api_url(slug: str, state: str) -> str:
    """Return the API's address of an event."""
    return f"/api/v1/events/{slug}{'?state=CANDIDATE' if state == CANDIDATE else ''}"


def unseen(
    request: HttpRequest, context: dict[str, Any], slug: str, as_of: datetime, *, is_candidate: bool
) -> HttpResponse:
    """Say why an event is not shown: nobody reviewed it (404), it was taken back (410), or there is none (404)."""
    end = None if is_candidate else events.end_of_event(slug=slug, as_of=as_of)
    reason, into = end or ("", "")
    if into:
        # It stands under the other name now; its own history stays at its own address.
        query = request.GET.urlencode()
        return HttpResponseRedirect(reverse("event", args=[into]) + (f"?{query}" if query else ""))
    context |= {
        "is_candidate": is_candidate,
        "candidate_url": event_parts.event_url(slug, CANDIDATE),
        "is_gone": end is not None,
        "reason": shown(reason, most=event_parts.QUOTE),
        "into": reverse("event", args=[into]) if into else "",
    }
    return render(request, "web/event_unseen.html", context, status=410 if end else 404)


def told(row: dict[str, Any], question: Question, now: datetime) -> dict[str, Any]:
    """Return what the template places of an event."""
    as_of = question.as_of or now
    slug, names = row["slug"], names_of(reference.countries())
    proofs = event_parts.proofs(row["evidence"])
    by_id = {proof["id"]: told for proof, told in zip(row["evidence"], proofs, strict=True)}
    return event_parts.line(row, names) | {
        "slug": slug,
        "code": row["jurisdiction"] if row["jurisdiction"] in names else "",
        "aims": [(code, event_words.place(code, names), code in names) for code in row["countries"]],
        "severity": event_words.SEVERITY_NAMES.get(row["severity"], row["severity"]),
        "stages": event_parts.stages(row["stages"], by_id),
        "proofs": proofs,
        "revision": row["revision"],
        "recorded": event_words.moment(row["recorded_at"]),
        "updated": event_words.moment(row["updated_at"]),
        "before_after": panel(slug=slug, state=row["state"], as_of=question.as_of, now=now),
        "history": event_parts.history(events.event_history(slug=slug, as_of=as_of)),
        "disputes": [
            dispute_parts.told(one, now=now)
            for one in events.dispute_rows(as_of=as_of, subjects=[f"event/{slug}"])
        ],
        **remarks(f"event/{slug}", as_of=as_of),
    }
