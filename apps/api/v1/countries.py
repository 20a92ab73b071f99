"""Countries: the codes that flows name."""

from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.geojson import collection, collection_schema
from apps.api.listing import Listing, RowPage, cut, dump
from apps.api.packed import Packed, Spooled, pack
from apps.api.reference_rows import named, notices
from apps.api.resource import CONTENT_TYPES, FILES, Resource
from apps.api.versions import Version
from apps.flows.question import Question
from apps.reference import queries as reference

DRAWN = "A point is where arcs are drawn to: no centre of computing, and no statement about a border."
DECIMALS = 5


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
    forms = ("json", *FILES, "geojson")
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

    def pack(self, ask: Ask) -> Packed | Spooled:
        """Return the countries as rows, or as the points at which their arcs are drawn."""
        if self.form != "geojson":
            return super().pack(ask)
        page, names = self.rows(ask), self.shown(ask)
        listing = Listing("", page.next_key, [*page.notices, DRAWN])
        features = [(_point(row), {name: row[name] for name in names}) for row in page.rows]
        body = collection(self.meta(ask, listing, self.next_url(ask, listing)), features)
        return pack(dump(body), content_type=CONTENT_TYPES[self.form], headers={})

    @staticmethod
    def geojson_schema(row: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of the FeatureCollection."""
        return collection_schema(row, meta, ("Point",))


def _point(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return where the arcs of a country end; None for the unknown one."""
    if row["anchor_lon"] is None or row["anchor_lat"] is None:
        return None
    return {
        "type": "Point",
        "coordinates": [round(row["anchor_lon"], DECIMALS), round(row["anchor_lat"], DECIMALS)],
    }
