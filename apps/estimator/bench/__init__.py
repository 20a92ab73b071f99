"""The bench of the estimate: a SYNTHETIC input of stated size, a naive baseline, and targets relative to limits.

Owns no formula: it times the product's own functions. Add a figure: one function in estimate.py, one target.
"""
