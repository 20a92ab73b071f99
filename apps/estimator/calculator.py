"""What a million tokens cost on given hardware, and how the price splits: a pure calculation on plain numbers."""

from dataclasses import dataclass, replace

from apps.estimator.units import SECONDS_PER_HOUR, TOKENS_PER_MTOK, kwh_per_mtok


@dataclass(frozen=True, slots=True)
class Plant:
    """One accelerator at work and what its tokens sell at.

    USD per accelerator, years of life, busy share of owned hours, W while serving, W of the node and of idle
    machines over that, facility over IT energy, USD per kWh, tokens per second while busy, USD per million tokens.
    """

    gpu_usd: float
    life_years: float
    utilisation: float
    gpu_watts: float
    node_over_gpu: float
    idle_factor: float
    pue: float
    electricity_usd_per_kwh: float
    tokens_per_second: float
    sale_usd_per_mtok: float
    hours_per_year: float


@dataclass(frozen=True, slots=True)
class Cost:
    """A million tokens: kWh at the meter, USD by part; `rest_usd` is the price less the two parts, also below zero.

    A ratio whose denominator is zero is None.
    """

    kwh: float
    depreciation_usd: float
    electricity_usd: float
    sale_usd: float

    @property
    def cost_usd(self) -> float:
        """Return depreciation and electricity; no staff, network, training or margin."""
        return self.depreciation_usd + self.electricity_usd

    @property
    def rest_usd(self) -> float:
        """Return what the price leaves for all else."""
        return self.sale_usd - self.cost_usd

    @property
    def electricity_share_of_price(self) -> float | None:
        """Return electricity over the price."""
        return over(self.electricity_usd, self.sale_usd)

    @property
    def electricity_share_of_cost(self) -> float | None:
        """Return electricity over depreciation and electricity."""
        return over(self.electricity_usd, self.cost_usd)

    @property
    def value_multiple(self) -> float | None:
        """Return the price over the electricity in it."""
        return over(self.sale_usd, self.electricity_usd)

    @property
    def list_usd_per_kwh(self) -> float | None:
        """Return what a kWh earns sold as tokens at this price."""
        return over(self.sale_usd, self.kwh)

    @property
    def cost_usd_per_kwh(self) -> float | None:
        """Return what a kWh earns sold as tokens at cost."""
        return over(self.cost_usd, self.kwh)


def over(above: float, below: float) -> float | None:
    """Return a ratio, or None where there is nothing to divide by."""
    return above / below if below > 0 else None


def cost(plant: Plant) -> Cost:
    """Return the cost of a million tokens; raise ZeroDivisionError where life, use or speed is zero."""
    busy_seconds = plant.life_years * plant.hours_per_year * SECONDS_PER_HOUR * plant.utilisation
    seconds_per_mtok = TOKENS_PER_MTOK / plant.tokens_per_second
    watts = plant.gpu_watts * plant.node_over_gpu * plant.idle_factor * plant.pue
    kwh = kwh_per_mtok(watts / plant.tokens_per_second)
    return Cost(
        kwh=kwh,
        depreciation_usd=plant.gpu_usd / busy_seconds * seconds_per_mtok,
        electricity_usd=kwh * plant.electricity_usd_per_kwh,
        sale_usd=plant.sale_usd_per_mtok,
    )


def swing(plant: Plant, name: str, low: float, high: float) -> tuple[float, float] | None:
    """Return the smallest and largest value multiple with one number at its low and high; None without one."""
    ends = [cost(replace(plant, **{name: value})).value_multiple for value in (low, high)]
    known = [end for end in ends if end is not None]
    return (min(known), max(known)) if len(known) == len(ends) else None
