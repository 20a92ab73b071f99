"""Who may open a page of the desk: signed in, and in a role that is high enough."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from apps.events import queries as events
from apps.events.faults import Person, is_at_least
from apps.web.desk.menu import ROLE_NAMES, entries
from apps.web.foreign import shown

READS = ("GET", "HEAD")
UNAUTHORIZED, FORBIDDEN = 401, 403
# What a refused form held is given back to be copied; a field of a form, or a key, is no text of a person.
UNTYPED = ("csrfmiddlewaretoken", "revision")
SECRET = "password"  # noqa: S105  # part of the name of fields whose text is never shown
View = Callable[..., HttpResponse]


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in; `needs` sets the person."""

    person: Person


def needs(role: str) -> Callable[[View], View]:
    """Let nobody through below a role (reader, analyst, reviewer, admin).

    Nobody signed in: a read goes to the sign-in, a form is given back unsent. Too low a role: 403.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person = person_of(request)
            if person is None:
                return private(_sign_in_first(request))
            request.person = person  # type: ignore[attr-defined]
            if not is_at_least(person, role):
                return private(_too_low(request, person, role))
            return private(view(request, *args, **kwargs))

        gated.lowest_role = role  # type: ignore[attr-defined]
        return gated

    return guard


def person_of(request: HttpRequest) -> Person | None:
    """Return who is signed in, with the highest role, or None."""
    user = request.user
    if not user.is_authenticated or user.pk is None:
        return None
    role = events.role_of(user_id=user.pk, is_superuser=user.is_superuser)
    return Person(user.pk, user.get_username(), role)


def private(response: HttpResponse) -> HttpResponse:
    """Let no cache keep a page of the desk."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def show(request: HttpRequest, template: str, given: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a page of the desk in its frame: the menu of the person's role, and who is signed in."""
    person = person_of(request)
    frame = {
        "person": person,
        "role_name": ROLE_NAMES.get(person.role, "") if person else "",
        "desk_menu": entries(request, person) if person else [],
    }
    return render(request, template, frame | given, status=status)


def unsent(request: HttpRequest, reason: str = "", *, why: str = "") -> HttpResponse:
    """Answer a form that was refused before it was read: nothing was stored, and what it held is given back.

    The view of refused CSRF tokens too, which brings Django's reason; `why` is another reason in words.
    """
    typed = [
        (shown(name, most=80), value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and name not in UNTYPED and SECRET not in name
    ]
    is_signed_out = not request.user.is_authenticated
    given = {"typed": typed, "is_signed_out": is_signed_out, "why": why}
    status = UNAUTHORIZED if is_signed_out and not reason else FORBIDDEN
    return private(show(request, "web/desk/unsent.html", given, status=status))


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a reader to the sign-in and back to this page."""
    if request.method not in READS:
        return unsent(request)
    return HttpResponseRedirect(f"{reverse('desk-sign-in')}?{urlencode({'next': request.get_full_path()})}")


def _too_low(request: HttpRequest, person: Person, role: str) -> HttpResponse:
    """Say which role is needed and which one the person has."""
    given = {"needed": ROLE_NAMES[role], "held": ROLE_NAMES.get(person.role, "")}
    return show(request, "web/desk/too_low.html", given, status=FORBIDDEN)
