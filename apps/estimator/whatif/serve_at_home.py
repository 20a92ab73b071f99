"""Serve everything at home: each lab country computes all tokens of its own models."""

import numpy as np

from apps.estimator.measures import UNKNOWN
from apps.estimator.whatif.fields import countries
from apps.estimator.whatif.world import Outcome, Values, World, moved_home

NAME = "serve-at-home"
TITLE = "Every model is computed where it was made"
HOLDS = (
    "users, models and list prices are unchanged; tokens of a known lab country are computed there, those of "
    "unknown place included; models of unknown labs stay where they are; home has room for all of it"
)
MEASURE = "ENERGY_KWH"
BASES_ALLOWED = ("COMPUTE",)
RATIOS = ("VALUE_MULTIPLE",)
PARAMETERS: tuple[str, ...] = ()
FIELDS = (countries("labs", "lab countries that serve at home; none named: all"),)


def apply(world: World, values: Values) -> Outcome:
    """Return the week computed at home; displaced are the tokens that moved."""
    homes = {
        group: home
        for group, party in enumerate(world.parties)
        if party.lab != UNKNOWN
        and (not values["labs"] or party.lab in values["labs"])
        and (home := world.place(party.lab)) is not None
    }
    changed, moved = moved_home(world, homes, np.zeros(len(world.origins), bool))
    return Outcome(changed, displaced=moved)
