"""Proposals to change a parameter: the list, the form, one proposal with its effect, and the decision."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.estimator.measures import GRADES
from apps.estimator.parameters import DISTRIBUTIONS, Parameter
from apps.events import actions, faults, parameter_proposals
from apps.events.parameter_proposals import WAITING, ProposalRow
from apps.flows import queries as flows
from apps.reference import parameters
from apps.reference.proposed import FIELDS, RefusedRow, cells_of
from apps.web import parameter_parts, words
from apps.web.desk.gate import DeskRequest, needs, show

REFUSED, CONFLICT, FORBIDDEN = 422, 409, 403
BASES = ("CITED", "JUDGEMENT")


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def listed(request: DeskRequest) -> HttpResponse:
    """List the proposals, those that wait first, and let a parameter be chosen."""
    rows = parameter_proposals.proposals()
    rows.sort(key=lambda row: row.state != WAITING)
    given = {
        "rows": [line(row) for row in rows],
        "waiting": sum(row.state == WAITING for row in rows),
        "choices": [
            (f"{row.key}|{row.scope}", row.key, row.scope) for row in parameters.load(timezone.now())
        ],
    }
    return show(request, "web/desk/parameters.html", given)


def line(row: ProposalRow) -> dict[str, Any]:
    """Return a proposal as a line of a list."""
    return {
        "row": row,
        "brief": parameter_parts.brief(row),
        "state": parameter_parts.STATE_NAMES[row.state],
        "effect": parameter_parts.EFFECT_NAMES[row.effect_state],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs("analyst")
def new(request: DeskRequest) -> HttpResponse:
    """Show the form of a changed row, and keep what is sent as a proposal."""
    base = _base(request)
    reason, found = request.POST.get("reason", ""), {}
    cells = cells_of(base) | _former(request, base)
    if request.method == "POST":
        cells = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            number = actions.propose_parameter(
                key=base.key,
                scope=base.scope,
                cells=cells,
                reason=reason,
                by=request.person,
                now=timezone.now(),
            )
        except RefusedRow as fault:
            found = _spread(fault.faults)
        except faults.InvalidField as fault:
            found = {fault.field: f"{fault.reason}; {fault.allowed}"}
        except faults.Repeated as fault:
            found = {"": str(fault)}
        else:
            messages.success(
                request, _("Proposal %(n)s is kept; its effect is being worked out.") % {"n": number}
            )
            return HttpResponseRedirect(reverse("desk-parameter", args=[number]))
    given = {"base": base, "fields": _inputs(base, cells, found), "reason": reason, "found": found}
    return show(request, "web/desk/parameter_new.html", given, status=REFUSED if found else 200)


def _base(request: HttpRequest) -> Parameter:
    """Return the row that stands for the key and scope asked for; 404 without one."""
    sent = request.POST if request.method == "POST" else request.GET
    key, _bar, scope = sent.get("row", "").partition("|")
    base = parameters.load(timezone.now()).find(key, scope)
    if base is None:
        raise Http404("no such parameter")
    return base


def _former(request: HttpRequest, base: Parameter) -> dict[str, str]:
    """Return the cells of the row that stood before a proposal, where the form is to bring it back."""
    number = request.GET.get("undo", "")
    found = (
        parameter_proposals.proposal(int(number))
        if number.isascii() and number.isdigit() and len(number) < 19
        else None
    )
    is_of_row = found is not None and (found.key, found.scope) == (base.key, base.scope)
    return cells_of(found.former) if found is not None and is_of_row else {}


def _spread(found: dict[str, str]) -> dict[str, str]:
    """Return faults by field; one that is about several stands at the first."""
    return {field.split(",")[0].strip(): remedy for field, remedy in found.items()}


def _inputs(base: Parameter, cells: dict[str, str], found: dict[str, str]) -> list[dict[str, Any]]:
    """Return the fields of the form: the row as it stands, what is typed, and what is wrong with it."""
    options = {
        "distribution": [(name, words.DISTRIBUTION_NAMES[name]) for name in DISTRIBUTIONS],
        "basis": [(name, parameter_parts.BASIS_OF_ROW[name]) for name in BASES],
        "grade": [(name, f"{name}: {words.GRADE_MEANINGS[name]}") for name in GRADES],
    }
    return [
        {
            "compared": row,
            "value": cells.get(row.field, ""),
            "options": options.get(row.field),
            "fault": found.get(row.field, ""),
            "is_long": row.field in ("source_title", "source_url"),
            "kind": {"accessed": "date", "source_url": "url"}.get(row.field, "text"),
        }
        for row in parameter_parts.fields(base, base)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("analyst")
def one(request: DeskRequest, number: int) -> HttpResponse:
    """Show a proposal with its effect; a reviewer who did not make it accepts or declines it."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            verdict = actions.decide_parameter(
                proposal_id=number, verdict=request.POST.get("verdict", ""), by=request.person,
                reason=request.POST.get("reason", ""), now=timezone.now(),
            )  # fmt: skip
        except faults.NotThere as fault:
            raise Http404(str(fault)) from fault
        except (faults.OwnWork, faults.RoleTooLow) as fault:
            problem, status = str(fault), FORBIDDEN
        except faults.WrongState as fault:
            problem, status = str(fault), CONFLICT
        except faults.InvalidField as fault:
            problem, status = str(fault), REFUSED
        else:
            messages.success(request, _decided(verdict))
            return HttpResponseRedirect(reverse("desk-parameter", args=[number]))
    found = parameter_proposals.proposal(number)
    if found is None:
        raise Http404("no such proposal")
    given = parameter_parts.about(found, flows.release(now=timezone.now())) | {
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "may_decide": request.person.is_reviewer and found.proposed_by_id != request.person.user_id,
        "is_own": found.proposed_by_id == request.person.user_id,
    }
    return show(request, "web/desk/parameter.html", given, status=status)


def _decided(verdict: str) -> str:
    """Return what follows from a verdict."""
    if verdict == "ACCEPT":
        return _(
            "Accepted. All weeks are estimated again; readers see the change when that run is published."
        )
    return _("Declined. The row stays as it is.")


@require_http_methods(["POST"])
@needs("analyst")
def again(request: DeskRequest, number: int) -> HttpResponse:
    """Have the effect of a proposal worked out once more."""
    try:
        actions.ask_effect_again(proposal_id=number, by=request.person)
    except faults.NotThere as fault:
        raise Http404(str(fault)) from fault
    except faults.WrongState as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("desk-parameter", args=[number]))
