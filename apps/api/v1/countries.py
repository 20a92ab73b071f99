"""Countries: the codes that flows name."""

from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import Listing, page
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.flows.question import Question
from apps.observations import queries as observations
from apps.reference import queries as reference

NO_VINTAGES = "Country facts have no vintages; this is the list in use now."


class CountrySerializer(s.Serializer):
    """A code, its English name and the anchor of its arcs."""

    code = s.CharField(help_text="ISO 3166-1 alpha-3, XKX (user-assigned), or UNK (unknown).")
    name = s.CharField()
    status = s.CharField(help_text="ISO_3166_1, USER_ASSIGNED or UNKNOWN.")
    anchor_lat = s.FloatField(allow_null=True, help_text="Degrees north; null for UNK.")
    anchor_lon = s.FloatField(allow_null=True, help_text="Degrees east.")
    source_title = s.CharField()
    source_url = s.CharField()
    accessed = s.DateField()


class Countries(Resource):
    """Every code that a flow may name, with its citation; UNK is the unknown country."""

    name = "countries"
    title = "Country codes"
    words = ("country", "q", "as_of")
    row = CountrySerializer
    samples = ("country=CHN,UNK", "q=land")

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the reference tables."""
        latest = versions.LOOKUPS.get("latest", observations.latest_recorded_at)
        return Version(
            f"{reference.reference_sha256()} {latest} {versions.CODE_VERSION}", question.as_of or latest
        )

    def listing(self, ask: Ask, columns: tuple[str, ...]) -> Listing:
        """Return one page of countries, by code."""
        notices = [NO_VINTAGES] if ask.question.as_of else []
        return page(_rows(ask.question), ask, columns=columns, key=lambda row: [row["code"]], notices=notices)


def _rows(question: Question) -> list[dict[str, Any]]:
    """Return the countries asked for by code, or by a part of code or name."""
    names = tuple(CountrySerializer().fields)
    rows = [{name: getattr(row, name) for name in names} for row in reference.countries()]
    wanted = question.q.casefold()
    return [
        row
        for row in rows
        if row["code"] in (question.country or (row["code"],))
        and (wanted in row["name"].casefold() or wanted in row["code"].casefold())
    ]
