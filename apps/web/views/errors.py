"""Friendly pages for what is not there and for what broke."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the address leads nowhere, and where to go on."""
    return render(request, "web/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; nothing here needs the database."""
    return render(request, "web/broken.html", status=500)
