"""Values beside the published ones: what was paid rather than listed, and what the same kWh costs elsewhere."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from apps.estimator.alternatives import ENDS, week_totals
from apps.estimator.arrays import Float64s
from apps.estimator.block import Block, build_block
from apps.estimator.checks import check_draws, check_inputs
from apps.estimator.destinations import Destinations, destination_shares
from apps.estimator.distributions import Draws
from apps.estimator.inputs import Inputs, Quantity
from apps.estimator.margins import Margins, build_margins
from apps.estimator.measures import UNKNOWN
from apps.estimator.parameters import Parameters
from apps.estimator.summarise import percentiles

PRICE = "electricity_price_usd_per_kwh"
DISCOUNT = "price_discount"


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value of one week: of the platform (origin and destination None), of an origin, or of a pair.

    priced_share: of the energy it speaks of, the part between countries whose electricity prices are both cited.
    """

    week: date
    quantity: str
    origin: str | None
    destination: str | None
    low: float | None
    central: float | None
    high: float | None
    priced_share: float = 1.0
    reason: str = ""

    @property
    def values(self) -> tuple[float, float, float] | None:
        """Return low, central and high, or None where there is no number."""
        if self.low is None or self.central is None or self.high is None:
            return None
        return self.low, self.central, self.high


def realised_rows(
    inputs: Inputs, parameters: Parameters, *, draws: int, seed: int, weeks: Collection[date]
) -> list[ValueRow]:
    """Return service value (USD) and value multiple at what is paid: the list value times `price_discount`.

    A scenario: nobody publishes what is paid. Raises MissingParameter and the named ValueErrors of estimate().
    """
    rows: list[ValueRow] = []
    for _, margins, index, week, drawn in _weeks(inputs, parameters, draws, seed, weeks):
        totals = week_totals(margins, index)
        listed = totals.get("SERVICE_VALUE_USD")
        paid = None if listed is None else listed * drawn.draw(DISCOUNT)
        rows.append(_row(week, "SERVICE_VALUE_USD", (None, None), paid))
        below = totals.get("ELECTRICITY_VALUE_USD")
        lacks = paid is None or below is None or not (below > 0).all()
        rows.append(_row(week, "value_multiple", (None, None), None if lacks else paid / below))  # type: ignore[operator]
    return rows


def arbitrage_usd(kwh: Float64s, origin_usd_per_kwh: Float64s, destination_usd_per_kwh: Float64s) -> Float64s:
    """Return USD that the same kWh would cost more at the destination than at the origin (negative: less)."""
    return kwh * (destination_usd_per_kwh - origin_usd_per_kwh)


def arbitrage_rows(
    inputs: Inputs, parameters: Parameters, *, draws: int, seed: int, weeks: Collection[date], pairs: int
) -> list[ValueRow]:
    """Return the arbitrage of the platform, of each origin, and of the `pairs` largest flows of energy abroad.

    Only pairs of two known countries with a cited electricity price count; priced_share tells how much that is.
    """
    rows: list[ValueRow] = []
    for block, margins, index, week, drawn in _weeks(inputs, parameters, draws, seed, weeks):
        if not margins.is_estimable("ENERGY_KWH", index):
            rows.append(_row(week, "ARBITRAGE_USD", (None, None), None))
            continue
        ends = destination_shares(inputs.destinations, drawn)
        rows += _week_arbitrage(week, _Flows(block, margins, index, drawn, ends), pairs)
    return rows


def _weeks(
    inputs: Inputs, parameters: Parameters, draws: int, seed: int, weeks: Collection[date]
) -> Iterator[tuple[Block, Margins, int, date, Draws]]:
    """Yield the asked weeks of a block with what is drawn for it."""
    check_draws(draws)
    check_inputs(inputs)
    drawn = Draws(parameters, draws=draws, seed=seed)
    block = build_block(inputs, drawn)
    margins = build_margins(block, drawn)
    for index, facts in enumerate(block.weeks):
        if facts.week in weeks:
            yield block, margins, index, facts.week, drawn


