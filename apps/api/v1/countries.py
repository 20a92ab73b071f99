"""Countries: the codes that flows name."""

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import RowPage, cut
from apps.api.reference_rows import named, notices
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.flows.question import Question
from apps.reference import queries as reference


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
    aliases = s.ListField(child=s.CharField(), help_text="Other English names under which sources print it.")


class Countries(Resource):
    """Every code that a flow may name, with its citation; UNK is the unknown country."""

    name = "countries"
    title = "Country codes"
    words = ("country", "q", "as_of")
    row = CountrySerializer
    samples = ("country=CHN,UNK", "q=land")

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the reference tables."""
        return versions.of_reference(as_of=question.as_of)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of countries, by code."""
        wanted = ask.question.country
        rows = [
            row
            for row in named(reference.country_rows(), ask.question.q, "code", "name")
            if row["code"] in (wanted or (row["code"],))
        ]
        return cut(rows, ask, key=lambda row: [row["code"]], notices=notices(ask))
