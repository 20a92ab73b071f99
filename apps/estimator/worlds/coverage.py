"""How often the product's 90 % ranges hold the truth of SYNTHETIC worlds drawn from the stated assumptions."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from apps.estimator.alternatives import quantity_draws, week_totals
from apps.estimator.arrays import Float64s
from apps.estimator.block import build_block
from apps.estimator.distributions import Draws
from apps.estimator.flows import estimate
from apps.estimator.inputs import Inputs
from apps.estimator.margins import build_margins
from apps.estimator.measures import MEASURES
from apps.estimator.parameters import Parameters
from apps.estimator.summarise import percentiles
from apps.estimator.worlds import units as size
from apps.estimator.worlds.forward import Forward
from apps.estimator.worlds.making import make_world
from apps.estimator.worlds.pairs import Key, true_cells
from apps.estimator.worlds.truth import Truth

FAMILIES = ("total", "margin", "pair")
ENDS = (0.05, 0.95)
ALL = "all"


class WrongCount(AssertionError):
    """A number that no assumption touches is not what went in: the comparison would mean nothing."""


@dataclass(slots=True)
class Tally:
    """Of cells by (family, measure): how many there are, held by their range, below it and above it."""

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)
    below: Counter[tuple[str, str]] = field(default_factory=Counter)
    above: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, family: str, measure: str, low: float, high: float, truth: float) -> None:
        """Count one cell for its measure and for all."""
        for name in (measure, ALL):
            self.cells[family, name] += 1
            self.held[family, name] += low <= truth <= high
            self.below[family, name] += truth < low
            self.above[family, name] += truth > high


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of cells of one family and measure whose 90 % range holds the truth."""

    family: str
    measure: str
    cells: int
    share: float
    below_share: float
    above_share: float
    passes: bool


def coverage(
    parameters: Parameters, *, worlds: int, seed: int, told: Callable[[int], None] = lambda count: None
) -> list[Coverage]:
    """Return the coverage per family and measure, and of all measures, over so many worlds; the same for a seed."""
    tally = Tally()
    for number in range(worlds):
        rng = np.random.default_rng((seed, number))
        inputs = make_world(rng)
        truth = true_cells(inputs, Forward(inputs, Truth(rng, parameters)))
        for (measure, origin, end), low, high in ranges(inputs, parameters, seed + number):
            family = FAMILIES[(origin is not None) + (end is not None)]
            value = truth.get((measure, origin, end), 0.0)
            if high - low <= size.EXACT * abs(high):
                _check(number, (measure, origin, end), high, value)
            else:
                tally.add(family, measure, low, high, value)
        told(number + 1)
    return list(_shares(tally))


def ranges(inputs: Inputs, parameters: Parameters, seed: int) -> Iterator[tuple[Key, float, float]]:
    """Yield low and high of every total, origin and listed pair of a world, by the product's own functions."""
    drawn = Draws(parameters, draws=size.DRAWS, seed=seed)
    margins = build_margins(build_block(inputs, drawn), drawn)
    totals = week_totals(margins, 0)
    for name in (*MEASURES, "value_multiple"):
        values = quantity_draws(name, totals)
        if values is not None:
            yield (name, None, None), *_ends(values[None].copy())[0]
    block = build_block(inputs, drawn)
    for name in totals:
        rows = margins.rows("COMPUTE", name, 0).astype(np.float64)
        for code, (low, high) in zip(block.countries["COMPUTE"], _ends(rows), strict=True):
            if high > 0:
                yield (name, code, None), low, high
    for cell in estimate(inputs, parameters, draws=size.DRAWS, seed=seed).flows:
        if cell.basis == "COMPUTE" and cell.origin is not None:
            yield (cell.measure, cell.origin, cell.destination), cell.low, cell.high


def _ends(draws: Float64s) -> list[tuple[float, float]]:
    """Return the 5th and 95th percentile of each row."""
    return [(low, high) for low, high in percentiles(draws, ENDS).tolist()]


def _check(world: int, key: Key, found: float, truth: float) -> None:
    """Raise WrongCount where a number without any width is not the truth."""
    if abs(found - truth) > size.EXACT * max(abs(found), abs(truth)):
        raise WrongCount(f"world {world}, {key}: {found!r} without any range, but {truth!r} went in")


def _shares(tally: Tally) -> Iterator[Coverage]:
    """Yield the shares in the order of families and measures, all measures last."""
    for family in FAMILIES:
        for measure in (*MEASURES, "value_multiple", ALL):
            cells = tally.cells[family, measure]
            if cells:
                held, below, above = (
                    count[family, measure] / cells for count in (tally.held, tally.below, tally.above)
                )
                passes = size.LOWEST <= held <= size.HIGHEST
                yield Coverage(family, measure, cells, held, below, above, passes)
