"""The first run of the bundled figures as an analysis sees it, and a reader that works each analysis out once."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from apps.flows.analyses.given import Given, parameters_of
from apps.flows.analyses.row import check
from apps.flows.inputs import read
from apps.flows.models import EstimateRun
from tests import build

Rows = list[dict[str, Any]]


def given() -> Given:
    """Estimate the bundled figures and return the run."""
    build.bundled()
    run = EstimateRun.objects.get()
    copied = parameters_of(run.parameters)
    facts = read(period_from=run.period_from, period_to=run.period_to, as_of=run.as_of, parameters=copied)
    weeks = tuple(sorted(week for block in facts.blocks for week in block.weeks))
    return Given(run.pk, run.as_of, run.draws, run.seed, facts, copied, weeks)


def reader(given: Given, unblock: Callable[[], Any]) -> Callable[[ModuleType], Rows]:
    """Return a function that gives the checked rows of an analysis, worked out once."""
    known: dict[str, Rows] = {}

    def rows(module: ModuleType) -> Rows:
        if module.NAME not in known:
            with unblock():
                known[module.NAME] = check(module.NAME, module.rows(given))
        return known[module.NAME]

    return rows


def by_key(rows, week):
    """Return the rows of a week (None: of no week) by key."""
    return {row["key"]: row for row in rows if row["period_start"] == (week and week.isoformat())}
