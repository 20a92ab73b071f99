"""Addresses of the API; whatever no resource has is answered by a problem, not by a page."""

from django.urls import include, path, re_path

from apps.api import dumps, pages

# Below /data/, beside the pages about the data.
dump_patterns = [
    path("", dumps.index),
    path("latest", dumps.latest),
    path("<str:name>/", dumps.manifest),
    path("<str:name>/<str:file>", dumps.file),
    re_path(r"^[\s\S]*\Z", dumps.nothing),
]
urlpatterns = [
    path("v1", pages.index),
    path("v1/openapi.json", pages.openapi),
    path("v1/docs", pages.docs),
    path("v1/docs.css", pages.stylesheet),
    path("v1/problems/<slug:kind>", pages.problem),
    path("v1/", include("apps.api.v1.urls")),
    re_path(r"^[\s\S]*/\Z", pages.without_slash),
    re_path(r"^[\s\S]*\Z", pages.nothing_here),
]
