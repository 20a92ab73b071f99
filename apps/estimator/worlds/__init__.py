"""The coverage trial: SYNTHETIC worlds whose truth is drawn from the stated assumptions, and how often ranges hold it.

Owns a second, slow and plain version of the model (forward.py), written apart from the product's own; it shares
with it the input records and the parameters, and no function. Add a feature of worlds: making.py and forward.py.
"""
