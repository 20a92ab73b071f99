"""Values beside the published ones: what was paid rather than listed, and what the same kWh costs elsewhere."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from apps.estimator.alternatives import ENDS, week_totals
from apps.estimator.arrays import Float64s
from apps.estimator.block import Block, build_block
from apps.estimator.checks import check_draws, check_inputs
from apps.estimator.corridors import columns
from apps.estimator.destinations import destination_shares
from apps.estimator.distributions import Draws
from apps.estimator.inputs import Inputs, Quantity
from apps.estimator.margins import Margins, build_margins
from apps.estimator.measures import UNKNOWN
from apps.estimator.pairing import groups_of, pair_week
from apps.estimator.pairs import Pairs
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
        groups = groups_of(block, inputs.unavailable, ends.countries)
        pairing = pair_week(block, margins, index, groups, columns(ends))
        rows += _week_arbitrage(week, _Flows(block, pairing.pairs("COMPUTE", "ENERGY_KWH"), drawn), pairs)
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

    def __init__(self, block: Block, pairs: Pairs, draws: Draws) -> None:
        self.pairs, self.origins, self.count = pairs, block.countries["COMPUTE"], draws.count
        found = {code: _price(code, draws) for code in (*self.origins, *pairs.ends)}
        self.prices = {code: price for code, price in found.items() if price is not None}

    def of(self, origin: str) -> tuple[list[str], Float64s, Float64s]:
        """Return the priced destinations abroad, (D, K) kWh to each, and their arbitrage in USD."""
        codes = [code for code in self.pairs.ends if code in self.prices and code != origin]
        kwh = self._cells(origin, codes)
        there = np.stack([self.prices[code] for code in codes]) if codes else np.zeros_like(kwh)
        return codes, kwh, arbitrage_usd(kwh, self.prices[origin], there)

    def energy_abroad(self, origin: str) -> float:
        """Return the mean kWh to all known destinations but the origin itself."""
        codes = [code for code in self.pairs.ends[:-1] if code != origin]
        return float(self._cells(origin, codes).sum(axis=0).mean())

    def _cells(self, origin: str, codes: list[str]) -> Float64s:
        """Return (D, K) kWh of one origin to these destinations."""
        at = np.array([self.pairs.ends.index(code) for code in codes], int)
        cells: Float64s = self.pairs.cells(self.origins.index(origin), at).astype(np.float64)
        return cells


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
    total, priced, all_energy = np.zeros(flows.count), 0.0, 0.0
    known = [code for code in flows.origins if code != UNKNOWN]
    for origin in known:
        energy = flows.energy_abroad(origin)
        all_energy += energy
        if origin not in flows.prices:
            rows.append(_row(week, "ARBITRAGE_USD", (origin, None), None, priced_share=0.0))
            continue
        codes, kwh, usd = flows.of(origin)
        means = kwh.mean(axis=1)
        share = float(means.sum()) / energy if energy > 0 else 0.0
        rows.append(_row(week, "ARBITRAGE_USD", (origin, None), usd.sum(axis=0), priced_share=share))
        total, priced = total + usd.sum(axis=0), priced + float(means.sum())
        largest += [(float(means[at]), origin, end, usd[at]) for at, end in enumerate(codes)]
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
