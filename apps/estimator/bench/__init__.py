"""The bench of the estimate: a SYNTHETIC input of stated size, a naive baseline, and targets relative to limits.

Also SYNTHETIC histories on which the before/after comparison is tried. Owns no formula: it times and tries the
product's own functions. Add a figure: one function in estimate.py, one target.
"""
