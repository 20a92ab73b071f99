"""The drawn route of a corridor in longitude and latitude; a drawing, no cable and no path of packets.

45 % great circle + 55 % straight line, bent to one side so that A to B and B to A part, cut where the
map ends. web/static/web/project.js follows the same steps; both meet the same golden values.
"""

from collections.abc import Mapping, Sequence
from math import acos, atan2, cos, degrees, pi, radians, sin, sqrt
from typing import Any

from apps.flows.frames import drawn_grade

POINTS = 33
GREAT_CIRCLE = 0.45
STRAIGHT = 0.55
BEND = 0.035
BEND_AT_MOST = 1.6
LATITUDE_AT_MOST = 80.0
TURN = 360.0
HALF_TURN = 180.0
ONE_AND_A_HALF_TURNS = 540.0
NEAR_ANTIPODES = 1e-6
DECIMALS = 5

Point = tuple[float, float]


def _shortest(lon_from: float, lon_to: float) -> float:
    """Return the difference of longitude by the shorter way, in degrees (-180 <= d < 180)."""
    return (lon_to - lon_from + ONE_AND_A_HALF_TURNS) % TURN - HALF_TURN


def angle(start: Point, end: Point) -> float:
    """Return the angle between two places (lon, lat in degrees), in radians."""
    lat_a, lat_b = radians(start[1]), radians(end[1])
    cosine = sin(lat_a) * sin(lat_b) + cos(lat_a) * cos(lat_b) * cos(radians(end[0] - start[0]))
    return acos(max(-1.0, min(1.0, cosine)))


def _on_circle(start: Point, end: Point, w: float, t: float) -> Point:
    """Return the place at share t of the great circle, longitude counted from the start without a jump."""
    lon_a, lat_a, lon_b, lat_b = (radians(value) for value in (*start, *end))
    first, second = sin((1 - t) * w) / sin(w), sin(t * w) / sin(w)
    x = first * cos(lat_a) * cos(lon_a) + second * cos(lat_b) * cos(lon_b)
    y = first * cos(lat_a) * sin(lon_a) + second * cos(lat_b) * sin(lon_b)
    z = first * sin(lat_a) + second * sin(lat_b)
    lon = degrees(atan2(y, x))
    return start[0] + _shortest(start[0], lon), degrees(atan2(z, sqrt(x * x + y * y)))


def route(start: Point, end: Point) -> list[Point]:
    """Return 33 points (lon, lat) from start to end; longitude runs on without a jump and may pass 180."""
    w = angle(start, end)
    dl = _shortest(start[0], end[0])
    is_straight = w < NEAR_ANTIPODES or pi - w < NEAR_ANTIPODES
    bend = (
        0.0 if is_straight else degrees(BEND * min(w, BEND_AT_MOST)) * (1 if dl > 0 else -1 if dl < 0 else 0)
    )
    found = []
    for step in range(POINTS):
        t = step / (POINTS - 1)
        lon, lat = start[0] + dl * t, start[1] + (end[1] - start[1]) * t
        if not is_straight:
            circle_lon, circle_lat = _on_circle(start, end, w, t)
            lon = GREAT_CIRCLE * circle_lon + STRAIGHT * lon
            lat = GREAT_CIRCLE * circle_lat + STRAIGHT * lat
        lat += bend * sin(pi * t)
        found.append((lon, max(-LATITUDE_AT_MOST, min(LATITUDE_AT_MOST, lat))))
    return found


def cut(points: Sequence[Point], lon0: float = 0.0) -> list[list[Point]]:
    """Return the route in parts that each lie within [lon0 - 180, lon0 + 180], cut exactly at the edge."""
    parts: list[list[Point]] = [[]]
    previous: Point | None = None
    shift = 0.0
    for lon, lat in points:
        new_shift = _shift(lon, lon0)
        if previous is not None and new_shift != shift:
            edge = lon0 + (HALF_TURN if new_shift < shift else -HALF_TURN)
            share = (edge - shift - previous[0]) / (lon - previous[0])
            at = previous[1] + share * (lat - previous[1])
            _add(parts[-1], (edge, at))
            parts.append([(edge - TURN if edge > lon0 else edge + TURN, at)])
        shift = new_shift
        _add(parts[-1], (lon + shift, lat))
        previous = (lon, lat)
    return parts


def _add(part: list[Point], point: Point) -> None:
    """Append a point unless the part already ends there."""
    if not part or part[-1] != point:
        part.append(point)


def _shift(lon: float, lon0: float) -> float:
    """Return the whole turns that bring a longitude into the map, in degrees."""
    return -TURN * ((lon - lon0 + HALF_TURN) // TURN)


def features(rows: Sequence[Mapping[str, Any]], anchors: Mapping[str, Point]) -> list[dict[str, Any]]:
    """Return a GeoJSON feature per row; a row without an anchor at one end has geometry null."""
    return [
        {
            "type": "Feature",
            "geometry": _geometry(anchors.get(row["origin"] or ""), anchors.get(row["destination"] or "")),
            "properties": {**row, "drawn_grade": drawn_grade(row["grade_profile"])},
        }
        for row in rows
    ]


def _geometry(start: Point | None, end: Point | None) -> dict[str, Any] | None:
    """Return a LineString, a MultiLineString where the antimeridian cuts it, or None."""
    if start is None or end is None or start == end:
        return None
    parts = [
        [[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in part] for part in cut(route(start, end))
    ]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}
