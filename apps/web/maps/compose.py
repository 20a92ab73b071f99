"""The map's div and script, composed by folium from the committed geometry.

The same geometry gives the same bytes: every element has a fixed id. The site serves what a maintainer
composed; only exports compose while serving.
"""

import json
from pathlib import Path
from typing import Any

import folium
from folium.map import CustomPane

from apps.web.maps.projection import CENTRAL_MERIDIANS, PICTURE_BOX, project, wrap

STATIC = Path(__file__).resolve().parent.parent / "static" / "web"
MAPS = STATIC / "maps"
FRAGMENT = Path(__file__).resolve().parent.parent / "templates" / "web" / "map_div.html"

GRATICULE_DEG = 30
GRATICULE_STEP_DEG = 3
DOT_RADIUS = 5
HIT_RADIUS = 12
FLOWS_PANE_Z = 450
PICTURE_STEP = 9


class SiteMap(folium.Map):
    """A folium map whose scripts and styles are the site's own; the page's shell loads them."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


def compose(view: str) -> tuple[str, str]:
    """Return (div, script) of one view, `pacific` or `atlantic`."""
    lon0 = CENTRAL_MERIDIANS[view]
    site_map = named(
        SiteMap(
            crs="Simple",
            tiles=None,
            location=[150, 0],
            zoom_start=-2,
            minZoom=-3,
            maxZoom=3,
            zoomSnap=0.25,
            zoomDelta=0.5,
            zoom_control="topright",
            attributionControl=False,
        ),
        "home",
    )
    for layer in _layers(lon0):
        layer.add_to(site_map)
    figure = site_map.get_root()
    figure.render()
    return figure.html.render().strip() + "\n", _tidy(figure.script.render())


def _tidy(script: str) -> str:
    """Return the script without trailing blanks, so that editors and git leave it alone."""
    return "\n".join(line.rstrip() for line in script.strip().splitlines()) + "\n"


def named(element: Any, name: str) -> Any:
    """Fix the id that folium would draw at random."""
    element._id = name
    return element


def world(lon0: float) -> dict[str, Any]:
    """Return the countries' shapes of a view."""
    shapes: dict[str, Any] = json.loads((MAPS / f"world-{lon0}.json").read_text(encoding="utf-8"))
    return shapes


def ground(lon0: float) -> list[Any]:
    """Return what lies under the countries of an exported map."""
    styles = {
        "sea": {"fillColor": "#eaf1f7", "fillOpacity": 1, "stroke": False},
        "graticule": {"color": "#d6e0ea", "weight": 0.7, "fill": False},
    }
    layer = folium.GeoJson(
        _sea(lon0),
        style_function=lambda feature: styles[feature["properties"]["shown_as"]],
        interactive=False,
    )
    return [named(layer, "sea")]


def _layers(lon0: float) -> list[Any]:
    """Return the layers from the sea up."""
    disputed = json.loads((MAPS / f"disputed-{lon0}.json").read_text(encoding="utf-8"))
    flows = named(CustomPane("flows", z_index=FLOWS_PANE_Z, pointer_events=False), "flows")
    group = named(folium.FeatureGroup(name="flows"), "flows")
    return [
        _drawn(_sea(lon0), "sea", is_interactive=False),
        flows,
        _drawn(world(lon0), "countries", is_interactive=True),
        _drawn(_dots(lon0), "dots", is_interactive=True, radius=DOT_RADIUS),
        _drawn(_dots(lon0), "hits", is_interactive=True, radius=HIT_RADIUS),
        _drawn(disputed, "disputed", is_interactive=False),
        group,
    ]


def _drawn(features: dict[str, Any], name: str, *, is_interactive: bool, radius: int | None = None) -> Any:
    """Return a GeoJson layer styled by class name alone; the dict is plain, so nothing is reprojected."""
    marker = named(folium.CircleMarker(radius=radius), name) if radius else None
    layer = folium.GeoJson(
        features,
        style_function=lambda feature: {"className": feature["properties"].get("shown_as", name)},
        marker=marker,
        interactive=is_interactive,
    )
    return named(layer, name)


def _dots(lon0: float) -> dict[str, Any]:
    """Return a point for each country that has no shape, or one too small to hit."""
    anchors = json.loads((MAPS / "anchors.json").read_text(encoding="utf-8"))
    features = []
    for code, anchor in anchors.items():
        if anchor["drawn"] == "shape":
            continue
        x, y = project(wrap(anchor["lon"], lon0), anchor["lat"], lon0)
        features.append(
            {
                "type": "Feature",
                "id": code,
                "properties": {"is_spare": anchor["drawn"] == "hidden dot"},
                "geometry": {"type": "Point", "coordinates": [round(x, 1), round(y, 1)]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _sea(lon0: float) -> dict[str, Any]:
    """Return the oval of the sea and the graticule of 30 degrees inside it."""
    latitudes = range(-90, 91, GRATICULE_STEP_DEG)
    west = [_point(lon0 - 180, lat, lon0) for lat in latitudes]
    east = [_point(lon0 + 180, lat, lon0) for lat in reversed(latitudes)]
    meridians = [
        [_point(lon0 + turn, lat, lon0) for lat in latitudes] for turn in range(-150, 180, GRATICULE_DEG)
    ]
    parallels = [
        [_point(lon0 - 180, lat, lon0), _point(lon0 + 180, lat, lon0)]
        for lat in range(-60, 90, GRATICULE_DEG)
    ]
    shapes = {
        "sea": {"type": "Polygon", "coordinates": [[*west, *east, west[0]]]},
        "graticule": {"type": "MultiLineString", "coordinates": [*meridians, *parallels]},
    }
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": key, "properties": {"shown_as": key}, "geometry": geometry}
            for key, geometry in shapes.items()
        ],
    }


def _point(lon: float, lat: float, lon0: float) -> list[float]:
    x, y = project(lon, lat, lon0)
    return [round(x, 1) + 0.0, round(y, 1) + 0.0]


def picture(view: str) -> str:
    """Return the plain SVG of one view for readers without scripts: sea and land, y down, in map units."""
    lon0 = CENTRAL_MERIDIANS[view]
    shapes = world(lon0)
    (oval,) = (feature for feature in _sea(lon0)["features"] if feature["id"] == "sea")
    land = "".join(
        _outline(ring)
        for row in shapes["features"]
        for part in row["geometry"]["coordinates"]
        for ring in part
    )
    sea = _outline(oval["geometry"]["coordinates"][0])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{PICTURE_BOX}">\n'
        f'<path fill="#8fa3b8" fill-opacity=".14" d="{sea}"/>\n'
        f'<path fill="#8794a3" fill-opacity=".4" stroke="#8794a3" stroke-width="2" d="{land}"/>\n</svg>\n'
    )


def _outline(ring: list[list[float]]) -> str:
    """Return path data of a ring in whole units; points nearer than PICTURE_STEP to the last one are left out."""
    points: list[tuple[int, int]] = []
    for x, y in ring:
        point = (round(x), round(-y))
        if not points or max(abs(point[0] - points[-1][0]), abs(point[1] - points[-1][1])) >= PICTURE_STEP:
            points.append(point)
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z" if len(points) > 2 else ""
