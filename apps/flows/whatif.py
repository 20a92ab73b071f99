"""What-ifs on a published week: the run's own inputs, parameters and seed, changed in one stated way; never stored.

The one read of this subject for pages, programs and commands; it imports numpy, so the web reaches it lazily.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from types import ModuleType
from typing import Any

from apps.estimator.measures import MEASURES
from apps.estimator.periods import next_week
from apps.estimator.whatif.build import NoSuchWeek, week_world
from apps.estimator.whatif.compare import ORIGIN, Compared, compared, compared_ratio, sides, spread
from apps.estimator.whatif.fields import UnreadableScenario, read
from apps.estimator.whatif.registry import WHATIFS, UnknownWhatIf, whatif
from apps.estimator.whatif.world import Outcome, World
from apps.flows import facts, inputs, releases
from apps.flows.analyses.given import parameters_of
from apps.flows.analyses.stored import InputsChanged
from apps.flows.code_version import code_version
from apps.flows.inputs.blocks import Block
from apps.flows.models import CountryBalance, EstimateRun
from apps.flows.releases import ReleaseRow, WeekRun
from apps.flows.stored_facts import stale_weeks
from apps.flows.units import CONSERVATION_RTOL
from apps.reference import queries as reference

__all__ = [
    "InputsChanged", "NoSuchWeek", "NothingPublished", "TookTooLong", "UnknownWhatIf", "UnreadableScenario",
]  # fmt: skip

# A scenario rests on its own assumption, so nothing of it is graded better.
GRADE = "D"
LABEL = "scenario: a transform of a published run, not an estimate of what is"


class NothingPublished(LookupError):
    """No release answers, so there is nothing to transform."""


class TookTooLong(TimeoutError):
    """Whoever asked does not wait any longer; nothing is wrong with what was asked."""


def descriptions() -> list[dict[str, Any]]:
    """Return what may be asked: name, title, what is held fixed, bases, default measure, parameters with limits."""
    return [
        {
            "name": module.NAME,
            "title": module.TITLE,
            "holds": module.HOLDS,
            "measure": module.MEASURE,
            "bases": list(module.BASES_ALLOWED),
            "parameters": [asdict(field) | {"allowed": field.allowed()} for field in module.FIELDS],
            "drawn": list(module.PARAMETERS),
        }
        for module in WHATIFS.values()
    ]


def scenario(
    name: str,
    given: Mapping[str, Any],
    *,
    now: datetime,
    week: date | None = None,
    measure: str | None = None,
    release_id: str | None = None,
    as_of: datetime | None = None,
    is_late: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Return base, scenario and difference of one measure by country, with ranges, for one published week.

    The same draws carry both sides and the difference is taken within draws. `shortfall` and `displaced` are
    tokens; `is_feasible` is False where the scenario cannot be met at the mean, and `refusal` says why. Raises
    UnknownWhatIf, UnreadableScenario, NothingPublished, NoSuchWeek and InputsChanged; TookTooLong between two steps
    once `is_late` says so.
    """
    module = whatif(name)
    values = read(module.FIELDS, given, reference.country_codes())
    basis = values.get("basis", module.BASES_ALLOWED[0])
    wanted = _measure(module, measure, basis)
    release, item = _week(week, release_id, as_of or now)
    run = EstimateRun.objects.get(pk=item.run_id)
    world = published_world(run, item.week, basis, is_late)
    _check(module, world, wanted)
    _go_on(is_late)
    outcome: Outcome = module.apply(world, values)
    _go_on(is_late)
    rows = [*compared(world, outcome.world, wanted)]
    for ratio in module.RATIOS:
        rows += compared_ratio(world, outcome.world, ratio)
    told = _head(module, values, basis, wanted) | _origin(release, item, run)
    return told | _outcome(outcome) | {
        "rows": [_row(one) for one in rows],
        "notices": [*world.notices, *outcome.notices, *_against_published(run, item.week, basis, rows)],
    }  # fmt: skip


def _measure(module: ModuleType, asked: str | None, basis: str) -> str:
    """Return the measure asked for, or the what-if's own; raise UnreadableScenario for one the basis lacks."""
    measure: str = asked or module.MEASURE
    allowed = [name for name, one in MEASURES.items() if basis in one.bases]
    if measure not in allowed:
        raise UnreadableScenario("measure", f"{measure!r} is not on basis {basis}; use {', '.join(allowed)}")
    return measure


def _week(week: date | None, release_id: str | None, as_of: datetime) -> tuple[ReleaseRow, WeekRun]:
    """Return the release that answers and its week, the newest where none is asked for."""
    release = releases.find(id_=release_id, as_of=None if release_id else as_of)
    if release is None:
        raise NothingPublished("no release answers; `manage.py estimate` and `manage.py publish` make one")
    asked = week or release.newest
    for item in release.weeks:
        if item.week == asked:
            return release, item
    raise NoSuchWeek(
        f"week {asked}: release {release.id} has none; ask for a Monday from {release.weeks[0].week} to "
        f"{release.newest}"
    )


