"""Runs and their leases: one open run per source, taken over when its holder falls silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from apps.collectors.models import OPEN_STATES, CollectRun

LEASE = timedelta(seconds=90)
ATTEMPTS = 5
WORN_OUT = f"given up after {ATTEMPTS} attempts that ended without a word; see the worker's log"
LOCK = "select pg_advisory_xact_lock(hashtextextended('collection of ' || %s, 0))"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write the outcome of a run: whoever holds another attempt writes nothing."""

    run_id: int
    source_key: str
    attempt: int


class LeaseLost(RuntimeError):
    """Somebody else took the run over; nothing of this attempt is stored."""


@transaction.atomic
def request(*, source_key: str, now: datetime) -> int | None:
    """Ask for a collection; return the run id, or None where one is open already."""
    _lock(source_key)
    if CollectRun.objects.filter(source_key=source_key, state__in=OPEN_STATES).exists():
        return None
    return CollectRun.objects.create(source_key=source_key, requested_at=now).pk


@transaction.atomic
def claim(
    *, source_key: str, now: datetime, task_id: str = "", code_version: str = "", only_requested: bool = False
) -> Lease | None:
    """Start or take over the open run of a source; None while somebody works on it.

    Taken over is a run whose lease has passed, or whose task the broker delivered again. Without an open
    run one is made, unless `only_requested`: a message that came twice must not collect twice.
    """
    _lock(source_key)
    run = CollectRun.objects.filter(source_key=source_key, state__in=OPEN_STATES).first()
    if run is None and only_requested:
        return None
    if run is None:
        run = CollectRun(source_key=source_key, requested_at=now)
    elif run.state == "STARTED" and not _may_take(run, now, task_id):
        return None
    if run.attempt >= ATTEMPTS:
        _close(run, "FAILED", WORN_OUT, now)
        return None
    run.state, run.attempt, run.lease_until = "STARTED", run.attempt + 1, now + LEASE
    run.started_at, run.task_id, run.code_version = now, task_id, code_version
    run.save()
    return Lease(run.pk, source_key, run.attempt)


def _may_take(run: CollectRun, now: datetime, task_id: str) -> bool:
    """Tell whether the holder of a started run is gone."""
    return run.lease_until is None or run.lease_until <= now or bool(task_id and task_id == run.task_id)


def renew(*, lease: Lease, now: datetime) -> bool:
    """Hold the lease for another while; False where somebody else has it."""
    return bool(_held(lease).update(lease_until=now + LEASE))


def finish(
    *, lease: Lease, state: str, now: datetime, problem: str = "", notices: Sequence[str] = (),
    counts: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write the outcome of a run; raise LeaseLost and write nothing where somebody else has it."""
    changed = _held(lease).update(
        state=state, problem=problem, notices=list(notices), counts=dict(counts or {}), finished_at=now,
        lease_until=None,
    )  # fmt: skip
    if not changed:
        raise LeaseLost(f"{lease.source_key}: attempt {lease.attempt} of run {lease.run_id} was taken over")


def note_busy(*, source_key: str, now: datetime) -> int:
    """Write down that a collection found another one at work; return the run id."""
    return CollectRun.objects.create(
        source_key=source_key, state="SKIPPED_BUSY", requested_at=now, started_at=now, finished_at=now
    ).pk


@transaction.atomic
def expire_leases(*, now: datetime) -> int:
    """Ask again for every run whose holder fell silent, at most five times; return how many."""
    silent = CollectRun.objects.select_for_update(skip_locked=True).filter(
        state="STARTED", lease_until__lte=now
    )
    for run in silent:
        if run.attempt >= ATTEMPTS:
            _close(run, "FAILED", WORN_OUT, now)
        else:
            _close(run, "REQUESTED", "", None)
    return len(silent)


def release_leases() -> int:
    """Ask again at once for every started run: their only worker was just restarted; return how many."""
    return CollectRun.objects.filter(state="STARTED").update(state="REQUESTED", lease_until=None)


def _close(run: CollectRun, state: str, problem: str, finished_at: datetime | None) -> None:
    """Take a run out of its holder's hands."""
    run.state, run.problem, run.finished_at, run.lease_until = state, problem, finished_at, None
    run.save(update_fields=["state", "problem", "finished_at", "lease_until"])


def _held(lease: Lease) -> Any:
    """Return the run as a query that is empty once somebody else holds it."""
    return CollectRun.objects.filter(pk=lease.run_id, attempt=lease.attempt, state="STARTED")


def _lock(source_key: str) -> None:
    """Let claims of one source wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [source_key])
