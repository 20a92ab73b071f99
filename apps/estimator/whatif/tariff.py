"""Tariff: importing countries tax tokens from abroad, and their users shift to other origins (CES)."""

import numpy as np

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.measures import BASES
from apps.estimator.whatif.fields import CHOICE, NUMBER, Field, countries
from apps.estimator.whatif.units import RATE_AT_MOST
from apps.estimator.whatif.world import Outcome, Values, Weighted, World

NAME = "tariff"
TITLE = "A tariff on tokens from abroad"
HOLDS = (
    "each destination buys as many tokens as before; it shifts between origins with constant elasticity of "
    "substitution (ces_sigma); what comes from home or from an unknown origin pays no tariff; each origin's mix "
    "of models stays as it is"
)
MEASURE = "TOKENS"
BASES_ALLOWED = BASES
RATIOS: tuple[str, ...] = ()
PARAMETERS = ("ces_sigma",)
FIELDS = (
    Field(
        "rate",
        NUMBER,
        "share of the price that is added",
        unit="of the price",
        most=RATE_AT_MOST,
        is_needed=True,
    ),
    countries("by", "importing countries that levy it", is_needed=True),
    countries("on", "origins it falls on; none named: every known one abroad"),
    Field("basis", CHOICE, "whose origin is taxed", default="COMPUTE", choices=BASES),
)


def apply(world: World, values: Values) -> Outcome:
    """Return the week under the tariff; every destination keeps its tokens."""
    factor = ces_factor(
        world.cells("TOKENS"), taxed(world, values), values["rate"], world.draws.draw("ces_sigma")
    )
    return Outcome(world.changed(link=Weighted(world.link, factor)))


def taxed(world: World, values: Values) -> Bools:
    """Tell of each cell (O, D) whether it pays: from a known origin named, to another country that levies."""
    levies = np.array([end in values["by"] for end in world.ends])
    pays = world.chosen(values["on"])
    pays[-1] = False
    home = np.array([[origin == end for end in world.ends] for origin in world.origins], bool)
    found: Bools = pays[:, None] & levies & ~home
    return found


def ces_factor(tokens: Float64s, is_taxed: Bools, rate: float, sigma: Float64s) -> Float64s:
    """Return (O, D, K) factors on the cells: (1 + rate)^-sigma where taxed, then up to the destination's total."""
    weight = np.where(is_taxed[..., None], (1 + rate) ** -sigma, 1.0)
    left = (tokens * weight).sum(axis=0)
    total = tokens.sum(axis=0)
    factor: Float64s = weight * np.divide(total, left, out=np.ones_like(left), where=left > 0)
    return factor
