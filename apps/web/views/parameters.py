"""The public page of a proposed change of a parameter."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.events import parameter_proposals
from apps.flows import queries as flows
from apps.web.parameter_parts import about


@require_http_methods(["GET", "HEAD"])
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """Show a proposal: who, when, what and why, its effect, and what became of it."""
    found = parameter_proposals.proposal(number)
    if found is None:
        raise Http404("no such proposal")
    newest = flows.release(now=timezone.now())
    return render(request, "web/parameter_proposal.html", about(found, newest) | {"release": newest})
