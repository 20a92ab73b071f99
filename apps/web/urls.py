"""Addresses of the pages."""

from django.urls import include, path

from apps.flows.lazy_view import lazy_view
from apps.web.blind import unless_blind
from apps.web.views import claims, denominators, documents, labs, price_gap, prices
from apps.web.views.about import about
from apps.web.views.agreement import agreement
from apps.web.views.corridor import corridor
from apps.web.views.country import countries, country
from apps.web.views.data import data, stability
from apps.web.views.home import home
from apps.web.views.method import method
from apps.web.views.models import model, models
from apps.web.views.parameters import proposal
from apps.web.views.revisions import revisions
from apps.web.views.search import search
from apps.web.views.sources import sources

urlpatterns = [
    path("", home, name="home"),
    path("countries/", countries, name="countries"),
    path("countries/<str:code>/", country, name="country"),
    path("flows/<str:origin>/<str:destination>/", corridor, name="corridor"),
    path("timeline/", lazy_view("apps.web.views.timeline.show"), name="timeline"),
    path(
        "timeline/before-after/", lazy_view("apps.web.views.before_after.before_after"), name="before-after"
    ),
    path(
        "timeline/before-after/rows.<str:kind>",
        lazy_view("apps.web.views.before_after.rows"),
        name="before-after-rows",
    ),
    path("timeline/twin.<str:kind>", lazy_view("apps.web.views.twin.rows"), name="twin-rows"),
    path("embed/map/", lazy_view("apps.web.views.embed.embed_map"), name="embed-map"),
    path("embed/timeline/", lazy_view("apps.web.views.embed.embed_timeline"), name="embed-timeline"),
    path("oembed.json", lazy_view("apps.web.views.embed.oembed"), name="oembed"),
    path("export/map.<str:kind>", lazy_view("apps.web.exports.view.export"), name="export"),
    path("export/<path:page>.<str:kind>", lazy_view("apps.web.exports.pages.export"), name="export-page"),
    path("models/", models, name="models"),
    path("models/<slug:key>/", model, name="model"),
    path("labs/", labs.labs, name="labs"),
    path("labs/<slug:key>/", labs.lab, name="lab"),
    path("labs/<slug:key>/rows.<str:kind>", labs.rows, name="lab-rows"),
    path("search/", search, name="search"),
    path("claims/", claims.claims, name="claims"),
    path("claims/rows.<str:kind>", claims.rows, name="claim-rows"),
    path("claims/denominators/", denominators.denominators, name="denominators"),
    path("claims/denominators.<str:kind>", denominators.rows, name="denominator-rows"),
    path("claims/<str:claim_id>/", claims.claim, name="claim"),
    path("events/", lazy_view("apps.web.views.events.listed"), name="events"),
    path("events/codebook/", lazy_view("apps.web.views.codebook.show"), name="codebook"),
    path(
        "events/codebook/<str:version>/", lazy_view("apps.web.views.codebook.show"), name="codebook-version"
    ),
    path("events/agreement/", agreement, name="agreement"),
    path("events/<slug:slug>/", unless_blind(lazy_view("apps.web.views.events.show")), name="event"),
    path(
        "events/<slug:slug>/history/",
        unless_blind(lazy_view("apps.web.views.histories.event")),
        name="event-history",
    ),
    path("annotations/<uuid:uid>/", lazy_view("apps.web.views.histories.annotation"), name="annotation"),
    path("notices/confirm/", lazy_view("apps.web.desk.notices.confirm"), name="notice-confirm"),
    path("disputes/", lazy_view("apps.web.views.disputes.listed"), name="disputes"),
    path("disputes/new/", lazy_view("apps.web.views.disputes.new"), name="dispute-new"),
    path("disputes/<uuid:uid>/", lazy_view("apps.web.views.disputes.show"), name="dispute"),
    path("documents/", documents.listed, name="documents"),
    path("documents/<slug:document>/", documents.show, name="document"),
    path("documents/<slug:document>/diff/", documents.diff, name="document-diff"),
    path("prices/", prices.prices, name="prices"),
    path("prices/rows.<str:kind>", prices.rows, name="price-rows"),
    path("price-gap/", price_gap.price_gap, name="price-gap"),
    path("price-gap/rows.<str:kind>", price_gap.rows, name="price-gap-rows"),
    path("calculator/", lazy_view("apps.web.views.calculator.calculator"), name="calculator"),
    path("calculator/rows.<str:kind>", lazy_view("apps.web.views.calculator.rows"), name="calculator-rows"),
    path("sources/", sources, name="sources"),
    path("method/", method, name="method"),
    path("parameters/<int:number>/", proposal, name="parameter-proposal"),
    path("revisions/", revisions, name="revisions"),
    path("data/", data, name="data"),
    path("data/stability/", stability, name="stability"),
    path("about/", about, name="about"),
    path("desk/", include("apps.web.desk.urls")),
]
