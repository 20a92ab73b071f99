"""Signing in and out, and one's own account with its password."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.events import actions
from apps.events.faults import TooMany
from apps.events.peers import address_of
from apps.web.desk.gate import DeskRequest, needs, private, show
from apps.web.event_words import moment

REFUSED, TOO_MANY = 422, 429
NAME_CHARACTERS = 150


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a person in and lead to the page they asked for; too many attempts are refused before they are tried."""
    target = _target(request)
    if request.method != "POST":
        return private(
            HttpResponseRedirect(target) if request.user.is_authenticated else _page(request, target)
        )
    name, address, now = request.POST.get("username", ""), address_of(request.META), timezone.now()
    try:
        actions.note_attempt(name=name[:NAME_CHARACTERS], address=address, now=now)
    except TooMany as fault:
        return private(_later(request, target, fault, now))
    form = AuthenticationForm(request, data=request.POST)
    if not form.is_valid():
        return private(
            _page(request, target, list(form.non_field_errors()) or [_("Name and password are needed.")])
        )
    actions.forget_attempts(name=name[:NAME_CHARACTERS], address=address)
    login(request, form.get_user())
    return private(HttpResponseRedirect(target))


def _page(
    request: HttpRequest, target: str, problems: Sequence[Any] = (), *, status: int = REFUSED
) -> HttpResponse:
    """Return the form of the sign-in; what was typed as the name stays, the password does not."""
    name = request.POST.get("username", "")[:NAME_CHARACTERS]
    given = {"next": target, "problems": problems, "name": name}
    return show(request, "web/desk/sign_in.html", given, status=status if problems else 200)


def _later(request: HttpRequest, target: str, fault: TooMany, now: datetime) -> HttpResponse:
    """Say when a sign-in may be tried again."""
    seconds = max(1, int((fault.again_at - now).total_seconds()) + 1)
    minutes = -(-seconds // 60)
    words = ngettext(
        "Too many sign-ins failed under this name or from your address. Try again in %(minutes)s minute, at %(at)s.",
        "Too many sign-ins failed under this name or from your address. Try again in %(minutes)s minutes, at %(at)s.",
        minutes,
    ) % {"minutes": minutes, "at": moment(fault.again_at)}  # fmt: skip
    answer = _page(request, target, [words], status=TOO_MANY)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _target(request: HttpRequest) -> str:
    """Return where the person wanted to go: a page of this site, else the desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url("desk")


@require_http_methods(["POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; only a form may, so that no link on another site can."""
    logout(request)
    return private(HttpResponseRedirect(reverse("desk-sign-in")))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("reader")
def account(request: DeskRequest) -> HttpResponse:
    """Show who one is, and change one's password."""
    form = PasswordChangeForm(request.user, data=request.POST if request.method == "POST" else None)  # type: ignore[arg-type]
    if form.is_bound and form.is_valid():
        actions.set_password(username=request.person.name, password=form.cleaned_data["new_password1"])
        # This browser stays signed in; the sessions of all others end with the old password.
        form.user.refresh_from_db()
        update_session_auth_hash(request, form.user)
        messages.success(request, _("The password is changed; other browsers are signed out."))
        return HttpResponseRedirect(reverse("desk-account"))
    return show(request, "web/desk/account.html", {"form": form}, status=REFUSED if form.is_bound else 200)
