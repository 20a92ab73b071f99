"""Draws by name: each parameter, quantity and share from its own stream, exact at P5, P50 and P95."""

from collections import Counter
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.estimator.arrays import Float64s
from apps.estimator.inputs import Quantity
from apps.estimator.parameters import Parameter, Parameters
from apps.estimator.shapes import (
    BadDistribution,
    middles,
    normal_quantiles,
    two_piece_lognormal,
    two_piece_normal,
    uniform,
)
from apps.estimator.streams import stream
from apps.estimator.structure import DEFAULT, Structure

__all__ = ["BadDistribution", "Draws", "Held", "Name", "dirichlet", "two_piece_lognormal", "two_piece_normal"]

# The name of a stream: (parameter or table, uid, part), and the probabilities at which some are held.
Name = tuple[str, ...]
Held = Mapping[Name, float]
UNSHARED = ("per_model", "per_country")
UNDRAWN = ("fixed_value", "constant")


class Draws:
    """The draws of one run: every named quantity drawn once, from its own stream, and its clips counted.

    structure tells the formulas which of their alternatives is asked for; it changes no stream. held fixes
    streams at a probability (0.05, 0.5, 0.95) and leaves the others as they are; the longest name counts:
    (key, uid, part), (key, uid), (key,) for all of a key, () for all there are. seen, where given, takes
    the numbers of every stream that is asked for, by name; memo keeps raw random numbers for other draws of the
    same count and seed.
    """

    def __init__(
        self,
        parameters: Parameters,
        *,
        draws: int,
        seed: int,
        structure: Structure = DEFAULT,
        held: Held | None = None,
        seen: dict[Name, Float64s] | None = None,
        memo: dict[Name, Any] | None = None,
    ) -> None:
        self.parameters, self.count, self.seed, self.structure = parameters, draws, seed, structure
        self.held, self.seen, self.memo = held or {}, seen, memo
        self.clips: Counter[str] = Counter()
        self._drawn: Counter[str] = Counter()
        self._known: dict[tuple[str, str], Float64s] = {}

    def central(self, key: str, scope: str = "") -> float:
        """Return the central value of a parameter; raise MissingParameter without a row."""
        return self.parameters.get(key, scope).central

    def draw(self, key: str, uid: str = "") -> Float64s:
        """Return (K,) draws in the parameter's unit: one vector for all uids unless its scope says otherwise.

        Raises MissingParameter without a row and BadDistribution for a range that does not fit.
        """
        row = self.parameters.get(key, uid)
        own = uid if row.scope or row.draw_scope in UNSHARED else ""
        name = (key, own)
        if name not in self._known:
            self._known[name] = self._clip(row, self._raw(row, own))
        return self._known[name]

    def quantity(self, name: str, uid: str, quantity: Quantity) -> Float64s:
        """Return (K,) two-piece lognormal draws of a cited range that is no parameter, keyed by (name, uid)."""
        ends = (quantity.low, quantity.central, quantity.high)
        return two_piece_lognormal(self.normals(name, uid), *ends, f"{name} of {uid}")

    def normals(self, *names: str) -> Float64s:
        """Return (K,) standard normal numbers of this name: its K equally likely quantiles in random order.

        Each stream covers its whole range evenly (a Latin hypercube), so percentiles of a product of many
        such draws are less noisy than with K independent numbers, and a parameter meets its own range.
        """
        level = self.level(names)
        if level is not None:
            return np.full(self.count, NormalDist().inv_cdf(level))
        return self.note(names, normal_quantiles(self.count)[self._order(names)])

    def uniforms(self, *names: str) -> Float64s:
        """Return (K,) numbers of this name in (0, 1), spread evenly and in random order."""
        level = self.level(names)
        if level is not None:
            return np.full(self.count, level)
        return self.note(names, middles(self.count)[self._order(names)])

    def level(self, names: Name) -> float | None:
        """Return the probability at which a stream is held, or None where it is drawn."""
        if not self.held:
            return None
        ends = (names[:length] for length in range(len(names), -1, -1))
        return next((self.held[name] for name in ends if name in self.held), None)

    def note(self, names: Name, drawn: Float64s) -> Float64s:
        """Return the numbers of a stream; keep them where somebody asked to see all."""
        if self.seen is not None:
            self.seen[names] = drawn
        return drawn

    def gammas(self, names: Name, alpha: float | Float64s) -> Float64s:
        """Return (K,) standard gamma numbers of this name and shape."""
        known = self.memo.get(names) if self.memo is not None else None
        if known is not None and np.array_equal(known[0], alpha):
            found: Float64s = known[1]
            return found
        drawn = stream(self.seed, *names).standard_gamma(alpha, self.count)
        if self.memo is not None:
            self.memo[names] = (alpha, drawn)
        return drawn

    def _order(self, names: Name) -> NDArray[np.int64]:
        """Return the random order of a stream."""
        known: NDArray[np.int64] | None = self.memo.get(names) if self.memo is not None else None
        if known is None:
            known = stream(self.seed, *names).permutation(self.count)
            if self.memo is not None:
                self.memo[names] = known
        return known

    def clip_notices(self) -> list[str]:
        """Return a sentence for each parameter whose draws met a hard limit."""
        return [
            f"{key}: {count} of {self.count * self._drawn[key]} draws were set to its hard limit"
            for key, count in sorted(self.clips.items())
        ]

    def _raw(self, row: Parameter, uid: str) -> Float64s:
        """Return the draws of a parameter before its hard limits."""
        names = (row.key, uid) if uid else (row.key,)
        label = f"parameter {' of '.join(names)}"
        ends = (row.low, row.central, row.high)
        if row.distribution in UNDRAWN:
            return np.full(self.count, float(row.central))
        if row.distribution == "uniform":
            return uniform(self.uniforms(*names), row.hard_min, row.hard_max, label)
        if row.distribution == "two_piece_normal":
            return two_piece_normal(self.normals(*names), *ends, label)
        if row.distribution == "two_piece_lognormal":
            return two_piece_lognormal(self.normals(*names), *ends, label)
        raise BadDistribution(
            f"{label}: distribution {row.distribution!r} is not known; correct its cited row"
        )

    def _clip(self, row: Parameter, draws: Float64s) -> Float64s:
        """Return the draws within the hard limits, and count those that were outside."""
        if row.hard_min is None and row.hard_max is None:
            return draws
        clipped: Float64s = np.clip(draws, row.hard_min, row.hard_max)
        self._drawn[row.key] += 1
        changed = int(np.count_nonzero(clipped != draws))
        if changed:
            self.clips[row.key] += changed
        return clipped


