"""Runs of the method: the published ones as programs read them, and the open ones as the queue reads them."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q

from apps.flows.models import OPEN_STATES, EstimateRun
from apps.flows.releases import ReleaseRow, describe
from apps.flows.units import LIMIT_AT_MOST

# What grows after publication and no list of runs shows.
LARGE = ("analyses", "claim_results")


def runs(*, limit: int = LIMIT_AT_MOST, before: datetime | None = None) -> list[dict[str, Any]]:
    """Return published runs, newest first."""
    rows = EstimateRun.objects.exclude(published_at=None).defer(*LARGE).order_by("-published_at", "-id")
    rows = rows.filter(published_at__lt=before) if before else rows
    return [describe(run) for run in rows[:limit]]


def run(run: str) -> dict[str, Any] | None:
    """Return the published run whose fingerprint begins with these 16 hex, or None."""
    published = EstimateRun.objects.exclude(published_at=None).defer(*LARGE)
    found = published.filter(fingerprint__startswith=run).first()
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
    """Return requested runs, started ones whose lease has ended, and made ones nobody published, oldest first.

    One that never finished is among them until `estimate` gives it up; one made by hand waits for its maker.
    """
    waiting = Q(state="REQUESTED") | Q(state="STARTED", lease_until__lte=now)
    waiting |= Q(state="DONE", is_automatic=True, published_at=None, withdrawn_at=None)
    return list(EstimateRun.objects.filter(waiting).order_by("id").values_list("id", flat=True))


def waiting_analyses(*, now: datetime) -> list[int]:
    """Return the published runs whose analyses are still to be worked out, newest first."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    rows = EstimateRun.objects.exclude(published_at=None).filter(free, analysed_at=None, withdrawn_at=None)
    return list(rows.order_by("-published_at").values_list("id", flat=True))


def analysis(release: ReleaseRow, name: str, week: date | None = None) -> list[dict[str, Any]]:
    """Return the rows of an analysis, each of the run that answers its week; `run` names it.

    A row without a week comes from the run of the newest week. Empty until the analysis is worked out: see
    `analysis_state`.
    """
    stored = _stored_analyses(release, name)
    found = []
    for item in release.weeks:
        is_newest = item.week == release.newest
        for row in (stored.get(item.run_id) or {}).get("rows", ()):
            start = row["period_start"]
            if start == item.week.isoformat() or (start is None and is_newest):
                found.append(row | {"run": item.run})
    asked = None if week is None else week.isoformat()
    return [row for row in found if asked is None or row["period_start"] in (asked, None)]


def analysis_state(release: ReleaseRow, name: str) -> str:
    """Return WAITING while the analysis is being worked out, DONE, or the words of its fault (newest week)."""
    stored = _stored_analyses(release, name).get(release.weeks[-1].run_id)
    return "WAITING" if stored is None else stored["problem"] or "DONE"


def analysed_at() -> datetime | None:
    """Return when an analysis was last worked out, of any run."""
    latest: datetime | None = EstimateRun.objects.aggregate(latest=Max("analysed_at"))["latest"]
    return latest


def _stored_analyses(release: ReleaseRow, name: str) -> dict[int, dict[str, Any] | None]:
    """Return what the runs of a release store of one analysis, by run; None where it is not made yet."""
    rows = EstimateRun.objects.filter(id__in={item.run_id for item in release.weeks})
    return dict(rows.values_list("id", f"analyses__{name}"))


def run_states(*, limit: int = LIMIT_AT_MOST) -> list[dict[str, Any]]:
    """Return the state and problem of the latest runs, open and refused ones included."""
    rows = EstimateRun.objects.order_by("-id")
    names = ("id", "state", "problem", "period_from", "period_to", "attempt", "requested_at", "finished_at")
    return [row | {"is_open": row["state"] in OPEN_STATES} for row in rows.values(*names)[:limit]]
