"""Open-weights closure: a country's open models may be served by nobody abroad; licence-only tokens move home."""

import numpy as np

from apps.estimator.measures import UNKNOWN
from apps.estimator.whatif.fields import countries
from apps.estimator.whatif.world import Outcome, Values, World, moved_home

NAME = "weights-closed"
TITLE = "Open weights are closed to hosts abroad"
HOLDS = (
    "users keep the same models and destinations; tokens of open models computed in another known country move to "
    "the lab's country; what is computed nobody knows where stays there; each token keeps its list price"
)
MEASURE = "TOKENS"
BASES_ALLOWED = ("COMPUTE",)
RATIOS = ("VALUE_MULTIPLE",)
PARAMETERS: tuple[str, ...] = ()
FIELDS = (countries("labs", "lab countries that close their weights", default=("CHN",)),)


def apply(world: World, values: Values) -> Outcome:
    """Return the week with licence-only tokens at home; displaced are the tokens that moved."""
    homes = {
        group: home
        for group, party in enumerate(world.parties)
        if party.is_open and party.lab in values["labs"] and (home := world.place(party.lab)) is not None
    }
    stays = np.array([code == UNKNOWN for code in world.origins], bool)
    changed, moved = moved_home(world, homes, stays)
    return Outcome(changed, displaced=moved)
