"""Taking the data: what there is, in which formats, under which limits, and a query built by choosing."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.flows import queries
from apps.flows.dumps import dumps
from apps.web.api_document import Control, Listed, lists
from apps.web.query_lines import address, lines

FIRST_LIST, FIRST_FORM = "flows", "csv"
# Names of this page's own choices; no parameter of the API has them.
LIST, FILE = "list", "file"
CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Field:
    """A control with what the reader put into it."""

    control: Control
    value: str


def data(request: HttpRequest) -> HttpResponse:
    """Show what can be taken, and the query that the reader has put together so far."""
    now = timezone.now()
    release = queries.release(now=now)
    chosen, form, notices = _chosen(request)
    fields = [Field(one, _value(request, one.name)) for one in chosen.controls[form]]
    asked = [(field.control.name, field.value) for field in fields if field.value]
    relative = address(chosen.name, form, asked)
    url = request.build_absolute_uri(relative)
    missing = [field.control.name for field in fields if field.control.is_needed and not field.value]
    context = {
        "lists": lists().values(), "chosen": chosen, "form": form, "fields": fields, "notices": notices,
        "url": url, "relative": relative, "lines": lines(url, chosen.name.replace("/", "-"), form),
        "missing": missing, "citation": _citation(url, release), "release": release, "limits": _limits(),
        "dump": next(reversed(dumps()), None),
    }  # fmt: skip
    return render(request, "web/data.html", context)


def stability(request: HttpRequest) -> HttpResponse:
    """Show what of the API stays as it is."""
    return render(request, "web/stability.html", {"release": queries.release(now=timezone.now())})


def _chosen(request: HttpRequest) -> tuple[Listed, str, list[str]]:
    """Return the list and the format asked for; an unknown one gives the first, with a notice."""
    known, notices = lists(), []
    name = request.GET.get(LIST, FIRST_LIST)
    if name not in known:
        notices.append(_("There is no list of that name; flows are shown."))
        name = FIRST_LIST
    formats = known[name].formats
    form = request.GET.get(FILE, FIRST_FORM if FIRST_FORM in formats else formats[0])
    if form not in formats:
        notices.append(_("This list is not given in that format; %(form)s is shown.") % {"form": formats[0]})
        form = formats[0]
    return known[name], form, notices


def _value(request: HttpRequest, name: str) -> str:
    """Return what was put into a field, cut, without signs that no address can hold."""
    text = request.GET.get(name, "")[:CHARACTERS].strip()
    return "".join(sign for sign in text if sign.isprintable())


def _citation(url: str, release: Any) -> str:
    """Return how to cite what the query gives now."""
    if release is None:
        return f"Tokentrade, CC BY 4.0. {url}"
    words = {"id": release.id, "day": release.published_at.date().isoformat(), "url": url}
    return _("Tokentrade, release %(id)s, published %(day)s, CC BY 4.0. %(url)s") % words


def _limits() -> list[tuple[str, ...]]:
    """Return who may ask how often: per minute and per day."""
    names = {
        "keyless": _("Without a token, per address"),
        "token": _("With a token"),
        "writes": _("Writes, with a token"),
    }
    return [(names[plan], *(f"{most:,}" for most in settings.API_LIMITS[plan])) for plan in names]
