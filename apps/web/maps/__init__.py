"""The map: projection, geometry and the composed Leaflet scripts.

`projection` is stdlib only and serves at run time; `geometry` and `compose` need the maintainers'
packages and run only from `manage.py build_map`, whose results are committed.
"""
