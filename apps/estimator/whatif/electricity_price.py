"""Electricity-price shock: a kWh costs more or less in some countries; nobody moves."""

import numpy as np

from apps.estimator.whatif.fields import NUMBER, Field, countries
from apps.estimator.whatif.units import PRICE_FALL_AT_MOST, RATE_AT_MOST
from apps.estimator.whatif.world import Outcome, Values, World

NAME = "electricity-price"
TITLE = "Electricity becomes dearer or cheaper"
HOLDS = "tokens, energy and list prices are unchanged; nobody moves to cheaper electricity"
MEASURE = "ELECTRICITY_VALUE_USD"
BASES_ALLOWED = ("COMPUTE",)
RATIOS = ("VALUE_MULTIPLE", "ELECTRICITY_PRICE_USD_PER_KWH")
PARAMETERS: tuple[str, ...] = ()
FIELDS = (
    Field(
        "change", NUMBER, "relative change of the price of a kWh", least=PRICE_FALL_AT_MOST, most=RATE_AT_MOST,
        is_needed=True,
    ),
    countries("countries", "where; none named: everywhere, unknown places included"),
)  # fmt: skip


def apply(world: World, values: Values) -> Outcome:
    """Return the week with the changed price."""
    factor = np.where(world.chosen(values["countries"]), 1 + values["change"], 1.0)
    return Outcome(world.changed(usd_per_kwh=world.usd_per_kwh * factor[:, None]))
