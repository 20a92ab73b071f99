"""Grid decarbonisation: a kWh emits less in some countries; nothing else changes."""

import numpy as np

from apps.estimator.whatif.fields import NUMBER, Field, countries
from apps.estimator.whatif.units import CARBON_AT_MOST
from apps.estimator.whatif.world import Outcome, Values, World

NAME = "grid-carbon"
TITLE = "Grids emit less"
HOLDS = (
    "tokens, energy and prices are unchanged; emissions are those of the place where the electricity is used"
)
MEASURE = "CARBON_KG"
BASES_ALLOWED = ("COMPUTE",)
RATIOS = ("CARBON_KG_PER_KWH",)
PARAMETERS: tuple[str, ...] = ()
FIELDS = (
    Field("cut", NUMBER, "share by which emissions per kWh fall", default=0.0),
    Field("target", NUMBER, "no grid named emits more than this", unit="kg per kWh", most=CARBON_AT_MOST),
    countries("countries", "where; none named: everywhere, unknown places included"),
)


def apply(world: World, values: Values) -> Outcome:
    """Return the week with cleaner grids; a target never makes one dirtier."""
    named = world.chosen(values["countries"])[:, None]
    cleaner = world.kg_per_kwh * np.where(named, 1 - values["cut"], 1.0)
    if values["target"] is not None:
        cleaner = np.where(named, np.minimum(cleaner, values["target"]), cleaner)
    return Outcome(world.changed(kg_per_kwh=cleaner))
