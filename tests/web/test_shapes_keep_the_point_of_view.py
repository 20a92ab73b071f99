"""The committed shapes: who holds which point, what is drawn as a dot, and that no ring draws a band."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, shape

from apps.reference import queries as reference
from apps.web.maps.projection import CENTRAL_MERIDIANS, project, wrap
from apps.web.maps.register import REGISTER

MAPS = Path(__file__).resolve().parents[2] / "apps/web/static/web/maps"
WORLD_WIDTH = 5413
# lon, lat, code: land whose drawing is a statement.
HOLDERS = [
    (34.1, 44.95, "UKR"),
    (37.8, 48, "UKR"),
    (-13.2, 27.15, "ESH"),
    (-15.5, 23.5, "ESH"),
    (34.4, 31.45, "PSE"),
    (35.2, 31.9, "PSE"),
    (35.25, 31.79, "PSE"),
    (21.15, 42.66, "XKX"),
    (114.15, 22.4, "HKG"),
    (121.5, 25.05, "TWN"),
    (31.6, 4.85, "SSD"),
    (32.5, 15.6, "SDN"),
    (21.43, 42, "MKD"),
    (43.97, 42.23, "GEO"),
    (29.6, 46.85, "MDA"),
    (46.75, 39.82, "AZE"),
    (103.82, 1.35, "SGP"),
    (-172.5, 66, "RUS"),
    (178.3, -17.8, "FJI"),
    (33.3, 35.28, "CYP"),
    (44.05, 9.55, "SOM"),
]
# The source draws these inside another country; both must be dashed in the register.
REGISTERED = [(35.75, 33, "golan"), (79.5, 35.2, "aksai-chin")]


def features(name: str) -> dict[str, Any]:
    """Return GeoJSON features by id."""
    found = json.loads((MAPS / name).read_text(encoding="utf-8"))["features"]
    return {feature["id"]: feature for feature in found}


@pytest.fixture(scope="module", params=sorted(CENTRAL_MERIDIANS.values()))
def lon0(request: pytest.FixtureRequest) -> int:
    """Give each view's central meridian."""
    middle: int = request.param
    return middle


@pytest.mark.parametrize(("lon", "lat", "code"), HOLDERS)
def test_holds_the_point_in_the_country_named(lon: float, lat: float, code: str, lon0: int) -> None:
    point = Point(project(wrap(lon, lon0), lat, lon0))
    shapes = {key: shape(row["geometry"]).buffer(0) for key, row in features(f"world-{lon0}.json").items()}
    assert {key for key, drawn in shapes.items() if drawn.covers(point)} == {code}


@pytest.mark.parametrize(("lon", "lat", "key"), REGISTERED)
def test_dashes_what_the_source_draws_inside_another(lon: float, lat: float, key: str, lon0: int) -> None:
    outline = shape(features(f"disputed-{lon0}.json")[key]["geometry"])
    assert outline.covers(Point(project(wrap(lon, lon0), lat, lon0)))


def test_draws_every_area_of_the_register(lon0: int) -> None:
    areas = tomllib.loads(REGISTER.read_text(encoding="utf-8"))["area"]
    assert len(areas) == 8
    assert {area["key"] for area in areas} == set(features(f"disputed-{lon0}.json"))
    assert all(area["source"].startswith("https://") and area["note"] for area in areas)


def test_draws_no_ring_wider_than_half_the_world(lon0: int) -> None:
    for code, row in features(f"world-{lon0}.json").items():
        for polygon in row["geometry"]["coordinates"]:
            xs = [x for x, _y in polygon[0]]
            assert max(xs) - min(xs) < WORLD_WIDTH / 2, code


def test_has_macao_and_no_antarctica(lon0: int) -> None:
    codes = features(f"world-{lon0}.json")
    assert "MAC" in codes
    assert not {"ATA", "SOL", "CYN", "KAS", "nan"} & set(codes)


def test_gives_every_country_an_anchor_and_a_shape_or_a_dot(lon0: int) -> None:
    anchors = json.loads((MAPS / "anchors.json").read_text(encoding="utf-8"))
    shapes = features(f"world-{lon0}.json")
    for row in reference.countries():
        if row.code == "UNK":
            continue
        assert row.code in anchors
        drawn = anchors[row.code]["drawn"]
        assert (row.code in shapes) if drawn == "shape" else drawn in ("dot", "hidden dot"), row.code


def test_keeps_the_anchors_where_people_are() -> None:
    anchors = json.loads((MAPS / "anchors.json").read_text(encoding="utf-8"))
    found = {
        code: (anchors[code]["lon"], anchors[code]["lat"]) for code in ("USA", "CHN", "FRA", "JPN", "MYS")
    }
    assert found == {
        "USA": (-98.05, 39.11),
        "CHN": (109.49, 32.43),
        "FRA": (2.55, 46.77),
        "JPN": (139.52, 36.76),
        "MYS": (101.7, 3.1),
    }


def test_gives_the_reference_table_the_same_anchors() -> None:
    anchors = json.loads((MAPS / "anchors.json").read_text(encoding="utf-8"))
    for row in reference.countries():
        if row.code != "UNK":
            assert (row.anchor_lon, row.anchor_lat) == (anchors[row.code]["lon"], anchors[row.code]["lat"]), (
                row.code
            )
