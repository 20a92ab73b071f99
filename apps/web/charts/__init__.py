"""Charts drawn on the server as SVG with classes only: no inline style, one drawing for wide and one for narrow.

`frame` has the two sizes, `scale` maps values, `svg` writes escaped elements, `axes` draws what charts share;
one file per kind of chart. A chart gives shapes; its words, table and sources stand in `figure`.
"""
