"""Ask for an estimate, and take one in hand; a lease keeps two workers off the same run."""

from datetime import date, datetime, timedelta

from django.db import transaction

from apps.estimator.flows import METHOD, METHOD_VERSION
from apps.flows.models import EstimateRun
from apps.flows.units import ATTEMPTS, DRAWS, LEASE_SECONDS, SEED


class RunBusy(RuntimeError):
    """Another worker holds this run; its lease says until when."""


def request_estimate(*, period_from: date, period_to: date, as_of: datetime, now: datetime) -> int:
    """Return the id of the waiting run over [period_from, period_to), made now unless one waits already."""
    span = {"period_from": period_from, "period_to": period_to}
    waiting = EstimateRun.objects.filter(state="REQUESTED", attempt=0, **span).order_by("id").last()
    if waiting:
        EstimateRun.objects.filter(pk=waiting.pk, as_of__lt=as_of).update(as_of=as_of)
        return waiting.pk
    return make_request(as_of=as_of, now=now, draws=DRAWS, seed=SEED, **span)


def make_request(
    *, period_from: date, period_to: date, as_of: datetime, draws: int, seed: int, now: datetime
) -> int:
    """Write a requested run and return its id; a span that is empty is a ValueError."""
    if period_from >= period_to:
        raise ValueError(f"the span from {period_from} to {period_to} holds no week; give a later end")
    run = EstimateRun.objects.create(
        method=METHOD,
        method_version=METHOD_VERSION,
        as_of=as_of,
        period_from=period_from,
        period_to=period_to,
        draws=draws,
        seed=seed,
        requested_at=now,
    )
    return run.pk


@transaction.atomic
def claim(*, run_id: int, now: datetime, task_id: str = "") -> EstimateRun:
    """Return the run with a fresh lease; raise RunBusy while another holds it, or when it is no longer open.

    A task whose worker was killed comes again under its own task_id and goes on at once.
    """
    run = EstimateRun.objects.select_for_update().get(pk=run_id)
    is_ours = bool(task_id) and run.task_id == task_id
    is_expired = run.lease_until is None or run.lease_until <= now
    if run.state not in ("REQUESTED", "STARTED") or (run.state == "STARTED" and not (is_expired or is_ours)):
        raise RunBusy(
            f"run {run_id} is {run.state} until {run.lease_until}; wait, or request another estimate"
        )
    if run.attempt >= ATTEMPTS:
        run.state, run.problem = "FAILED", f"given up after {run.attempt} attempts that did not finish"
    else:
        run.state, run.attempt = "STARTED", run.attempt + 1
    run.lease_until, run.task_id = now + timedelta(seconds=LEASE_SECONDS), task_id
    run.save(update_fields=["state", "problem", "attempt", "lease_until", "task_id"])
    return run


def close(*, run_id: int, state: str, problem: str, now: datetime) -> None:
    """End a run as FAILED or REFUSED with the reason."""
    EstimateRun.objects.filter(pk=run_id).update(
        state=state, problem=problem, finished_at=now, lease_until=None
    )


def release_leases() -> int:
    """Give back what a worker that is gone held, and return how many runs; for the only worker, at its start."""
    EstimateRun.objects.filter(state="DONE").exclude(lease_until=None).update(lease_until=None)
    return EstimateRun.objects.filter(state="STARTED").update(state="REQUESTED", lease_until=None)
