"""Data sovereignty: named countries must be served at home; the rest of the table is balanced anew around that."""

from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.balancing import balance, check_converged
from apps.estimator.feasibility import check, relieve
from apps.estimator.whatif.fields import countries
from apps.estimator.whatif.units import SOVEREIGN_AT_MOST
from apps.estimator.whatif.world import Outcome, Values, World

NAME = "sovereignty"
TITLE = "Users must be served at home"
HOLDS = (
    "every origin computes and every destination uses as many tokens as before, as far as home can serve; what an "
    "unknown origin serves may be at home and stays allowed; a demand that home cannot serve is a shortfall, "
    "shown at destination UNK; no new data centre is built"
)
MEASURE = "TOKENS"
BASES_ALLOWED = ("COMPUTE",)
RATIOS: tuple[str, ...] = ()
PARAMETERS: tuple[str, ...] = ()
FIELDS = (
    countries(
        "countries", "countries whose users must be served at home", most=SOVEREIGN_AT_MOST, is_needed=True
    ),
)


@dataclass(frozen=True, slots=True)
class Rebalanced:
    """Balanced factors: a row (g, o) sends v[d] prior[g, o, d] / reach[g, o] of itself to d."""

    prior: Bools
    v: Float64s
    reach: Float64s

    def cells(self, rows: Float64s) -> Float64s:
        """Return (O, D, K) of (G, O, K) rows."""
        sent = np.divide(rows, self.reach, out=np.zeros_like(rows), where=self.reach > 0)
        found = np.zeros((rows.shape[1], *self.v.shape))
        for group, allowed in enumerate(self.prior):
            found += allowed[..., None] * sent[group][:, None]
        found *= self.v
        return found


def apply(world: World, values: Values) -> Outcome:
    """Return the week with the foreign cells of these countries empty; raises NotConverged."""
    shut = forbidden(world, values["countries"])
    if not shut.any():
        told = f"none of {', '.join(values['countries'])} is a modelled destination with a foreign origin"
        return Outcome(world, notices=(told,))
    base = world.cells("TOKENS")
    allowed = world.open[:, None] & ~shut
    lines, weights = world.tokens.reshape(-1, base.shape[-1]), allowed.reshape(-1, len(world.ends))
    columns = base.sum(axis=0)
    eased = relieve(lines, columns, weights)
    balanced = balance(lines, eased.columns, weights, start=eased.start)
    check_converged(balanced, TITLE)
    reach = (weights.astype(np.float64) @ balanced.v).reshape(world.tokens.shape)
    return Outcome(
        world.changed(link=Rebalanced(allowed, balanced.v, reach)),
        displaced=(base * shut[..., None]).sum(axis=(0, 1)),
        shortfall=eased.shortfall,
        refusal=_refusal(world, base, shut),
    )


def forbidden(world: World, named: tuple[str, ...]) -> Bools:
    """Tell of each cell (O, D) whether it is now forbidden: a named destination, served from another known country."""
    rules = np.array([end in named for end in world.ends], bool)
    home = np.array([[origin == end for end in world.ends] for origin in world.origins], bool)
    home[-1] = True
    shut: Bools = rules & ~home
    return shut


def _refusal(world: World, base: Float64s, shut: Bools) -> str:
    """Return what stands in the way at the mean of all draws; nothing where a table exists."""
    means = base.mean(axis=-1)
    found = check(means.sum(axis=1), means.sum(axis=0), ~shut)
    return "" if found.is_feasible else str(found.refusal(world.origins, world.ends))
