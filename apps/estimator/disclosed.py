"""A day that a company disclosed: does it add up, what does it imply per token, and what would our method say."""

from dataclasses import dataclass

import numpy as np

from apps.estimator.disclosed_figures import Day
from apps.estimator.distributions import Draws
from apps.estimator.energy import class_factor, output_joules
from apps.estimator.parameters import Parameters
from apps.estimator.scenarios import BEST
from apps.estimator.units import (
    HOURS_PER_DAY,
    JOULES_PER_KWH,
    SECONDS_PER_HOUR,
    TOKENS_PER_MTOK,
)
from apps.estimator.value import ClassShares

NODE_KW = "node_kw_8gpu"
PUE = "pue_default"
ENDS = ("low", "central", "high")


@dataclass(frozen=True, slots=True)
class Check:
    """A quantity worked out from the other figures, beside what was stated of it (None: nothing)."""

    key: str
    unit: str
    found: float
    stated: float | None

    @property
    def difference(self) -> float | None:
        """Return found over stated, less 1."""
        return None if self.stated is None else self.found / self.stated - 1


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A disclosed day worked out: its checks, and joules per token as the fleet implies and as our method has it."""

    checks: tuple[Check, ...]
    implied_joules: tuple[float, float, float]
    own_joules: float

    @property
    def own_above_high(self) -> float:
        """Return how far our central value lies above the upper implied one, as a share (negative: below)."""
        return self.own_joules / self.implied_joules[2] - 1


def reconcile(day: Day, parameters: Parameters) -> Reconciled:
    """Return the checks of a disclosed day; joules per token of any class, at the meter."""
    found = (
        Check("node_days", "1", node_days(day), day.nodes),
        Check("cost_usd", "usd", cost_usd(day), day.cost_usd),
        Check("revenue_usd", "usd", revenue_usd(day), day.revenue_usd),
    )
    row = parameters.get(NODE_KW)
    pue = parameters.get(PUE).central
    low, central, high = (implied_joules(day, getattr(row, end), pue) for end in ENDS)
    return Reconciled(found, (low, central, high), own_joules(day, parameters))


def node_days(day: Day) -> float:
    """Return the nodes that the tokens kept busy for a day at the disclosed speeds."""
    seconds = (
        day.input_tokens / day.input_tokens_per_second + day.output_tokens / day.output_tokens_per_second
    )
    return seconds / (HOURS_PER_DAY * SECONDS_PER_HOUR)


def cost_usd(day: Day) -> float:
    """Return the rent of the disclosed nodes for a day."""
    return day.nodes * day.gpus_per_node * HOURS_PER_DAY * day.gpu_hour_usd


def revenue_usd(day: Day) -> float:
    """Return what all tokens would bring at the list prices."""
    uncached = (day.input_tokens - day.cached_input_tokens) * day.price_uncached_usd_per_mtok
    cached = day.cached_input_tokens * day.price_cached_usd_per_mtok
    return (uncached + cached + day.output_tokens * day.price_output_usd_per_mtok) / TOKENS_PER_MTOK


def implied_joules(day: Day, node_kw: float, pue: float) -> float:
    """Return joules at the meter per token of any class, if each disclosed node drew `node_kw` all day."""
    return day.nodes * node_kw * HOURS_PER_DAY * pue * JOULES_PER_KWH / day.tokens


def own_joules(day: Day, parameters: Parameters) -> float:
    """Return the same from our method: every parameter central, the disclosed model, classes and reference PUE."""
    draws = Draws(parameters, draws=1, seed=0, held=BEST)
    shares = ClassShares(
        np.array((day.input_tokens - day.cached_input_tokens) / day.tokens),
        np.array(day.cached_input_tokens / day.tokens),
        np.array(day.output_tokens / day.tokens),
        np.array(0.0),
    )
    counts = np.array([day.active_parameters_b]), np.array([day.total_parameters_b])
    gpu = output_joules(*counts, np.zeros(1), draws) * class_factor(shares, draws)
    servers = draws.draw("node_over_gpu") * draws.draw("idle_factor")
    return float((gpu * servers * draws.draw(PUE)).item())
