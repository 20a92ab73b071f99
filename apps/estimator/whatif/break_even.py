"""Break-even electricity price: what a kWh may cost before list value no longer pays for it and for the chips."""

import numpy as np

from apps.estimator.whatif.fields import NUMBER, Field
from apps.estimator.whatif.units import MARGIN_AT_MOST
from apps.estimator.whatif.world import Outcome, Values, World

NAME = "break-even"
TITLE = "The electricity price at which nothing is left"
HOLDS = (
    "tokens, energy, list prices and the cost of chips are unchanged; the price is (list value less margin less "
    "compute value) per kWh; below zero not even free electricity would pay; realised prices are below list"
)
MEASURE = "ELECTRICITY_VALUE_USD"
BASES_ALLOWED = ("COMPUTE",)
RATIOS = ("ELECTRICITY_PRICE_USD_PER_KWH",)
PARAMETERS: tuple[str, ...] = ()
NEEDS = ("SERVICE_VALUE_USD", "COMPUTE_VALUE_USD", "ENERGY_KWH")
FIELDS = (Field("margin", NUMBER, "share of list value that must be left", default=0.0, most=MARGIN_AT_MOST),)


def apply(world: World, values: Values) -> Outcome:
    """Return the week at the break-even price of each origin; where no energy is used the price stays."""
    value, chips, kwh = (world.rows(name).sum(axis=0) for name in NEEDS)
    left = value * (1 - values["margin"]) - chips
    price = np.divide(left, kwh, out=world.usd_per_kwh.copy(), where=kwh > 0)
    return Outcome(world.changed(usd_per_kwh=price))
