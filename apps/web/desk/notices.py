"""Saved filters with their notices, the log of what was sent, and the name under which readers see a person."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from apps.events import actions
from apps.events import queries as events
from apps.events.actions.telling import CONFIRM_SALT
from apps.events.faults import InvalidField, UidReused, WrongState
from apps.events.listed import event_places
from apps.events.notice_words import NOTICE_RESOURCES
from apps.events.notices import DeliveryRow, FilterRow, delivery_rows, filter_rows
from apps.web import event_asked, event_words
from apps.web.desk.gate import DeskRequest, needs, private, show
from apps.web.desk.notice_words import PACE_NAMES, RESOURCE_NAMES, STATE_NAMES, WAY_NAMES
from apps.web.foreign import shown

REFUSED, BODY = 422, 20_000
CONFIRM_S = 3 * 86_400
LONGEST = {"webhook_url": 500, "email": 254, "label": 80}
KEPT = ("label", "webhook_url", "email", "pace")
WORDS = {"events": ("kind", "country", "state", "from", "to"), "documents": ("q", "source"), "releases": ()}
is_hook_address = URLValidator(schemes=["https", "http"])


@require_safe
@needs("reader")
def listed(request: DeskRequest) -> HttpResponse:
    """List a person's saved filters, and the name under which readers see that person."""
    rows = [told(row) for row in filter_rows(user_id=request.person.user_id)]
    given = {
        "filters": rows, "mail_is_on": settings.EMAIL_IS_ON, "resources": RESOURCE_NAMES,
        "public_name": events.public_name(request.person.user_id),
    }  # fmt: skip
    return show(request, "web/desk/notices.html", given)


def told(row: FilterRow) -> dict[str, Any]:
    """Return a saved filter in words."""
    page = reverse({"events": "events", "documents": "documents", "releases": "data"}[row.resource])
    return {
        "uid": row.uid, "label": shown(row.label), "resource": RESOURCE_NAMES[row.resource],
        "query": ", ".join(f"{name}={value}" for name, value in row.query.items()),
        "url": f"{page}?{urlencode(row.query)}" if row.query else page, "pace": PACE_NAMES[row.pace],
        "webhook_url": shown(row.webhook_url), "email": shown(row.email), "is_confirmed": row.is_confirmed,
        "off": event_words.moment(row.off_at) if row.off_at else "", "off_reason": shown(row.off_reason),
        "failures": row.failures, "sent": row.sent, "waiting": row.waiting, "failed": row.failed,
        "log_url": reverse("desk-notice", args=[row.uid]),
    }  # fmt: skip


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("reader")
def new(request: DeskRequest) -> HttpResponse:
    """Save a filter; the signing secret is shown once, on the page that answers."""
    params = request.POST if request.method == "POST" else request.GET
    resource = params.get("resource", "events")
    if resource not in NOTICE_RESOURCES:
        raise Http404
    now = timezone.now()
    query = words_of(resource, params, now)
    typed = {name: params.get(name, "").strip() for name in KEPT}
    uid = _uid(params.get("uid", ""))
    if request.method != "POST":
        return _form(request, resource, query, typed | {"pace": "EACH"}, uid, {})
    faults = _faults(typed)
    if not faults:
        try:
            given = actions.NewFilter(uid=uid, resource=resource, query=query, **typed)
            secret = actions.save_filter(given=given, by=request.person, now=now)
        except InvalidField as fault:
            faults = {
                fault.field: _("%(reason)s; allowed: %(allowed)s")
                % {"reason": fault.reason, "allowed": fault.allowed}
            }
        except (WrongState, UidReused) as fault:
            faults = {"": str(fault)}
        else:
            return _saved(request, secret)
    return _form(request, resource, query, typed, uid, faults, status=REFUSED)


def words_of(resource: str, params: QueryDict, now: datetime) -> dict[str, str]:
    """Return the words of a filter as the page of the list reads them; what cannot be read is left out."""
    if resource == "events":
        asked = event_asked.read(params, event_places(as_of=now), [])
        found = dict(parse_qsl(asked.address()))
    else:
        found = {name: params.get(name, "").replace("\x00", "").strip()[:80] for name in WORDS[resource]}
    return {name: value for name, value in found.items() if value}


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _faults(typed: dict[str, str]) -> dict[str, str]:
    """Return what is wrong with what was typed, by field."""
    faults = {
        name: _("At most %(most)s characters.") % {"most": most}
        for name, most in LONGEST.items()
        if len(typed[name]) > most
    }
    for name, check, words in (
        ("webhook_url", is_hook_address, _("Give a whole https address.")),
        ("email", validate_email, _("This is no e-mail address.")),
    ):
        try:
            check(typed[name] or {"webhook_url": "https://example.org/", "email": "a@example.org"}[name])
        except ValidationError:
            faults[name] = words
    if typed["email"] and not settings.EMAIL_IS_ON:
        faults["email"] = _("E-mail is not set up on this installation; leave it empty.")
    return faults


