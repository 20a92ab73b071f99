"""Runs of the method: the published ones as programs read them, and the open ones as the queue reads them."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.flows.models import OPEN_STATES, EstimateRun
from apps.flows.releases import ReleaseRow, describe
from apps.flows.units import LIMIT_AT_MOST


def runs(*, limit: int = LIMIT_AT_MOST, before: datetime | None = None) -> list[dict[str, Any]]:
    """Return published runs, newest first."""
    rows = EstimateRun.objects.exclude(published_at=None).order_by("-published_at", "-id")
    rows = rows.filter(published_at__lt=before) if before else rows
    return [describe(run) for run in rows[:limit]]


def run(run: str) -> dict[str, Any] | None:
    """Return the published run whose fingerprint begins with these 16 hex, or None."""
    found = EstimateRun.objects.exclude(published_at=None).filter(fingerprint__startswith=run).first()
    return describe(found) if found else None


def run_parameters(*, run: str | None = None, release: ReleaseRow | None = None) -> list[dict[str, Any]]:
    """Return the parameters copied into a run (of a release: its newest week's), by key and scope."""
    runs_ = EstimateRun.objects.exclude(published_at=None)
    if run:
        runs_ = runs_.filter(fingerprint__startswith=run)
    elif release:
        runs_ = runs_.filter(id=release.weeks[-1].run_id)
    else:
        return []
    return next(iter(runs_.values_list("parameters", flat=True)), [])


def waiting_runs(*, now: datetime) -> list[int]:
    """Return requested runs, and started ones whose lease has ended, oldest first.

    One that never finished is among them until `estimate` gives it up.
    """
    waiting = Q(state="REQUESTED") | Q(state="STARTED", lease_until__lte=now)
    return list(EstimateRun.objects.filter(waiting).order_by("id").values_list("id", flat=True))


def run_states(*, limit: int = LIMIT_AT_MOST) -> list[dict[str, Any]]:
    """Return the state and problem of the latest runs, open and refused ones included."""
    rows = EstimateRun.objects.order_by("-id")
    names = ("id", "state", "problem", "period_from", "period_to", "attempt", "requested_at", "finished_at")
    return [row | {"is_open": row["state"] in OPEN_STATES} for row in rows.values(*names)[:limit]]
