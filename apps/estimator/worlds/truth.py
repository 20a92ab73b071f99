"""One truth of the stated assumptions: every number drawn once, by numpy's default generator, when first asked for."""

import math

import numpy as np

from apps.estimator.inputs import Quantity
from apps.estimator.parameters import Parameter, Parameters

Z95 = 1.6448536269514722
Shares = dict[str, float]


class Truth:
    """One truth: every assumption drawn once, when it is first asked for."""

    def __init__(self, rng: np.random.Generator, parameters: Parameters) -> None:
        self.rng, self.parameters = rng, parameters
        self._numbers: dict[tuple[str, str], float] = {}

    def fixed(self, key: str) -> float:
        """Return the central value of a parameter."""
        return self.parameters.get(key).central

    def number(self, key: str, uid: str = "") -> float:
        """Return the true value of a parameter: one for all, or one per uid where its row says so."""
        row = self.parameters.get(key)
        name = (key, uid if row.draw_scope in ("per_model", "per_country") else "")
        if name not in self._numbers:
            self._numbers[name] = self._drawn(row)
        return self._numbers[name]

    def within(self, name: str, uid: str, around: Quantity) -> float:
        """Return the true value of a cited range, the same whenever it is asked for."""
        if (name, uid) not in self._numbers:
            self._numbers[name, uid] = self._lognormal(around.low, around.central, around.high)
        return self._numbers[name, uid]

    def shock(self, name: str, uid: str, sd: float) -> float:
        """Return the true factor of a log-normal shock around 1."""
        if (name, uid) not in self._numbers:
            self._numbers[name, uid] = math.exp(sd * self.rng.standard_normal())
        return self._numbers[name, uid]

    def split(self, weights: Shares) -> Shares:
        """Return one Dirichlet draw of these alphas; parts of 0 are left out."""
        gammas = {part: self.rng.standard_gamma(alpha) for part, alpha in weights.items() if alpha > 0}
        total = sum(gammas.values())
        if total <= 0:
            largest = max(weights, key=lambda part: (weights[part], part))
            return {largest: 1.0}
        return {part: gamma / total for part, gamma in gammas.items()}

    def _drawn(self, row: Parameter) -> float:
        """Return one draw of a parameter within its hard limits."""
        low = -math.inf if row.hard_min is None else row.hard_min
        high = math.inf if row.hard_max is None else row.hard_max
        if row.distribution in ("fixed_value", "constant"):
            value = row.central
        elif row.distribution == "uniform":
            value = self.rng.uniform(low, high)
        elif row.distribution == "two_piece_normal":
            z = self.rng.standard_normal()
            value = row.central + z / Z95 * (row.high - row.central if z > 0 else row.central - row.low)
        else:
            value = self._lognormal(row.low, row.central, row.high)
        return float(min(max(value, low), high))

    def _lognormal(self, low: float, central: float, high: float) -> float:
        """Return central times a power of high/central or low/central."""
        z = self.rng.standard_normal()
        ratio = high / central if z > 0 else low / central
        return float(central * ratio ** (abs(z) / Z95))
