"""The check point beside the published run of its week: one input swapped at a time, so each difference has a name."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from apps.estimator import checkpoint
from apps.estimator.checkpoint import HOME, Point, Stated, models_of, of_lab
from apps.estimator.inputs import Inputs, Subject, UsageRow
from apps.flows.analyses.given import Given
from apps.flows.analyses.stored import given_of_week
from apps.flows.inputs.candidates import GROUPS
from apps.flows.models import CountryBalance
from apps.reference.disclosures import check_point_rows

WEEK = date.fromisoformat("2026-02-16")
LAB, COMPUTE, OBSERVED = "LAB", "COMPUTE", "OBSERVED"
CROSSING = ("TOKENS", "ENERGY_KWH")


@dataclass(frozen=True, slots=True)
class Step:
    """The totals after one more input of the published run has replaced a stated one."""

    key: str
    basis: str
    point: Point


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """The steps from the stated inputs (the first) to the published week (the last), and the run they lead to.

    `crossing` is what of the published week crosses a border by measure (low, central, high, in its unit): the
    destination moves this alone and none of the totals.
    """

    week: date
    run_id: int
    steps: tuple[Step, ...]
    crossing: dict[str, tuple[float, float, float]]


def stated() -> Stated:
    """Return the stated inputs by item and figure."""
    found: dict[str, dict[str, tuple[float, float, float]]] = defaultdict(dict)
    for row in check_point_rows():
        found[row.item][row.figure] = (row.low, row.central, row.high)
    return found


def check_point(*, week: date = WEEK) -> CheckPoint:
    """Return the check point and the way to the published run of the week; raise NoSuchWeek or InputsChanged."""
    given, week = given_of_week(week)
    return CheckPoint(week, given.run_id, tuple(steps(given, week)), _crossing(given.run_id, week))


def _crossing(run_id: int, week: date) -> dict[str, tuple[float, float, float]]:
    """Return what the run stores of a week's flows between two known countries."""
    rows = CountryBalance.objects.filter(
        run_id=run_id, country=None, period_start=week, basis=COMPUTE, scope=OBSERVED, measure__in=CROSSING
    )
    values = rows.values_list("measure", "exports_low", "exports_central", "exports_high")
    return {measure: (low, central, high) for measure, low, central, high in values}


def steps(given: Given, week: date) -> Iterator[Step]:
    """Yield the totals of a week of the run after each swap: each step keeps what the steps before it swapped."""
    said = stated()
    run = next(block.inputs for block in given.inputs.blocks if week in block.weeks)
    inputs = checkpoint.stated_inputs(said, week, run.destinations)
    fixed = checkpoint.stated_parameters(said, given.parameters)

    def made(key: str, found: Inputs, *, basis: str = LAB, is_stated: bool = False) -> Step:
        parameters = fixed if is_stated else given.parameters
        size = {"draws": given.draws, "seed": given.seed}
        return Step(key, basis, checkpoint.point(found, parameters, week=week, basis=basis, **size))

    yield made("stated", inputs, is_stated=True)
    yield made("parameters", inputs)
    inputs = replace(inputs, places=run.places)
    yield made("places", inputs)
    inputs = _with_group(inputs, said, of_lab(run, HOME, week))
    yield made("group", inputs)
    labs = of_lab(run, HOME, week)
    yield made("models", labs)
    yield made("served", labs, basis=COMPUTE)
    yield made("all_labs", replace(run, usage=_of_week(run, week)), basis=COMPUTE)


def _of_week(run: Inputs, week: date) -> tuple[UsageRow, ...]:
    """Return the usage of one week and of the earlier weeks that lend to it."""
    return tuple(row for row in run.usage if row.week <= week)


def _with_group(inputs: Inputs, said: Stated, labs: Inputs) -> Inputs:
    """Return the stated models with the week's own counts; what nobody named is a group sized and priced like them."""
    named = {row.subject: row.tokens for row in labs.usage if labs.subjects[row.subject].kind == "MODEL"}
    rest = sum(row.tokens for row in labs.usage) - sum(named.values())
    group = GROUPS[HOME]
    subjects = dict(inputs.subjects) | {group: Subject(group, "GROUP", HOME, f"{HOME}/open")}
    # The one model that was named is the first of the stated ones.
    first = next(iter(models_of(said)))
    week = inputs.weeks[0].week
    rows = (UsageRow(week, first, sum(named.values()), "D"), UsageRow(week, group, rest, "D"))
    return replace(inputs, subjects=subjects, usage=rows)
