"""Base and scenario side by side: every difference is taken within draws, and only then summarised."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.measures import MEASURES
from apps.estimator.results import Range
from apps.estimator.summarise import percentiles
from apps.estimator.whatif.units import ROUNDING_RTOL
from apps.estimator.whatif.world import World

ENDS = (0.05, 0.5, 0.95)
ORIGIN, EXPORTS, IMPORTS, NET, RATIO = "ORIGIN", "EXPORTS", "IMPORTS", "NET", "RATIO"
RATIOS = {
    "VALUE_MULTIPLE": ("SERVICE_VALUE_USD", "ELECTRICITY_VALUE_USD", "1"),
    "USD_PER_KWH": ("SERVICE_VALUE_USD", "ENERGY_KWH", "usd_per_kwh"),
    "ELECTRICITY_PRICE_USD_PER_KWH": ("ELECTRICITY_VALUE_USD", "ENERGY_KWH", "usd_per_kwh"),
    "CARBON_KG_PER_KWH": ("CARBON_KG", "ENERGY_KWH", "kg_per_kwh"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One quantity of a country (None: the world) in base and scenario; the difference is of each draw.

    side is ORIGIN (all that is computed there), EXPORTS, IMPORTS and NET (known pairs of two countries) or
    RATIO. All three are None, with the reason, where a ratio has no denominator.
    """

    country: str | None
    side: str
    measure: str
    unit: str
    base: Range | None
    scenario: Range | None
    difference: Range | None
    reason: str = ""


def spread(draws: Float64s) -> Range:
    """Return low, central, high and mean of (K,) draws."""
    low, central, high = percentiles(np.array(draws, np.float64)[None], ENDS)[0].tolist()
    return Range(low, central, high, float(np.mean(draws)))


def gap(before: Float64s, after: Float64s) -> Float64s:
    """Return (K,) after less before; what differs by the rounding of sums alone is 0."""
    found: Float64s = np.where(
        np.abs(after - before) > ROUNDING_RTOL * np.maximum(np.abs(before), np.abs(after)),
        after - before,
        0.0,
    )
    return found


def compared(base: World, scenario: World, measure: str) -> Iterator[Compared]:
    """Yield the sides of every country that has any of the measure in base or scenario, the world first."""
    unit = MEASURES[measure].unit
    before, after = sides(base, measure), sides(scenario, measure)
    for country, side in sorted(before, key=lambda name: (name[0] or "", name[1])):
        old, new = before[country, side], after[country, side]
        if old.any() or new.any():
            yield Compared(country, side, measure, unit, spread(old), spread(new), spread(gap(old, new)))


def sides(world: World, measure: str) -> dict[tuple[str | None, str], Float64s]:
    """Return (K,) draws of every country and side; country None is the sum of all origins, UNK included."""
    cells = world.cells(measure)
    made = cells.sum(axis=1)
    sent, received = _traded(world, cells)
    found: dict[tuple[str | None, str], Float64s] = {(None, ORIGIN): made.sum(axis=0)}
    found |= {(code, ORIGIN): made[row] for row, code in enumerate(world.origins)}
    total = np.zeros(cells.shape[-1])
    for code in sorted({*world.origins[:-1], *world.ends[:-1]}):
        exports = sent[world.origins.index(code)] if code in world.origins else np.zeros_like(total)
        imports = received[world.ends.index(code)] if code in world.ends else np.zeros_like(total)
        found[code, EXPORTS], found[code, IMPORTS], found[code, NET] = exports, imports, exports - imports
        total = total + exports
    found[None, EXPORTS] = total
    return found


def _traded(world: World, cells: Float64s) -> tuple[Float64s, Float64s]:
    """Return (O, K) exports and (D, K) imports between known countries."""
    known = cells[:-1, :-1]
    home = np.array([[origin == end for end in world.ends[:-1]] for origin in world.origins[:-1]], float)
    home = home.reshape(known.shape[:2])[..., None]
    abroad = known * (1 - home)
    return abroad.sum(axis=1), abroad.sum(axis=0)


def compared_ratio(base: World, scenario: World, name: str) -> Iterator[Compared]:
    """Yield a ratio of sums at each origin and of the world, where energy is used at all."""
    above, below, unit = RATIOS[name]
    old, new = (_ratio_sides(world, above, below) for world in (base, scenario))
    for country in sorted(old, key=lambda code: code or ""):
        (top, bottom), (new_top, new_bottom) = old[country], new[country]
        if not bottom.any() and not new_bottom.any():
            continue
        if (bottom == 0).any() or (new_bottom == 0).any():
            reason = f"{below} is 0 in some draws of the base or the scenario"
            yield Compared(country, RATIO, name, unit, None, None, None, reason)
            continue
        before, after = top / bottom, new_top / new_bottom
        yield Compared(country, RATIO, name, unit, spread(before), spread(after), spread(gap(before, after)))


def _ratio_sides(world: World, above: str, below: str) -> dict[str | None, tuple[Float64s, Float64s]]:
    """Return numerator and denominator (K,) of each origin and of all."""
    top, bottom = (world.rows(name).sum(axis=0) for name in (above, below))
    found: dict[str | None, tuple[Float64s, Float64s]] = {None: (top.sum(axis=0), bottom.sum(axis=0))}
    return found | {code: (top[row], bottom[row]) for row, code in enumerate(world.origins)}
