"""Pictures and self-contained pages of the map: made on the server when first asked for, kept by release.

`picture` gathers what is drawn, `canvas` draws PNG and SVG with matplotlib, `standalone` one HTML file with
folium. Nothing here is imported at start: the views are reached through `lazy_view`.
"""
