"""The accounts: for admins."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.events import actions, holders
from apps.events.faults import InvalidField, NotThere, WrongState
from apps.events.words import ROLES
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.desk.menu import ROLE_NAMES
from apps.web.event_words import moment

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs("admin")
def people(request: DeskRequest) -> HttpResponse:
    """List the accounts; add one, give a role or a new password, let somebody act no longer."""
    if request.method != "POST":
        return _page(request)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return _page(request, fault=_("Nothing was stored: the form named nothing that can be done here."))
    try:
        said, password = act(request)
    except (InvalidField, NotThere, WrongState) as fault:
        return _page(request, fault=_("Nothing was stored. %(why)s") % {"why": fault})
    if password:
        # Shown in the answer itself: nothing that is written anywhere holds it.
        return _page(request, said=said, password=password)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk-people"))


def _page(request: DeskRequest, *, fault: str = "", said: str = "", password: str = "") -> HttpResponse:
    rows = [
        {
            "name": row.username, "role": row.role, "is_active": row.is_active, "has_password": row.has_password,
            "last_login": moment(row.last_login) if row.last_login else "",
        }
        for row in holders.people()
    ]  # fmt: skip
    given = {
        "rows": rows, "roles": [(role, ROLE_NAMES[role]) for role in ROLES], "fault": fault, "said": said,
        "password": password, "typed": request.POST.get("name", "")[:80] if fault else "",
    }  # fmt: skip
    return show(request, "web/desk/people.html", given, status=REFUSED if fault else 200)


def _add(request: DeskRequest) -> tuple[str, str]:
    name = request.POST.get("name", "")
    password = actions.add_person(username=name, role=request.POST.get("role", ""), by=request.person)
    return _("The account %(name)s is made.") % {"name": name}, password


def _role(request: DeskRequest) -> tuple[str, str]:
    name, role = request.POST.get("name", ""), request.POST.get("role", "")
    actions.change_role(username=name, role=role, by=request.person)
    return _("%(name)s has the role %(role)s now.") % {"name": name, "role": ROLE_NAMES[role]}, ""


def _password(request: DeskRequest) -> tuple[str, str]:
    name = request.POST.get("name", "")
    password = actions.renew_password(username=name, by=request.person)
    return _("%(name)s has a new password and is signed out everywhere.") % {"name": name}, password


def _active(request: DeskRequest) -> tuple[str, str]:
    name, is_active = request.POST.get("name", ""), request.POST.get("active") == "yes"
    actions.set_active(username=name, is_active=is_active, by=request.person)
    words = (
        _("%(name)s may act again.")
        if is_active
        else _("%(name)s may act no longer; sessions and tokens ended.")
    )
    return words % {"name": name}, ""


ACTS: dict[str, Callable[[DeskRequest], tuple[str, str]]] = {
    "add": _add, "role": _role, "password": _password, "active": _active,
}  # fmt: skip
