"""Take a published run back: readers get the run before it, and what they saw says that it was withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction

from apps.flows.actions.publishing import lock_releases, new_release, prepare_answers
from apps.flows.actions.telling import tell
from apps.flows.models import EstimateRun, PreparedAnswer, Release
from apps.flows.releases import row_of
from apps.flows.units import ID_LENGTH


class NotWithdrawable(RuntimeError):
    """A run cannot be taken back; the message says why and what to do."""


@transaction.atomic
def withdraw_run(*, run_id: int, reason: str, now: datetime) -> str:
    """Withdraw a published run for a reason that readers will see, and return the release now current.

    Each of its weeks goes back to the run that answered it before, or becomes a gap. Releases that hold the run
    stay readable and say so. A second call changes nothing. Raises NotWithdrawable.
    """
    lock_releases()
    run = EstimateRun.objects.select_for_update().get(pk=run_id)
    last = Release.objects.order_by("-published_at").first()
    if run.published_at is None or last is None:
        raise NotWithdrawable(f"run {run_id} is not published, so readers never saw it; nothing to withdraw")
    if run.withdrawn_at is not None:
        return last.pk
    if not reason.strip():
        raise NotWithdrawable(
            f"say why run {run_id} is withdrawn: readers of its numbers will see the reason"
        )
    run.withdrawn_at, run.withdrawn_reason = now, reason.strip()
    run.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    shown = [item["week"] for item in last.weeks if item["run_id"] == run.pk]
    tell("WITHDRAWN", run, shown, now=now, reason=run.withdrawn_reason)
    holding = Release.objects.filter(weeks__contains=[{"run_id": run.pk}])
    PreparedAnswer.objects.filter(release__in=holding).delete()
    if run.pk not in {item["run_id"] for item in last.weeks}:
        return last.pk
    return _release_without(run, last, now)


def _release_without(run: EstimateRun, last: Release, now: datetime) -> str:
    """Return a new release in which the weeks of a run are answered by the run before it."""
    earlier = _earlier(run, {item["week"] for item in last.weeks if item["run_id"] == run.pk})
    weeks = [earlier.get(item["week"]) if item["run_id"] == run.pk else item for item in last.weeks]
    kept = [item for item in weeks if item is not None]
    if not kept:
        raise NotWithdrawable(
            f"run {run.pk} answers every week of the current release, and no run before it is left; estimate and "
            "publish a corrected one first"
        )
    release = new_release(kept, last=last, now=now, without=(run.fingerprint or "")[:ID_LENGTH])
    prepare_answers(release=row_of(release))
    return release.pk


def _earlier(run: EstimateRun, weeks: set[str]) -> dict[str, dict[str, Any]]:
    """Return what answered these weeks last before the run, withdrawn runs left out."""
    withdrawn = set(EstimateRun.objects.exclude(withdrawn_at=None).values_list("pk", flat=True)) | {run.pk}
    found: dict[str, dict[str, Any]] = {}
    before = Release.objects.filter(published_at__lt=run.published_at).order_by("-published_at")
    for shown in before.values_list("weeks", flat=True).iterator():
        for item in shown:
            if item["week"] in weeks and item["run_id"] not in withdrawn:
                found.setdefault(item["week"], item)
        if len(found) == len(weeks):
            break
    return found
