"""Chip ban: computing in China moves to domestic chips, which take more electricity per token, and may be capped."""

import numpy as np

from apps.estimator.energy import CHIP_COUNTRY
from apps.estimator.whatif.fields import NUMBER, Field
from apps.estimator.whatif.world import Outcome, Values, World

NAME = "chip-ban"
TITLE = "A ban on foreign chips in China"
HOLDS = (
    "tokens served are unchanged unless capacity is capped; GPU-hours and their cost per token are unchanged; the "
    "domestic share of chips rises to the share asked for and never falls (cn_domestic_chip_share, "
    "cn_chip_energy_penalty); what a cap leaves out is served nowhere"
)
MEASURE = "ENERGY_KWH"
BASES_ALLOWED = ("COMPUTE",)
RATIOS = ("VALUE_MULTIPLE",)
PARAMETERS = ("cn_chip_energy_penalty", "cn_domestic_chip_share")
FIELDS = (
    Field("share", NUMBER, "share of computing in China on domestic chips", default=1.0),
    Field("capacity", NUMBER, "share of the week's tokens that China can still compute", default=1.0),
)


def apply(world: World, values: Values) -> Outcome:
    """Return the week under the ban; tokens above the cap are a shortfall."""
    row = world.place(CHIP_COUNTRY)
    if row is None:
        return Outcome(world, notices=(f"nothing of this week is known to be computed in {CHIP_COUNTRY}",))
    before = world.draws.draw("cn_domestic_chip_share")
    penalty = world.draws.draw("cn_chip_energy_penalty", CHIP_COUNTRY)
    after = np.maximum(before, values["share"])
    kwh_per_joule = world.kwh_per_joule.copy()
    kwh_per_joule[row] *= (1 + after * (penalty - 1)) / (1 + before * (penalty - 1))
    parts = {name: getattr(world, name).copy() for name in ("tokens", "joules", "usd")}
    shortfall = (1 - values["capacity"]) * world.tokens[:, row].sum(axis=0)
    for rows in parts.values():
        rows[:, row] *= values["capacity"]
    changed = world.changed(kwh_per_joule=kwh_per_joule, **parts)
    return Outcome(changed, shortfall=shortfall if values["capacity"] < 1 else None)
