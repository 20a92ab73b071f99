"""What-ifs: labelled transforms of one week of a published run, on the same draws; never estimates.

Owns: the week as it is transformed (world.py, build.py), one file per transform, their parameters (fields.py)
and the comparison (compare.py). Add one: a file with NAME, TITLE, HOLDS, FIELDS and `apply`, a line in
registry.py, a case worked by hand.
"""