def _form(
    request: HttpRequest, resource: str, query: dict[str, str], typed: dict[str, str], uid: UUID,
    faults: dict[str, str], *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    given = {
        "resource": resource, "resource_name": RESOURCE_NAMES[resource], "query": query, "typed": typed, "uid": uid,
        "faults": faults, "fault": faults.get("", ""), "paces": PACE_NAMES.items(), "mail_is_on": settings.EMAIL_IS_ON,
    }  # fmt: skip
    return show(request, "web/desk/notice_new.html", given, status=status)


def _saved(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a new signing secret, once; without one lead back to the list."""
    if not secret:
        messages.success(request, _("The filter is saved."))
        return HttpResponseRedirect(reverse("desk-notices"))
    return show(request, "web/desk/notice_secret.html", {"secret": secret})


@require_safe
@needs("reader")
def one(request: DeskRequest, uid: UUID) -> HttpResponse:
    """Show one filter with what was sent for it."""
    found = next((row for row in filter_rows(user_id=request.person.user_id) if row.uid == uid), None)
    if found is None:
        raise Http404
    rows = [sent(row) for row in delivery_rows(uid=uid, user_id=request.person.user_id)]
    return show(request, "web/desk/notice.html", {"filter": told(found), "rows": rows})


def sent(row: DeliveryRow) -> dict[str, Any]:
    """Return one delivery in words, with each attempt."""
    attempts = [
        {
            "at": event_words.moment(datetime.fromisoformat(one["at"])), "status": one["status"] or "",
            "problem": shown(one["problem"], most=300),
        }
        for one in row.attempts
    ]  # fmt: skip
    return {
        "uid": row.uid, "way": WAY_NAMES[row.way], "state": STATE_NAMES[row.state], "is_failed": row.state == "FAILED",
        "created": event_words.moment(row.created_at), "attempts": attempts, "body": _pretty(row),
        "next": event_words.moment(row.next_at) if row.state == "WAITING" else "",
    }  # fmt: skip


def _pretty(row: DeliveryRow) -> str:
    """Return what was sent, a webhook's JSON with its lines broken."""
    if row.way != "WEBHOOK":
        return shown(row.body, most=BODY)
    return shown(json.dumps(json.loads(row.body), ensure_ascii=False, indent=2), most=BODY)


@require_http_methods(["POST"])
@needs("reader")
def change(request: DeskRequest, uid: UUID) -> HttpResponse:
    """Switch a filter off or on, delete it, or give it another secret."""
    asked, now = request.POST.get("do", ""), timezone.now()
    try:
        if asked == "secret":
            return _saved(request, actions.new_secret(uid=uid, by=request.person))
        if asked == "delete":
            actions.delete_filter(uid=uid, by=request.person, now=now)
        elif asked in ("on", "off"):
            actions.switch_filter(uid=uid, is_on=asked == "on", by=request.person, now=now)
        else:
            raise Http404
    except LookupError as fault:
        raise Http404 from fault
    messages.success(request, _("It is done."))
    return HttpResponseRedirect(reverse("desk-notices"))


@require_http_methods(["POST"])
@needs("reader")
def name(request: DeskRequest) -> HttpResponse:
    """Choose the name under which readers see a person, or go back to the pseudonym."""
    try:
        actions.choose_name(name=request.POST.get("name", "").strip(), by=request.person, now=timezone.now())
    except InvalidField as fault:
        told_as = {"name": shown(fault.value, most=90), "allowed": fault.allowed}
        messages.error(request, _("“%(name)s” cannot be shown: %(allowed)s.") % told_as)
    else:
        messages.success(request, _("From now on readers see this name, also on what you wrote before."))
    return HttpResponseRedirect(reverse("desk-notices"))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Let whoever reads an address say that it may be written to; opening the link alone does nothing."""
    token = request.POST.get("token", "") or request.GET.get("token", "")
    try:
        uid, email = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_S)
    except (signing.BadSignature, ValueError, TypeError):
        return private(render(request, "web/notice_confirm.html", {"is_bad": True}, status=REFUSED))
    is_done = request.method == "POST" and actions.confirm_email(
        uid=UUID(uid), email=email, now=timezone.now()
    )
    given = {"token": token, "email": email, "is_done": is_done}
    return private(render(request, "web/notice_confirm.html", given))
