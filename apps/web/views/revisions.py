"""How one number changed from run to run, and which input changed with it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.flows import queries
from apps.flows.cells import EXAMPLE, Cell, UnreadableCell
from apps.flows.differences import Change
from apps.flows.revisions import Vintage
from apps.reference import queries as reference
from apps.web import home_parts, words
from apps.web.addresses import cell_api_url
from apps.web.contested import remarks
from apps.web.known_tools import lasting_tools
from apps.web.method_subjects import MEASURE_ANCHORS
from apps.web.numbers import figure, measured, range_text
from apps.web.page_tools import Tools
from apps.web.words import Text

KIND_NAMES: dict[str, Text] = {
    "method": _l("method"), "code": _l("program"), "draws": _l("draws"), "parameter": _l("parameter"),
    "publication": _l("publication"), "figure": _l("figure"), "models": _l("model"), "hosts": _l("company"),
    "prices": _l("list price"), "locations": _l("place of computing"), "electricity": _l("electricity price"),
    "carbon": _l("carbon of the grid"), "unavailable": _l("documented unavailability"),
    "destinations": _l("destination"), "unrecorded": _l("not recorded"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class VintageRow:
    """A vintage in words."""

    vintage: Vintage
    central: str
    range: str
    mean: str
    absent: str
    changes: list[tuple[Text, Change]]


def revisions(request: HttpRequest) -> HttpResponse:
    """Show the vintages of the cell asked for, the newest first."""
    asked = request.GET.get("cell", "")
    context: dict[str, Any] = {
        "asked": asked,
        "example": EXAMPLE,
        "release": queries.release(now=timezone.now()),
    }
    status = 200
    if asked:
        try:
            found = queries.revisions(asked)
        except UnreadableCell as fault:
            context["problem"], status = str(fault), 400
        else:
            context |= remarks(found.cell.address, as_of=timezone.now())
            context |= told(found.cell) | {"rows": [row(one, found.cell) for one in reversed(found.vintages)]}
            context["tools"] = cell_tools(request, found.cell)
    return render(request, "web/revisions.html", context, status=status)


def cell_tools(request: HttpRequest, cell: Cell) -> Tools:
    """Return the present numbers of the cell as data, with the address and citation of its history."""
    data = cell_api_url(cell)
    return lasting_tools(
        request,
        now=timezone.now(),
        title=_("Revisions of one number"),
        path=f"{reverse('revisions')}?{urlencode({'cell': cell.address}, safe='/')}",
        downloads=[("JSON", data), ("CSV", data.replace(".json", ".csv", 1))],
    )


def told(cell: Cell) -> dict[str, Any]:
    """Return what a cell is, in words."""
    names = home_parts.names_of(reference.countries())
    return {
        "cell": cell,
        "measure": words.MEASURE_NAMES[cell.measure],
        "anchor": MEASURE_ANCHORS[cell.measure],
        "basis": words.BASIS_NAMES[cell.basis],
        "scope": words.SCOPE_NAMES[cell.scope],
        "week": words.day(cell.week),
        "origin": names.get(cell.origin, cell.origin),
        "destination": names.get(cell.destination, cell.destination),
        "exact": cell_api_url(cell),
    }


def row(vintage: Vintage, cell: Cell) -> VintageRow:
    """Return a vintage with its numbers and changes in words."""
    changes = [(KIND_NAMES[change.kind], change) for change in vintage.changes]
    values = vintage.values
    if values is None:
        absent = _("too small to be listed") if vintage.is_unlisted else _("no estimate")
        return VintageRow(vintage, "", "", "", absent, changes)
    span = (values["central"], values["low"], values["high"], cell.unit)
    return VintageRow(
        vintage, figure(*span), range_text(*span), measured(values["mean"], cell.unit), "", changes
    )
