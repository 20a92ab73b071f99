"""Why one list price is above another: electricity, hardware, architecture, and the rest that nobody sees."""

from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.decompositions import shapley
from apps.estimator.units import JOULES_PER_KWH

PARTS = ("electricity", "hardware", "architecture", "residual")


class NoGap(ValueError):
    """Both prices are equal, or a price or cost is not above zero: there is nothing to explain."""


@dataclass(frozen=True, slots=True)
class CostSide:
    """What a token costs on one side, each a number or (K,) draws.

    Electricity in USD per kWh, facility over IT energy, W of a busy GPU with its node, USD per busy GPU second,
    GPU seconds per token, and the list price in USD per token.
    """

    electricity_usd_per_kwh: Float64s
    pue: Float64s
    watts: Float64s
    gpu_usd_per_second: Float64s
    gpu_seconds_per_token: Float64s
    price_usd_per_token: Float64s

    @property
    def cost_usd_per_token(self) -> Float64s:
        """Return electricity and chips of a token, without margin, staff, network or training."""
        power = self.electricity_usd_per_kwh * self.pue * self.watts / JOULES_PER_KWH
        return (power + self.gpu_usd_per_second) * self.gpu_seconds_per_token

    @property
    def residual(self) -> Float64s:
        """Return list price over that cost: margin, quality, subsidy, training, and error."""
        return self.price_usd_per_token / self.cost_usd_per_token


def log_gap_parts(dear: CostSide, cheap: CostSide) -> dict[str, Float64s]:
    """Return what each part adds to ln(dear price / cheap price); the parts add to it in every draw.

    Electricity is its price and the PUE, hardware the chip's watts and cost, architecture GPU seconds per
    token. Raises NoGap where a price or cost is not above zero.
    """
    for side in (dear, cheap):
        if not (np.all(side.price_usd_per_token > 0) and np.all(side.cost_usd_per_token > 0)):
            raise NoGap("a price or a cost is not above zero; free variants have no gap to explain")

    def log_price(changed: frozenset[str]) -> Float64s:
        power, chips, design, rest = (dear if part in changed else cheap for part in PARTS)
        kwh_usd = power.electricity_usd_per_kwh * power.pue * chips.watts / JOULES_PER_KWH
        price = (kwh_usd + chips.gpu_usd_per_second) * design.gpu_seconds_per_token * rest.residual
        found: Float64s = np.log(price)
        return found

    return shapley(PARTS, log_price)


def gap_shares(parts: dict[str, Float64s]) -> dict[str, Float64s]:
    """Return each part over the whole gap; raise NoGap where the prices are equal in some draw."""
    whole = np.sum(list(parts.values()), axis=0)
    if not np.all(whole != 0):
        raise NoGap("both prices are equal; a share of no gap has no value")
    return {name: part / whole for name, part in parts.items()}