def dirichlet(
    draws: Draws, name: str, uid: str, alphas: Mapping[str, float | Float64s]
) -> dict[str, Float64s]:
    """Return (K,) shares per part that add to 1 in every draw: one gamma stream per (name, uid, part), normalised.

    Parts with alpha 0 are 0. Gammas are float64: small alphas underflow in single precision. Held as a whole,
    every part is its mean; a part held alone is a percentile of its own draws, and the others share the rest.
    """
    shares = _means(draws, alphas) if draws.level((name, uid)) is not None else None
    shares = shares or _gamma_shares(draws, (name, uid), alphas)
    for part in shares:
        level = draws.held.get((name, uid, part))
        if level is not None:
            shares = _part_held(shares, part, level)
        draws.note((name, uid, part), shares[part])
    return shares


def _gamma_shares(draws: Draws, name: Name, alphas: Mapping[str, float | Float64s]) -> dict[str, Float64s]:
    """Return the drawn shares."""
    gammas = {part: draws.gammas((*name, part), alpha) for part, alpha in alphas.items()}
    # A draw whose gammas all underflow goes to the part with the largest mean.
    total = np.sum(list(gammas.values()), axis=0)
    largest = max(alphas, key=lambda part: (float(np.mean(alphas[part])), part))
    gammas[largest] = np.where(total > 0, gammas[largest], 1.0)
    total = np.where(total > 0, total, 1.0)
    return {part: gamma / total for part, gamma in gammas.items()}


def _means(draws: Draws, alphas: Mapping[str, float | Float64s]) -> dict[str, Float64s]:
    """Return the mean shares."""
    spread = {part: np.broadcast_to(np.asarray(alpha, float), draws.count) for part, alpha in alphas.items()}
    total = np.sum(list(spread.values()), axis=0)
    return {part: alpha / total for part, alpha in spread.items()}


def _part_held(shares: Mapping[str, Float64s], part: str, level: float) -> dict[str, Float64s]:
    """Return shares in which one part is a percentile of its draws; the others keep their proportions."""
    at = float(np.quantile(shares[part], level))
    # The sum of the others, not 1 less the part: where the part is nearly all, the difference is rounding.
    rest = np.sum([share for name, share in shares.items() if name != part] or [0 * shares[part]], axis=0)
    scale = np.divide(1 - at, rest, out=np.zeros_like(rest), where=rest > 0)
    # Where the others were nothing, none of them can take what is left, and the part keeps all.
    kept = np.where(rest > 0, at, 1.0)
    return {name: kept if name == part else share * scale for name, share in shares.items()}
