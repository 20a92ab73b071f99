"""Addresses: health probes, the API for programs, the pages for readers."""

from django.urls import include, path

from apps.api import health
from apps.api.urls import dump_patterns

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/", include("apps.api.urls")),
    path("data/dumps/", include(dump_patterns)),
    path("", include("apps.web.urls")),
]

handler400 = "apps.api.pages.bad_request"

handler404 = "apps.web.views.errors.not_found"
handler500 = "apps.web.views.errors.broken"
