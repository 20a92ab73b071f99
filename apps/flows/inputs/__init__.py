"""The bridge to the estimator: what was known at a moment becomes blocks of its inputs.

`weekly` reads usage, `published` the figures of publications, `choice` picks one of them per week, `hosts`
reads who serves what at which price, `places` what a kWh costs; `blocks` joins them.
"""

from apps.flows.inputs.blocks import InputSet, read

__all__ = ["InputSet", "read"]
