"""Routes: the golden values that the page's script meets too, and what GeoJSON says of them."""

from itertools import pairwise

import pytest

from apps.flows.arcs import cut, features, route

CHINA, USA, FRANCE, JAPAN = (109.49, 32.43), (-98.05, 39.11), (2.55, 46.77), (139.52, 36.76)


def test_the_golden_route_crosses_the_pacific():
    points = route(CHINA, USA)
    assert len(points) == 33
    golden = {
        0: (109.49, 32.43),
        8: (137.97334, 46.0767),
        16: (181.33927, 55.04255),
        24: (231.23938, 50.51496),
    }
    for index, (lon, lat) in golden.items():
        assert points[index] == (pytest.approx(lon, abs=1e-5), pytest.approx(lat, abs=1e-5))
    # The end is the USA, one turn on: longitude runs without a jump.
    assert points[-1] == (pytest.approx(261.95), pytest.approx(39.11))


def test_the_way_back_is_another_line():
    there, back = route(FRANCE, JAPAN)[16], route(JAPAN, FRANCE)[16]
    assert there == (pytest.approx(76.08444, abs=1e-5), pytest.approx(56.32734, abs=1e-5))
    # Eastward routes bend north, westward ones south of the same middle.
    assert back[0] == pytest.approx(there[0])
    assert there[1] - back[1] > 5


def test_a_route_along_a_meridian_does_not_bend():
    assert route((0.0, 10.0), (0.0, 50.0))[16] == (pytest.approx(0.0), pytest.approx(30.0))


@pytest.mark.parametrize("end", [(10.0, 20.0), (-170.0, -20.0)])
def test_equal_and_opposite_ends_are_joined_straight(end):
    points = route((10.0, 20.0), end)
    assert points[0] == (10.0, 20.0)
    assert points[16] == (
        pytest.approx(10.0 + (0 if end == (10.0, 20.0) else -90)),
        pytest.approx((20 + end[1]) / 2),
    )


def test_no_route_passes_eighty_degrees():
    assert max(lat for _, lat in route((10.0, 78.0), (-170.0, 75.0))) == 80.0


def test_a_route_is_cut_at_the_antimeridian():
    parts = cut(route((170.0, 0.0), (-170.0, 0.0)))
    assert [part[0][0] for part in parts] == [170.0, -180.0]
    assert [part[-1][0] for part in parts] == [180.0, pytest.approx(-170.0)]
    # Both parts meet at the same latitude, and no point comes twice.
    assert parts[0][-1][1] == parts[1][0][1]
    assert all(one != other for part in parts for one, other in pairwise(part))


def test_a_map_around_the_pacific_is_cut_elsewhere():
    assert len(cut(route(CHINA, USA), lon0=150.0)) == 1
    assert len(cut(route(FRANCE, USA), lon0=150.0)) == 2


def test_features_name_the_drawn_grade_and_leave_unknown_ends_without_shape():
    anchors = {"CHN": CHINA, "USA": USA}
    rows = [
        {"origin": "CHN", "destination": "USA", "grade_profile": "BCCD--"},
        {"origin": "UNK", "destination": "USA", "grade_profile": "BDDD--"},
        {"origin": None, "destination": None, "grade_profile": ""},
    ]
    made = features(rows, anchors)
    assert [one["geometry"] and one["geometry"]["type"] for one in made] == ["MultiLineString", None, None]
    assert [one["properties"]["drawn_grade"] for one in made] == ["C", "D", "D"]
    assert made[0]["geometry"]["coordinates"][0][0] == [109.49, 32.43]
