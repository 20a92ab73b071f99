"""One week of a run as what-ifs transform it: rows by group and origin, places, and how rows meet destinations.

All arrays end in draws (K,), in double precision. A transform returns a changed copy and leaves the base as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.distributions import Draws

BASIS = "COMPUTE"


@dataclass(frozen=True, slots=True)
class Party:
    """A group of models: the country of their labs, and whether anybody may serve their weights."""

    lab: str
    is_open: bool


class Link(Protocol):
    """How the rows of each group and origin are spread over destinations."""

    def cells(self, rows: Float64s) -> Float64s:
        """Return (O, D, K) of (G, O, K) rows, all groups together."""


@dataclass(frozen=True, slots=True)
class Mixes:
    """Destination shares (S, D, K) that add to 1; mix_of tells which of them each group has, at every origin."""

    shares: Float64s
    mix_of: tuple[int, ...]

    def cells(self, rows: Float64s) -> Float64s:
        """Return the rows times the shares of their group."""
        found = np.zeros((rows.shape[1], *self.shares.shape[1:]))
        for mix, shares in enumerate(self.shares):
            members = [group for group, of in enumerate(self.mix_of) if of == mix]
            found += rows[members].sum(axis=0)[:, None] * shares
        return found


@dataclass(frozen=True, slots=True)
class Weighted:
    """The cells of another link, each times a factor (O, D, K)."""

    link: Link
    factor: Float64s

    def cells(self, rows: Float64s) -> Float64s:
        """Return the cells times their factor."""
        found: Float64s = self.link.cells(rows) * self.factor
        return found


@dataclass(frozen=True, slots=True)
class World:
    """A week on one basis; tokens, joules (GPU) and usd (list price) are (G, O, K), UNK is the last of each side.

    open (G, D) are destinations that no document shuts a group out of. At each origin, (O, K): kWh per GPU
    joule, USD per kWh, kg per kWh; compute_usd_per_joule (K,). lacking names measures the week cannot have.
    notices are what must be said of the base.
    """

    basis: str
    origins: tuple[str, ...]
    ends: tuple[str, ...]
    parties: tuple[Party, ...]
    tokens: Float64s
    joules: Float64s
    usd: Float64s
    open: Bools
    link: Link
    kwh_per_joule: Float64s
    usd_per_kwh: Float64s
    kg_per_kwh: Float64s
    compute_usd_per_joule: Float64s
    draws: Draws
    lacking: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()

    def rows(self, measure: str) -> Float64s:
        """Return (G, O, K) of a measure in its unit."""
        if measure == "TOKENS":
            return self.tokens
        if measure == "SERVICE_VALUE_USD":
            return self.usd
        if measure == "COMPUTE_VALUE_USD":
            return self.joules * self.compute_usd_per_joule
        energy = self.joules * self.kwh_per_joule
        factors = {"ELECTRICITY_VALUE_USD": self.usd_per_kwh, "CARBON_KG": self.kg_per_kwh}
        return energy * factors[measure] if measure in factors else energy

    def cells(self, measure: str) -> Float64s:
        """Return (O, D, K) of a measure."""
        return self.link.cells(self.rows(measure))

    def place(self, country: str) -> int | None:
        """Return the row of an origin; None for one where nothing is computed."""
        return self.origins.index(country) if country in self.origins else None

    def chosen(self, countries: tuple[str, ...]) -> Bools:
        """Tell which origins are named; none named: all, UNK included."""
        return np.array([not countries or code in countries for code in self.origins], bool)

    def changed(self, **changes: Any) -> "World":
        """Return a copy with these parts changed."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A changed week; displaced are tokens (K,) that can no longer go where they went.

    shortfall are tokens (K,) that nothing in the scenario serves, None where the question does not arise;
    refusal names what stands in the way where the scenario cannot be met even at the mean.
    """

    world: World
    displaced: Float64s | None = None
    shortfall: Float64s | None = None
    refusal: str = ""
    notices: tuple[str, ...] = ()


Values = Mapping[str, Any]


def moved_home(world: World, members: Mapping[int, int], is_kept: Bools) -> tuple[World, Float64s]:
    """Return the week with the groups' rows moved to their home row, and the tokens moved (K,).

    members gives the home row of each group that moves; is_kept (O,) the origins whose rows stay. Tokens, GPU
    joules and list value move together; energy and its price are then those of home.
    """
    parts = {name: getattr(world, name).copy() for name in ("tokens", "joules", "usd")}
    moved = np.zeros(world.tokens.shape[-1])
    for group, home in members.items():
        leaves = ~is_kept
        leaves[home] = False
        moved += world.tokens[group, leaves].sum(axis=0)
        for rows in parts.values():
            rows[group, home] += rows[group, leaves].sum(axis=0)
            rows[group, leaves] = 0.0
    return world.changed(**parts), moved