class _Flows:
    """Energy abroad between countries with a price, origin by origin, in draws."""

    def __init__(self, block: Block, margins: Margins, week: int, draws: Draws, ends: Destinations) -> None:
        self.rows = margins.rows("COMPUTE", "ENERGY_KWH", week).astype(np.float64)
        self.origins = block.countries["COMPUTE"]
        found = {code: _price(code, draws) for code in (*self.origins, *ends.countries)}
        self.prices = {code: price for code, price in found.items() if price is not None}
        self.ends = [code for code in ends.countries if code in self.prices]
        at = [ends.countries.index(code) for code in self.ends]
        self.shares = ends.shares[at]
        self.known = ends.shares[:-1].sum(axis=0)
        self.home = {code: ends.shares[ends.countries.index(code)] for code in self.ends}

    def of(self, origin: str) -> tuple[Float64s, Float64s]:
        """Return (D, K) kWh to each priced destination abroad, and their arbitrage in USD."""
        abroad = np.array([code != origin for code in self.ends])[:, None]
        kwh = self.rows[self.origins.index(origin)] * self.shares * abroad
        there = np.stack([self.prices[code] for code in self.ends]) if self.ends else np.zeros_like(kwh)
        return kwh, arbitrage_usd(kwh, self.prices[origin], there)

    def energy_abroad(self, origin: str) -> float:
        """Return the mean kWh to all known destinations but the origin itself."""
        shares = self.known - self.home.get(origin, 0.0)
        return float((self.rows[self.origins.index(origin)] * shares).mean())


def _price(code: str, draws: Draws) -> Float64s | None:
    """Return (K,) USD per kWh of a country with a cited price, from the stream the origins use; None without."""
    row = draws.parameters.find(PRICE, code)
    if row is None or code == UNKNOWN:
        return None
    return draws.quantity(PRICE, code, Quantity(row.low, row.central, row.high))


def _week_arbitrage(week: date, flows: _Flows, pairs: int) -> list[ValueRow]:
    """Return the rows of one week."""
    rows: list[ValueRow] = []
    largest: list[tuple[float, str, str, Float64s]] = []
    total, priced, all_energy = np.zeros(flows.rows.shape[1]), 0.0, 0.0
    known = [code for code in flows.origins if code != UNKNOWN]
    for origin in known:
        energy = flows.energy_abroad(origin)
        all_energy += energy
        if origin not in flows.prices:
            rows.append(_row(week, "ARBITRAGE_USD", (origin, None), None, priced_share=0.0))
            continue
        kwh, usd = flows.of(origin)
        means = kwh.mean(axis=1)
        share = float(means.sum()) / energy if energy > 0 else 0.0
        rows.append(_row(week, "ARBITRAGE_USD", (origin, None), usd.sum(axis=0), priced_share=share))
        total, priced = total + usd.sum(axis=0), priced + float(means.sum())
        largest += [(float(means[at]), origin, end, usd[at]) for at, end in enumerate(flows.ends)]
    world = total if priced > 0 else None
    share = priced / all_energy if all_energy > 0 else 0.0
    rows.insert(0, _row(week, "ARBITRAGE_USD", (None, None), world, priced_share=share))
    largest.sort(key=lambda one: (-one[0], one[1], one[2]))
    return rows + [
        _row(week, "ARBITRAGE_USD", (origin, end), usd)
        for mean, origin, end, usd in largest[:pairs]
        if mean > 0
    ]


def _row(
    week: date,
    quantity: str,
    ends: tuple[str | None, str | None],
    draws: Float64s | None,
    *,
    priced_share: float = 1.0,
) -> ValueRow:
    """Return the row of these draws, or one that says why there is none."""
    if draws is None:
        reason = "no energy, value or cited electricity price is known for it"
        return ValueRow(week, quantity, *ends, None, None, None, priced_share, reason)
    low, central, high = percentiles(draws[None].copy(), ENDS)[0].tolist()
    return ValueRow(week, quantity, *ends, low, central, high, priced_share)
