"""The draws behind a run, made anew from its inputs and seed: one block of weeks at a time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from apps.estimator.arrays import Float32s
from apps.estimator.block import Block, build_block
from apps.estimator.corridors import columns
from apps.estimator.destinations import destination_shares
from apps.estimator.distributions import Draws
from apps.estimator.inputs import Inputs
from apps.estimator.margins import Margins, build_margins
from apps.estimator.measures import MEASURES
from apps.estimator.pairing import Pairing, groups_of, pair_week
from apps.estimator.parameters import Parameters
from apps.estimator.structure import DEFAULT, Structure
from apps.flows.analyses.given import Given


@dataclass(frozen=True, slots=True)
class DrawnWeek:
    """One week of a run with every draw of it."""

    week: date
    place: int
    inputs: Inputs
    draws: Draws
    block: Block
    margins: Margins

    def measures(self, basis: str = "COMPUTE") -> dict[str, Float32s]:
        """Return (O, K) rows of every measure of a basis that this week can estimate."""
        return {
            name: self.margins.rows(basis, name, self.place)
            for name, measure in MEASURES.items()
            if basis in (*measure.bases, *measure.counterfactual_bases)
            and self.margins.is_estimable(name, self.place)
        }

    def countries(self, basis: str = "COMPUTE") -> tuple[str, ...]:
        """Return the origins of a basis in the order of its rows, UNK last."""
        return self.block.countries[basis]

    def pairing(self) -> Pairing:
        """Return how the rows of the week meet their destinations, as the run paired them."""
        cols = columns(destination_shares(self.inputs.destinations, self.draws))
        groups = groups_of(self.block, self.inputs.unavailable, cols.countries)
        return pair_week(self.block, self.margins, self.place, groups, cols)


def drawn_weeks(
    given: Given,
    weeks: Iterable[date] = (),
    *,
    parameters: Parameters | None = None,
    structure: Structure = DEFAULT,
    change: Callable[[Inputs], Inputs] | None = None,
) -> Iterator[DrawnWeek]:
    """Yield the weeks asked for (none named: all of the run), drawn as the run drew them, block after block.

    Other parameters, another structure or changed inputs leave all other streams as they are. Keep no week
    longer than needed: the draws of a block are large.
    """
    asked = set(weeks) or set(given.weeks)
    for part in sorted(given.inputs.blocks, key=lambda part: min(part.weeks)):
        wanted = sorted(part.weeks & asked)
        if not wanted:
            continue
        draws = Draws(parameters or given.parameters, draws=given.draws, seed=given.seed, structure=structure)
        inputs = change(part.inputs) if change else part.inputs
        block = build_block(inputs, draws)
        margins = build_margins(block, draws)
        places = {facts.week: place for place, facts in enumerate(block.weeks)}
        for week in wanted:
            yield DrawnWeek(week, places[week], inputs, draws, block, margins)
