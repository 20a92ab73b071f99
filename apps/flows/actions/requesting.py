"""Ask for an estimate, and take one in hand; a lease keeps two workers off the same run."""

from datetime import date, datetime, timedelta

from django.db import transaction

from apps.estimator.version import METHOD, METHOD_VERSION
from apps.flows.models import OPEN_STATES, EstimateRun
from apps.flows.units import ATTEMPTS, DRAWS, LEASE_SECONDS, SEED


class RunBusy(RuntimeError):
    """Another worker holds this run; its lease says until when."""


def request_estimate(*, period_from: date, period_to: date, as_of: datetime, now: datetime) -> int:
    """Return the id of the waiting run over [period_from, period_to), made now unless one waits already.

    It is published as soon as it is made.
    """
    same = EstimateRun.objects.filter(period_from=period_from, period_to=period_to, is_automatic=True)
    waiting = same.filter(state="REQUESTED", attempt=0).order_by("id").last()
    if waiting:
        EstimateRun.objects.filter(pk=waiting.pk, as_of__lt=as_of).update(as_of=as_of)
        return waiting.pk
    return make_request(
        period_from=period_from,
        period_to=period_to,
        as_of=as_of,
        draws=DRAWS,
        seed=SEED,
        now=now,
        is_automatic=True,
    )


def make_request(
    *,
    period_from: date,
    period_to: date,
    as_of: datetime,
    draws: int,
    seed: int,
    now: datetime,
    is_automatic: bool = False,
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
        is_automatic=is_automatic,
        requested_at=now,
    )
    return run.pk


@transaction.atomic
def claim(*, run_id: int, now: datetime, task_id: str = "") -> EstimateRun:
    """Return the run with a fresh lease, or as it is when it is made and only waits to be published.

    RunBusy while its lease holds: a message that the broker delivers twice does not start a run twice, and the
    run of a killed worker goes on when its lease has ended.
    """
    run = EstimateRun.objects.select_for_update().get(pk=run_id)
    if run.state == "DONE" and run.is_automatic and run.published_at is None:
        return run
    is_held = run.state == "STARTED" and run.lease_until is not None and run.lease_until > now
    if run.state not in OPEN_STATES or is_held:
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


def renew(*, run_id: int, attempt: int, now: datetime) -> None:
    """Stay on the lease of a run at work; RunBusy where another worker took it over: what was made is dropped."""
    held = EstimateRun.objects.filter(pk=run_id, attempt=attempt, state="STARTED")
    if not held.update(lease_until=now + timedelta(seconds=LEASE_SECONDS)):
        raise RunBusy(f"attempt {attempt} of run {run_id} was taken over; its result is dropped")


def close(*, run_id: int, state: str, problem: str, now: datetime) -> None:
    """End a run as FAILED or REFUSED with the reason."""
    EstimateRun.objects.filter(pk=run_id).update(
        state=state, problem=problem, finished_at=now, lease_until=None
    )


def release_leases() -> int:
    """Give back what a worker that is gone held, and return how many runs; for the only worker, at its start."""
    EstimateRun.objects.filter(state="DONE").exclude(lease_until=None).update(lease_until=None)
    return EstimateRun.objects.filter(state="STARTED").update(state="REQUESTED", lease_until=None)
