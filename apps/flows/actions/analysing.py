"""Work out the analyses of a published run; each stands alone, and its fault is kept where readers see it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

from django.db import transaction

from apps.flows.actions.requesting import RunBusy
from apps.flows.analyses.given import Given
from apps.flows.analyses.registry import ANALYSES
from apps.flows.analyses.row import check
from apps.flows.analyses.stored import InputsChanged, given_of
from apps.flows.models import EstimateRun
from apps.flows.units import LEASE_SECONDS

LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def analyse(*, run_id: int, now: datetime, clock: Clock | None = None) -> int:
    """Work out what a published run still lacks and return how many analyses were made.

    A second call changes nothing. RunBusy while another worker analyses it, and for a run that readers do not see.
    """
    run = _claim(run_id, now)
    wanted = [module for module in ANALYSES if module.NAME not in run.analyses]
    if wanted:
        given = _given(run)
        for module in wanted:
            _keep(run_id, module, _result(module, given), (clock() if clock else now))
    EstimateRun.objects.filter(pk=run_id).update(analysed_at=clock() if clock else now, lease_until=None)
    return len(wanted)


@transaction.atomic
def _claim(run_id: int, now: datetime) -> EstimateRun:
    """Return a published run with a lease of its own."""
    run = EstimateRun.objects.select_for_update().get(pk=run_id)
    if run.published_at is None or run.withdrawn_at is not None:
        raise RunBusy(f"run {run_id} is not published; `manage.py publish {run_id}` shows it to readers")
    if run.lease_until is not None and run.lease_until > now:
        raise RunBusy(f"run {run_id} is being analysed until {run.lease_until}; wait")
    run.lease_until = now + timedelta(seconds=LEASE_SECONDS)
    run.save(update_fields=["lease_until"])
    return run


def _given(run: EstimateRun) -> Given | InputsChanged:
    """Return what the analyses of a run may use, or why it cannot be had."""
    try:
        return given_of(run)
    except InputsChanged as fault:
        return fault


def _result(module: ModuleType, given: Given | InputsChanged) -> dict[str, Any]:
    """Return the rows of one analysis, or the words of its fault."""
    if isinstance(given, InputsChanged):
        return {"rows": [], "problem": str(given)}
    try:
        return {"rows": check(module.NAME, module.rows(given)), "problem": ""}
    except Exception as fault:
        # Whatever fails in one analysis, the others are worked out and the fault is told.
        LOG.exception("analysis %s of run %s failed", module.NAME, given.run_id)
        return {"rows": [], "problem": f"{type(fault).__name__}: {fault}"}


@transaction.atomic
def _keep(run_id: int, module: ModuleType, result: dict[str, Any], now: datetime) -> None:
    """Store one analysis beside those that are there, and stay on the lease."""
    run = EstimateRun.objects.select_for_update().get(pk=run_id)
    run.analyses[module.NAME] = result
    run.lease_until = now + timedelta(seconds=LEASE_SECONDS)
    run.save(update_fields=["analyses", "lease_until"])
