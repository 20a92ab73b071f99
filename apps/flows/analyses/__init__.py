"""What is worked out from a published run: each module names itself and gives rows.

A module has NAME and rows(given) -> list of JSON rows (row.py); registry.py lists the modules in order.
"""