def _go_on(is_late: Callable[[], bool]) -> None:
    """Raise TookTooLong where it is late."""
    if is_late():
        raise TookTooLong("working it out takes longer than is allowed")


def published_world(
    run: EstimateRun, week: date, basis: str, is_late: Callable[[], bool] = lambda: False
) -> World:
    """Return the week as the run drew it; raise InputsChanged where its facts are others now, or TookTooLong."""
    block, _ = published_block(run, week)
    _go_on(is_late)
    return week_world(
        block.inputs, parameters_of(run.parameters), week, draws=run.draws, seed=run.seed, basis=basis
    )


def published_block(run: EstimateRun, week: date) -> tuple[Block, date]:
    """Return the inputs of a week as the run read them, and the end of the span they are read for; InputsChanged."""
    parameters = parameters_of(run.parameters)
    # A span that ends with the week is read quickly; some facts (the newest year of a table) depend on the end.
    for end in dict.fromkeys((next_week(week), run.period_to)):
        found = inputs.read(period_from=week, period_to=end, as_of=run.as_of, parameters=parameters)
        stale = set(stale_weeks(facts.told(found), {week.isoformat(): run.input_facts}))
        for block in found.blocks:
            if week in block.weeks - stale:
                return block, end
    raise InputsChanged(
        f"the facts that week {week} was made from have been edited since; a new run is made from the new ones"
    )


def _check(module: ModuleType, world: World, measure: str) -> None:
    """Raise UnreadableScenario where the week lacks a measure that is asked for or needed."""
    missing = sorted(world.lacking & {measure, *getattr(module, "NEEDS", ())})
    if missing:
        raise UnreadableScenario(
            "measure",
            f"{', '.join(missing)} cannot be estimated for this week (no parameter counts or no list price); ask "
            "for another week or measure",
        )


def _head(module: ModuleType, values: Mapping[str, Any], basis: str, measure: str) -> dict[str, Any]:
    """Return what the scenario is."""
    return {
        "scenario": True,
        "name": module.NAME,
        "title": module.TITLE,
        "label": LABEL,
        "holds": module.HOLDS,
        "definition": "what-ifs",
        "parameters": {
            name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
        },
        "drawn": list(module.PARAMETERS),
        "basis": basis,
        "measure": measure,
        "unit": MEASURES[measure].unit,
        "evidence_grade": GRADE,
    }


def _origin(release: ReleaseRow, item: WeekRun, run: EstimateRun) -> dict[str, Any]:
    """Return which run and release are transformed."""
    return {
        "release": release.id,
        "run": item.run,
        "week": item.week.isoformat(),
        "as_of": run.as_of.isoformat(),
        "draws": run.draws,
        "seed": run.seed,
        "synthetic": run.is_synthetic,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """Return what cannot be served and what moves, in tokens."""
    return {
        "is_feasible": not outcome.refusal,
        "refusal": outcome.refusal,
        "displaced": None if outcome.displaced is None else asdict(spread(outcome.displaced)),
        "shortfall": None if outcome.shortfall is None else asdict(spread(outcome.shortfall)),
    }


def _row(one: Compared) -> dict[str, Any]:
    """Return a row as plain values."""
    return asdict(one) | {"evidence_grade": GRADE}


def _against_published(run: EstimateRun, week: date, basis: str, rows: list[Compared]) -> Iterator[str]:
    """Yield a notice where the base is not what was published, which only other code can bring about."""
    base = next(one for one in rows if (one.country, one.side) == (None, ORIGIN))
    if base.base is not None:
        yield from _unlike(run, week, basis, base.measure, base.base.mean)


def unlike_published(run: EstimateRun, week: date, basis: str, world: World) -> Iterator[str]:
    """Yield a notice where the tokens of a week as drawn again are not those that were published."""
    whole = sides(world, "TOKENS")[None, ORIGIN]
    yield from _unlike(run, week, basis, "TOKENS", spread(whole).mean)


def _unlike(run: EstimateRun, week: date, basis: str, measure: str, mean: float) -> Iterator[str]:
    """Yield a notice where a total is not the published one."""
    stored = CountryBalance.objects.filter(
        run=run, basis=basis, scope="OBSERVED", measure=measure, period_start=week, country=None
    ).values_list("total_mean", flat=True)
    published = stored.first()
    if published is None or abs(mean - published) <= CONSERVATION_RTOL * published:
        return
    why = (
        "" if run.code_version == code_version() else " (the run was made by an earlier version of the code)"
    )
    yield (
        f"the base is {mean:.6g} where {published:.6g} was published{why}; the difference between base and "
        "scenario holds, the level does not"
    )
