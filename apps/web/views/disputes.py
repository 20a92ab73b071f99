"""Disputes: the form for anybody, the public list, one dispute with what became of it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.events import actions
from apps.events import queries as events
from apps.events.faults import InvalidField, Repeated, TooMany, UidReused
from apps.events.peers import address_of, key_of
from apps.events.words import DISPUTE_STATES
from apps.flows import queries
from apps.web import dispute_form, dispute_parts
from apps.web.asked import choice, common
from apps.web.desk.gate import person_of
from apps.web.dispute_form import Typed
from apps.web.event_asked import page_of
from apps.web.event_words import moment
from apps.web.known_tools import known_tools
from apps.web.subject_values import valued
from apps.web.subjects import Subject, named
from apps.web.views.documents import neighbours

PER_PAGE = 30
SUBJECT_CHARACTERS = 200
REFUSED, TOO_MANY = 422, 429


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the disputes, the latest first, by state and by what they are about."""
    now = timezone.now()
    question, found = common(request.GET, own=("state", "subject", "page"), now=now)
    notices, as_of = list(found), question.as_of or now
    state = choice(request.GET, "state", DISPUTE_STATES, notices)
    key = request.GET.get("subject", "")[:SUBJECT_CHARACTERS]
    subject = named(key, now=as_of) if key else None
    if key and subject is None:
        notices.append(
            _("subject=%(subject)s names nothing here; all disputes are shown.") % {"subject": key}
        )
    page = page_of(request.GET)
    shown = events.dispute_page(
        state=state, subject=subject.key if subject else "", as_of=as_of, start=(page - 1) * PER_PAGE, length=PER_PAGE
    )  # fmt: skip
    query = {"state": state, "subject": subject.key if subject else ""}
    query = {name: value for name, value in query.items() if value}
    words = urlencode(
        {"subject_key" if name == "subject" else name: value for name, value in query.items()}, safe="/"
    )
    api = f"/api/v1/disputes%s{'?' if words else ''}{words}"
    path = f"{reverse('disputes')}{'?' if query else ''}{urlencode(query, safe='/')}"
    context = {
        "question": question, "notices": notices, "release": queries.release(now=now),
        "lines": [dispute_parts.told(row, now=now) for row in shown.rows], "total": shown.total, "state": state,
        "states": dispute_parts.states(shown.counts, state, subject.key if subject else ""), "subject": subject,
        "atom": api % ".atom", "leaf": neighbours(page, shown.total, PER_PAGE, query),
        "tools": known_tools(
            request, question, now=now, title=_("Disputes"), path=path,
            downloads=[("JSON", api % ".json"), ("Atom", api % ".atom")],
        ),
    }  # fmt: skip
    return render(request, "web/disputes.html", context)


@require_safe
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one dispute: what is said, with what evidence, and what became of it."""
    now = timezone.now()
    question, notices = common(request.GET, own=("filed",), now=now)
    as_of = question.as_of or now
    found = events.dispute_rows(as_of=as_of, uid=uid)
    if not found:
        raise Http404
    line = dispute_parts.told(found[0], now=now)
    context = {
        "question": question, "notices": notices, "release": queries.release(now=now), "line": line,
        "is_just_filed": request.GET.get("filed") == "1" and found[0]["state"] == "OPEN",
        "history": dispute_parts.history(events.dispute_history(uid=uid, as_of=as_of)),
        "tools": known_tools(
            request, question, now=now, title=_("Dispute: %(name)s") % {"name": line["subject"].name},
            path=reverse("dispute", args=[uid]),
            downloads=[("JSON", f"/api/v1/disputes/{uid}"), (_("history, JSON"), f"/api/v1/disputes/{uid}/history")],
        ),
    }  # fmt: skip
    return render(request, "web/dispute.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the form for one thing; what was sent is stored, or given back whole with its faults."""
    now = timezone.now()
    params = request.POST if request.method == "POST" else request.GET
    key = params.get("subject", "")
    subject = valued(key, now=now) if len(key) <= SUBJECT_CHARACTERS else None
    typed = Typed(dict.fromkeys(dispute_form.FIELDS, ""))
    if subject is None:
        return private(_form(request, None, typed, key[:SUBJECT_CHARACTERS], status=404 if key else 200))
    if request.method != "POST":
        return private(_form(request, subject, typed, key))
    typed = dispute_form.read(request.POST, key)
    if typed.faults or typed.uid is None:
        return private(_form(request, subject, typed, key, status=REFUSED))
    return private(_filed(request, subject, typed, typed.uid, now))


def _filed(request: HttpRequest, subject: Subject, typed: Typed, uid: UUID, now: datetime) -> HttpResponse:
    """Store a dispute and lead to its page; what cannot be stored is given back."""
    filed = actions.Filed(
        uid=uid, subject_key=subject.key, **typed.values, address_key=key_of(address_of(request.META))
    )
    person = person_of(request)
    try:
        actions.file_publicly(filed=filed, by=person if person and person.role else None, now=now)
    except TooMany as fault:
        told = _("Many disputes came from your network. The next one can be sent after %(at)s.")
        typed.faults[""] = told % {"at": moment(fault.again_at)}
        return _form(request, subject, typed, subject.key, status=TOO_MANY)
    except Repeated as fault:
        typed.faults[""] = _("The same text stands already as a dispute; add what is new, or see that one.")
        return _form(request, subject, typed, subject.key, status=REFUSED, same=fault.uid)
    except UidReused:
        typed.faults[""] = _(
            "This form was sent before with another text. It has been renewed: send it again."
        )
        return _form(request, subject, typed, subject.key, status=REFUSED)
    except InvalidField as fault:
        typed.faults[""] = str(fault)
        return _form(request, subject, typed, subject.key, status=REFUSED)
    return HttpResponseRedirect(f"{reverse('dispute', args=[uid])}?filed=1")


def _form(
    request: HttpRequest,
    subject: Subject | None,
    typed: Typed,
    key: str,
    *,
    status: int = 200,
    same: str = "",
) -> HttpResponse:
    """Return the page of the form."""
    context: dict[str, Any] = {
        "subject": subject, "asked": key, "typed": typed.values, "faults": typed.faults,
        "fault": typed.faults.get("", ""), "same_url": reverse("dispute", args=[same]) if same else "",
        "stamp": dispute_form.stamp(key) if subject else "", "most": dispute_form.MOST["claim"],
        "trap": dispute_form.TRAP, "release": queries.release(now=timezone.now()),
    }  # fmt: skip
    return render(request, "web/dispute_new.html", context, status=status)


def private(response: HttpResponse) -> HttpResponse:
    """Let no cache keep a page with what somebody typed."""
    patch_cache_control(response, private=True, no_store=True)
    return response
