"""How far people agree who code the same events, each alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.web import agreement_parts


@require_http_methods(["GET", "HEAD"])
def agreement(request: HttpRequest) -> HttpResponse:
    """Show agreement by field and codebook, and how the samples were drawn."""
    return render(request, "web/agreement.html", agreement_parts.about())
