"""Arcs: the largest corridors of one week as drawn lines."""

from dataclasses import replace
from typing import Any

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.estimates import EstimateResource
from apps.api.listing import dump
from apps.api.packed import Packed, pack
from apps.api.resource import CONTENT_TYPES
from apps.api.v1.flow_fields import CorridorFlowSerializer
from apps.estimator.measures import GRADES
from apps.flows import arcs
from apps.flows import queries as flows
from apps.flows.units import ARCS_BY_DEFAULT, LIMIT_AT_MOST
from apps.reference import queries as reference

DRAWN = "Arcs are drawn between one anchor per country: no cable and no path of packets."
GEOMETRY: dict[str, Any] = {
    "anyOf": [
        {
            "type": "object",
            "description": "A line, or several where the 180th meridian cuts it; longitude, latitude in degrees.",
            "required": ["type", "coordinates"],
            "properties": {
                "type": {"type": "string", "enum": ["LineString", "MultiLineString"]},
                "coordinates": {"type": "array"},
            },
        },
        {"type": "null"},
    ]
}


class ArcSerializer(CorridorFlowSerializer):
    """A corridor between two different places, and the grade its line is drawn with."""

    drawn_grade = s.ChoiceField(GRADES, help_text="The weakest link other than the destination.")


class Arcs(EstimateResource):
    """The largest corridors between different places in one week (the newest unless asked), 40 unless `top`.

    As .geojson a FeatureCollection whose properties are the row fields; an arc with an unknown end has
    geometry null. As .json the same rows without lines.
    """

    name = "arcs"
    title = "Largest corridors as lines"
    words = ("period", "as_of", "release", "basis", "measure", "scope", "counterfactual", "top", "country")
    row = ArcSerializer
    forms = ("json", "geojson")
    is_list = False
    is_many = True
    samples = ("period=2026-02-16&top=10", "basis=LAB&country=CHN")

    def pack(self, ask: Ask) -> Packed:
        """Return the arcs as rows or as features."""
        weeks = ask.version.release.asked(ask.question)
        question = replace(ask.question, period=weeks[-1].week if weeks else ask.question.period)
        page = flows.published_flows(question, ask.version.release, limit=LIMIT_AT_MOST)
        meta = page.meta | {"notices": [*page.meta["notices"], DRAWN]}
        features = _features(page.rows, question.top or ARCS_BY_DEFAULT)
        body = {"meta": meta, "data": [feature["properties"] for feature in features]}
        if self.form == "geojson":
            body = {"type": "FeatureCollection", "meta": meta, "features": features}
        return pack(dump(body), content_type=CONTENT_TYPES[self.form], headers={})

    @staticmethod
    def geojson_schema(row: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of the FeatureCollection."""
        feature = {
            "type": "object",
            "required": ["type", "geometry", "properties"],
            "properties": {"type": {"const": "Feature"}, "geometry": GEOMETRY, "properties": row},
        }
        return {
            "type": "object",
            "required": ["type", "meta", "features"],
            "properties": {
                "type": {"const": "FeatureCollection"},
                "meta": meta,
                "features": {"type": "array", "items": feature},
            },
        }


def _features(rows: list[dict[str, Any]], top: int) -> list[dict[str, Any]]:
    """Return the largest corridors between different places, in the order of the rows: largest mean first."""
    corridors = [row for row in rows if row["origin"] and row["origin"] != row["destination"]]
    anchors = {
        place.code: (place.anchor_lon, place.anchor_lat)
        for place in reference.countries()
        if place.anchor_lon is not None and place.anchor_lat is not None
    }
    return arcs.features(corridors[:top], anchors)
