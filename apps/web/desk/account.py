"""Signing in and out, and one's own account with its password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.web.desk.gate import DeskRequest, needs, private, show

REFUSED = 422


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a person in and lead to the page they asked for."""
    target = _target(request)
    if request.user.is_authenticated and request.method != "POST":
        return private(HttpResponseRedirect(target))
    form = AuthenticationForm(request, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        login(request, form.get_user())
        return private(HttpResponseRedirect(target))
    given: dict[str, Any] = {"form": form, "next": target}
    return private(show(request, "web/desk/sign_in.html", given, status=REFUSED if form.is_bound else 200))


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
        update_session_auth_hash(request, form.save())
        messages.success(request, _("The password is changed; other browsers are signed out."))
        return HttpResponseRedirect(reverse("desk-account"))
    return show(request, "web/desk/account.html", {"form": form}, status=REFUSED if form.is_bound else 200)
