"""Version 1: one file per resource, one line each in urls.py. Version 1 only grows."""
