"""One HTML file that asks for nothing: Leaflet inside, a map composed by folium, and all that must stand beside it."""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import folium
from django.template.loader import render_to_string

from apps.web import words
from apps.web.exports.canvas import EDGE, LAND, SEA, TINTS
from apps.web.exports.picture import Arc, Picture
from apps.web.maps import compose

VENDOR = Path(__file__).resolve().parent.parent / "static" / "web" / "vendor"
# What would end or enter a template literal of the script that folium writes.
LITERAL = str.maketrans({"`": "&#96;", "$": "&#36;", "\\": "&#92;", "{": "&#123;", "}": "&#125;"})


def html(picture: Picture) -> bytes:
    """Return the whole file."""
    div, script = _map(picture)
    context = {
        "picture": picture,
        "leaflet_css": _leaflet_css(),
        "leaflet_js": _closed(_vendor("leaflet.js")),
        "map_div": div,
        "map_script": _closed(script),
        "tints": [(colour, str(told)) for colour, told in zip(TINTS, words.BALANCE_CLASSES, strict=True)],
        "widths": [(max(1, round(width)), told) for width, told in picture.widths],
        "sea": SEA,
    }
    return render_to_string("web/export.html", context).encode()


def _map(picture: Picture) -> tuple[str, str]:
    """Return (div, script) of the map."""
    site_map = compose.named(
        compose.SiteMap(
            crs="Simple", tiles=None, location=[150, 0], zoom_start=-2, minZoom=-3, maxZoom=3, zoomSnap=0.25,
            zoomDelta=0.5, zoom_control="topright", attributionControl=False,
        ),
        "export",
    )  # fmt: skip
    for layer in compose.ground(picture.lon0):
        layer.add_to(site_map)
    _countries(picture).add_to(site_map)
    group = compose.named(folium.FeatureGroup(name="flows"), "flows")
    for index, arc in enumerate(picture.arcs):
        for part, piece in enumerate(arc.pieces):
            compose.named(_line(arc, piece), f"flow_{index}_{part}").add_to(group)
    group.add_to(site_map)
    figure = site_map.get_root()
    figure.render()
    return figure.html.render().strip(), figure.script.render()


def _countries(picture: Picture) -> Any:
    """Return the countries in the tint of their balance."""
    shapes = compose.world(picture.lon0)
    layer = folium.GeoJson(
        shapes,
        style_function=lambda feature: {
            "fillColor": LAND if feature["id"] not in picture.tints else TINTS[picture.tints[feature["id"]]],
            "fillOpacity": 1,
            "color": EDGE,
            "weight": 0.6,
        },
        interactive=False,
    )
    return compose.named(layer, "countries")


def _line(arc: Arc, piece: list[tuple[float, float]]) -> Any:
    """Return one drawn piece with its words as a tooltip."""
    return folium.PolyLine(
        [(round(y, 1), round(x, 1)) for x, y in piece],
        color=arc.tone,
        weight=round(max(arc.width, 1), 1),
        opacity=0.85,
        dash_array=f"{6 + arc.width:.0f} {4 + arc.width / 2:.0f}" if arc.is_dashed else None,
        line_cap="butt" if arc.is_dashed else "round",
        tooltip=escape(arc.words).translate(LITERAL),
    )


@cache
def _vendor(name: str) -> str:
    return (VENDOR / name).read_text(encoding="utf-8")


def _leaflet_css() -> str:
    """Return Leaflet's stylesheet without the rules that name pictures: the file asks for none."""
    return "\n".join(line for line in _vendor("leaflet.css").splitlines() if "url(" not in line)


def _closed(script: str) -> str:
    """Return a script that cannot end its element early."""
    return script.replace("</script", "<\\/script").replace("//# sourceMappingURL", "// source map left out:")
