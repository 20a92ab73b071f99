"""GeoJSON (RFC 7946): rows as features, longitude before latitude, the meta block beside them."""

from collections.abc import Iterable, Sequence
from typing import Any

Feature = tuple[dict[str, Any] | None, dict[str, Any]]


def collection(meta: dict[str, Any], features: Iterable[Feature]) -> dict[str, Any]:
    """Return a FeatureCollection of (geometry or None, properties)."""
    listed = [{"type": "Feature", "geometry": geometry, "properties": told} for geometry, told in features]
    return {"type": "FeatureCollection", "meta": meta, "features": listed}


def collection_schema(row: dict[str, Any], meta: dict[str, Any], kinds: Sequence[str]) -> dict[str, Any]:
    """Return the schema of such a collection; a feature without a place has geometry null."""
    place = {
        "type": "object",
        "description": "Longitude, latitude in degrees.",
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"type": "string", "enum": list(kinds)},
            "coordinates": {"type": "array"},
        },
    }
    feature = {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "geometry": {"anyOf": [place, {"type": "null"}]},
            "properties": row,
        },
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
