"""What a changed row of parameters would do to the newest published week: its inputs and draws, estimated again."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from apps.estimator.measures import MEASURES
from apps.estimator.parameters import Parameter
from apps.estimator.whatif.build import week_world
from apps.estimator.whatif.compare import EXPORTS, IMPORTS, ORIGIN, RATIOS, Compared, compared, compared_ratio
from apps.estimator.whatif.world import World
from apps.flows import inputs, releases
from apps.flows.analyses.given import parameters_of
from apps.flows.models import EstimateRun
from apps.flows.units import EFFECT_COUNTRIES
from apps.flows.whatif import NothingPublished, published_block, unlike_published

BASIS = "COMPUTE"
SIDES = (ORIGIN, EXPORTS, IMPORTS)


def effect_of(row: Parameter, *, now: datetime) -> dict[str, Any]:
    """Return totals of the world and the largest countries by measure, before and after, with ranges.

    The same inputs, seed and draws carry both sides and differences are taken within draws; basis COMPUTE, units of
    each row. Raises NothingPublished, InputsChanged, and what an estimate raises.
    """
    release = releases.find(id_=None, as_of=now)
    if release is None:
        raise NothingPublished("nothing is published, so there is nothing to compare with")
    item = release.weeks[-1]
    run = EstimateRun.objects.get(pk=item.run_id)
    before, after = _sides(run, item.week, row)
    rows = [asdict(one) for one in _rows(before, after)]
    return {
        "release": release.id, "run": item.run, "week": item.week.isoformat(), "basis": BASIS,
        "draws": run.draws, "seed": run.seed, "synthetic": run.is_synthetic, "rows": rows,
        "moves": any(_moves(one) for one in rows),
        "notices": [
            *dict.fromkeys((*before.notices, *after.notices)), *unlike_published(run, item.week, BASIS, before)
        ],
    }  # fmt: skip


def _sides(run: EstimateRun, week: date, row: Parameter) -> tuple[World, World]:
    """Return the week as the run drew it, and drawn with the row in place of the run's own."""
    block, end = published_block(run, week)
    before = parameters_of(run.parameters)
    after = before.replaced([row])
    found = inputs.read(period_from=week, period_to=end, as_of=run.as_of, parameters=after)
    changed = next(block for block in found.blocks if week in block.weeks)
    return (
        week_world(block.inputs, before, week, draws=run.draws, seed=run.seed, basis=BASIS),
        week_world(changed.inputs, after, week, draws=run.draws, seed=run.seed, basis=BASIS),
    )


def _rows(before: World, after: World) -> Iterator[Compared]:
    """Yield the world and the largest countries of every measure both have, then the world's ratios."""
    lacking = before.lacking | after.lacking
    for measure in MEASURES:
        if measure in lacking:
            continue
        rows = [row for row in compared(before, after, measure) if row.side in SIDES]
        made = sorted((row for row in rows if row.side == ORIGIN and row.country), key=_size, reverse=True)
        largest = {row.country for row in made[:EFFECT_COUNTRIES]}
        yield from (row for row in rows if row.country is None or row.country in largest)
    for name, (above, below, _) in RATIOS.items():
        if not {above, below} & lacking:
            yield from (row for row in compared_ratio(before, after, name) if row.country is None)


def _size(row: Compared) -> float:
    """Return the larger mean of both sides."""
    return max(side.mean for side in (row.base, row.scenario) if side is not None)


def _moves(row: dict[str, Any]) -> bool:
    """Tell whether a row differs in any draw that its summary shows."""
    difference = row["difference"]
    return difference is not None and any(difference.values())
