"""GeoJSON follows RFC 7946: the form of each object, longitude before latitude, nothing beyond the globe."""

from typing import Any

import pytest
from django.test import Client

from apps.flows.releases import ReleaseRow

pytestmark = pytest.mark.django_db
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2}


def positions(coordinates: Any, depth: int) -> list[list[float]]:
    """Return the positions of a geometry, which lie so many lists deep."""
    for _ in range(depth - 1):
        coordinates = [position for part in coordinates for position in part]
    return [coordinates] if depth == 0 else coordinates


def faults(body: dict[str, Any]) -> list[str]:
    """Return what RFC 7946 would not allow in a FeatureCollection."""
    found = [] if body.get("type") == "FeatureCollection" else ["no FeatureCollection"]
    for feature in body["features"]:
        if feature["type"] != "Feature" or not isinstance(feature["properties"], dict):
            found.append("no Feature")
        if feature["geometry"] is None:
            continue
        kind = feature["geometry"]["type"]
        for position in positions(feature["geometry"]["coordinates"], DEPTH[kind]):
            is_pair = len(position) == 2 and all(isinstance(part, int | float) for part in position)
            if not is_pair or abs(position[0]) > 180 or abs(position[1]) > 90:
                found.append(f"position {position}")
            found += [f"too many decimals: {part}" for part in position if round(part, 5) != part]
    return found


@pytest.mark.parametrize("url", ["/api/v1/arcs.geojson?top=400", "/api/v1/countries.geojson?limit=1000"])
def test_answers_are_valid(client: Client, release: ReleaseRow, url: str) -> None:
    answer = client.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/geo+json")
    body = answer.json()
    assert faults(body) == []
    assert body["meta"]["license"] == "CC-BY-4.0"
    assert any("drawn" in notice for notice in body["meta"]["notices"])
    rows = client.get(url.replace(".geojson", ".json")).json()["data"]
    assert [feature["properties"] for feature in body["features"]] == rows


def test_longitude_stands_before_latitude_and_the_unknown_has_no_place(
    client: Client, release: ReleaseRow
) -> None:
    features = client.get("/api/v1/countries.geojson?country=JPN,UNK").json()["features"]
    japan, unknown = (feature["geometry"] for feature in features)
    assert japan["type"] == "Point"
    # Japan lies near 138 E, 36 N.
    assert [round(part, -1) for part in japan["coordinates"]] == [140, 40]
    assert unknown is None


def test_a_page_of_features_has_a_next_one(client: Client, release: ReleaseRow) -> None:
    first = client.get("/api/v1/countries.geojson?limit=2").json()
    second = client.get(first["meta"]["next"]).json()
    codes = [feature["properties"]["code"] for page in (first, second) for feature in page["features"]]
    assert codes == sorted(set(codes))
    assert len(codes) == 4


def one(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a collection of one feature."""
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": geometry}],
    }


@pytest.mark.parametrize(
    "body",
    [
        {"type": "Features", "features": []},
        one({"type": "Point", "coordinates": [200, 0]}),
        one({"type": "LineString", "coordinates": [[0, 1, 2]]}),
    ],
)
def test_what_is_not_valid_is_noticed(body: dict[str, Any]) -> None:
    assert len(faults(body)) == 1
