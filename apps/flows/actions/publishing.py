"""Publication: the last assertions on the stored rows, a new release, and the answers prepared for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from apps.estimator.measures import MEASURES
from apps.flows import queries
from apps.flows.actions.telling import tell
from apps.flows.assertions import stored_faults, uncited
from apps.flows.frames import packed_answers, prepared_key
from apps.flows.models import EstimateRun, FlowEstimate, PreparedAnswer, Release
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow, release_id, row_of
from apps.flows.units import ID_LENGTH, TOP_PREPARED

PUBLISHING = 1


class RunNotPublishable(RuntimeError):
    """A run fails its assertions; the message says which, and the last good release stays."""


def publish_run(*, run_id: int, now: datetime) -> str:
    """Publish a finished run and return the release that maps its weeks to it.

    Raises RunNotPublishable, and then readers see what they saw; a run that the product asked for ends REFUSED
    with the reason. Publishing again changes nothing. A week whose present run knew more stays with that run; a
    week of the span that has become a gap is a gap in the new release.
    """
    try:
        with transaction.atomic():
            return _publish(run_id, now)
    except RunNotPublishable as reason:
        refused = EstimateRun.objects.filter(pk=run_id, is_automatic=True, published_at=None, state="DONE")
        refused.update(state="REFUSED", problem=str(reason))
        raise


def _publish(run_id: int, now: datetime) -> str:
    """Publish inside a transaction, one publication at a time."""
    lock_releases()
    run = EstimateRun.objects.select_for_update().get(pk=run_id)
    last = Release.objects.order_by("-published_at").first()
    if run.withdrawn_at is not None:
        raise RunNotPublishable(
            f"Run {run.pk} was withdrawn on {run.withdrawn_at.date()}: {run.withdrawn_reason}"
        )
    if run.published_at is not None and last is not None:
        return last.pk
    if last is not None and last.is_synthetic != run.is_synthetic:
        raise RunNotPublishable(
            f"Run {run.pk} is not published. Simulated and estimated numbers never share a database: "
            f"the release {last.pk} is {'SYNTHETIC' if last.is_synthetic else 'not'}, the run "
            f"{'is' if run.is_synthetic else 'is not'}."
        )
    weeks = with_run(last.weeks if last else [], run, _checked_weeks(run))
    release = new_release(weeks, last=last, now=now)
    run.published_at = release.published_at
    run.save(update_fields=["published_at"])
    tell(
        "PUBLISHED",
        run,
        [item["week"] for item in release.weeks if item["run_id"] == run.pk],
        now=release.published_at,
    )
    prepare_answers(release=row_of(release))
    return release.pk


def lock_releases() -> None:
    """Let publications and withdrawals wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('flows.publish'), %s)", [PUBLISHING])


def _checked_weeks(run: EstimateRun) -> list[str]:
    """Return the weeks a run answers, after every assertion on what is stored."""
    if run.state != "DONE":
        raise RunNotPublishable(f"Run {run.pk} is {run.state}. {run.problem}".strip())
    problems = [*stored_faults(queries.run_sums(run.pk)), *uncited(run.parameters)]
    if problems:
        raise RunNotPublishable(f"Run {run.pk} is not published. " + " ".join(problems))
    weeks = FlowEstimate.objects.filter(run=run).order_by("period_start")
    return [week.isoformat() for week in weeks.values_list("period_start", flat=True).distinct()]


def with_run(shown: list[dict[str, Any]], run: EstimateRun, weeks: list[str]) -> list[dict[str, Any]]:
    """Return the weeks of the next release: these from the run, the others as they are shown now."""
    runs = {item["run_id"] for item in shown}
    newer = set(EstimateRun.objects.filter(pk__in=runs, as_of__gt=run.as_of).values_list("pk", flat=True))
    span = (run.period_from.isoformat(), run.period_to.isoformat())
    kept = {
        item["week"]: item
        for item in shown
        if item["run_id"] in newer or not span[0] <= item["week"] < span[1]
    }
    new = {week: week_of(week, run) for week in weeks if week not in kept}
    if not new:
        raise RunNotPublishable(
            f"Run {run.pk} is not published. Each of its weeks is answered by a run that knew more than "
            f"{run.as_of:%Y-%m-%d %H:%M}; estimate again as of now."
        )
    return [item for _, item in sorted({**kept, **new}.items())]


def week_of(week: str, run: EstimateRun) -> dict[str, Any]:
    """Return one week of a release as it is stored."""
    return {"week": week, "run": (run.fingerprint or "")[:ID_LENGTH], "run_id": run.pk}


def new_release(
    weeks: list[dict[str, Any]], *, last: Release | None, now: datetime, without: str = ""
) -> Release:
    """Store the next release; `without` names the run whose withdrawal made it, which tells it from earlier ones."""
    # The latest release is the last by time, whatever the clock says.
    at = max(now, last.published_at + timedelta(microseconds=1)) if last else now
    runs = EstimateRun.objects.filter(pk__in={row["run_id"] for row in weeks})
    lines = [(row["week"], row["run"]) for row in weeks]
    is_synthetic = any(runs.values_list("is_synthetic", flat=True))
    return Release.objects.create(
        id=release_id([*lines, ("withdrawn", without)] if without else lines, is_synthetic=is_synthetic),
        published_at=at,
        weeks=weeks,
        as_of=max(runs.values_list("as_of", flat=True)),
        is_synthetic=is_synthetic,
    )


def prepare_answers(*, release: ReleaseRow) -> int:
    """Store the frames of every measure on every basis it has; return how many answers were made."""
    answers = [
        PreparedAnswer(
            release_id=release.id,
            key=prepared_key(replace(asked, top=top)),
            content_type="application/json",
            body=made.body,
            body_gzip=made.body_gzip,
            body_br=made.body_br,
        )
        for asked in _questions(release)
        for top, made in packed_answers(asked, release, queries.frames_meta(asked, release), TOP_PREPARED)
    ]
    return len(PreparedAnswer.objects.bulk_create(answers, ignore_conflicts=True))


def _questions(release: ReleaseRow) -> Iterator[Question]:
    """Yield the plain question of each measure on each basis it has, and all weeks of what the map opens with."""
    for measure in MEASURES.values():
        for basis in (*measure.bases, *measure.counterfactual_bases):
            is_counterfactual = basis in measure.counterfactual_bases
            yield Question(measure=measure.name, basis=basis, counterfactual=is_counterfactual)
    plain = Question()
    if release.whole(plain) != plain:
        yield release.whole(plain)
