"""What readers see: pages, templates, scripts, maps.

Owns: views/, templates/, static/, maps/. May import every room below.
Add a page: views/<page>.py, templates/web/<page>.html, one line in urls.py.
"""
