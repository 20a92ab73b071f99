"""What sources said, and when we knew it.

Owns: Source, Snapshot, Series, Observation. May import reference and below.
Add a metric: a line in metrics.py (name and unit).
"""
