"""How one cell changed from run to run, and which input changed with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.flows.cells import Cell, cell_of
from apps.flows.differences import Change, changes
from apps.flows.models import EstimateRun, FlowEstimate, Release
from apps.flows.units import ID_LENGTH

FIELDS = ("low", "central", "high", "mean", "evidence_grade", "grade_profile", "identification", "flags")


@dataclass(frozen=True, slots=True)
class Vintage:
    """What readers saw of a cell from `shown_at` on.

    `values` is None where the run lists no such corridor: `is_unlisted` tells a small one (below the threshold,
    inside the row of all other pairs) from a week that the run does not estimate in this scope and measure.
    """

    run: str
    run_id: int
    shown_at: datetime
    as_of: datetime
    method: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    values: dict[str, Any] | None
    is_unlisted: bool
    is_current: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Revisions:
    """A cell and its vintages, the oldest first; empty where no run ever answered the week."""

    cell: Cell
    vintages: tuple[Vintage, ...]


def revisions(address: str) -> Revisions:
    """Return the vintages of the cell at an address, each with what changed since then; raise UnreadableCell."""
    cell = cell_of(address)
    runs = _runs(cell)
    last = Release.objects.order_by("-published_at").first()
    current = {
        item["run_id"] for item in (last.weeks if last else []) if item["week"] == cell.week.isoformat()
    }
    before = [None, *runs]
    return Revisions(
        cell, tuple(_vintage(cell, run, old, current) for run, old in zip(runs, before, strict=False))
    )


def _runs(cell: Cell) -> list[EstimateRun]:
    """Return the runs that ever answered the week, in the order in which readers saw them."""
    covering = EstimateRun.objects.exclude(published_at=None).filter(
        period_from__lte=cell.week, period_to__gt=cell.week
    )
    runs = {run.pk: run for run in covering.order_by("published_at")}
    published = Release.objects.filter(published_at__in=[run.published_at for run in runs.values()])
    week = cell.week.isoformat()
    shown = {
        item["run_id"]
        for weeks in published.values_list("weeks", flat=True)
        for item in weeks
        if item["week"] == week
    }
    return [run for pk, run in runs.items() if pk in shown]


def _vintage(cell: Cell, run: EstimateRun, old: EstimateRun | None, current: set[int]) -> Vintage:
    """Return what one run said of a cell, beside what changed since the run before."""
    table = FlowEstimate.objects.filter(
        run=run, basis=cell.basis, scope=cell.scope, measure=cell.measure, period_start=cell.week
    )
    values = table.filter(origin=cell.origin, destination=cell.destination).values(*FIELDS).first()
    if run.published_at is None:
        raise ValueError(f"run {run.pk} is not published")
    return Vintage(
        run=(run.fingerprint or "")[:ID_LENGTH],
        run_id=run.pk,
        shown_at=run.published_at,
        as_of=run.as_of,
        method=f"{run.method}-{run.method_version}",
        withdrawn_at=run.withdrawn_at,
        withdrawn_reason=run.withdrawn_reason,
        values=values,
        is_unlisted=values is None and table.exists(),
        is_current=run.pk in current,
        changes=tuple(changes(old, run, cell.week)) if old else (),
    )
