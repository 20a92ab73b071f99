"""The arithmetic of the method: usage, prices and evidence in, ranges out.

Owns: the formulas, the shared words (units, measures, periods: stdlib only). Imports numpy, the bench pandas;
no Django, clock or files.
Add a measure: a row in measures.py, one function, a golden case.
"""
