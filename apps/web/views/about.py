"""Licence, borders and limits, in short."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.flows import queries
from apps.web.maps.register import areas, policy


def about(request: HttpRequest) -> HttpResponse:
    """Show under which terms the figures stand, how borders are drawn and where to report."""
    context = {
        "areas": areas(),
        "policy": policy(),
        "project_url": settings.PROJECT_URL,
        "release": queries.release(now=timezone.now()),
    }
    return render(request, "web/about.html", context)
