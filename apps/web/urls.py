"""Addresses of the pages."""

from django.urls import path

from apps.web.views.about import about
from apps.web.views.data import data, stability
from apps.web.views.home import home
from apps.web.views.method import method
from apps.web.views.revisions import revisions
from apps.web.views.sources import sources

urlpatterns = [
    path("", home, name="home"),
    path("sources/", sources, name="sources"),
    path("method/", method, name="method"),
    path("revisions/", revisions, name="revisions"),
    path("data/", data, name="data"),
    path("data/stability/", stability, name="stability"),
    path("about/", about, name="about"),
]
