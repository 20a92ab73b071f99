"""Publication: the last assertions on the stored rows, a new release, and the answers prepared for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from apps.estimator.measures import MEASURES
from apps.flows import queries
from apps.flows.assertions import stored_faults, uncited
from apps.flows.frames import packed_answers, prepared_key
from apps.flows.models import EstimateRun, FlowEstimate, PreparedAnswer, Release
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow, release_id, row_of
from apps.flows.units import ID_LENGTH, TOP_PREPARED
from apps.observations.actions import note_changes
from apps.observations.rows import ChangeNote

PUBLISHING = 1


class RunNotPublishable(RuntimeError):
    """A run fails its assertions; the message says which, and the last good release stays."""


def publish_run(*, run_id: int, now: datetime) -> str:
    """Publish a finished run and return the release that maps its weeks to it.

    Raises RunNotPublishable, and then nothing has changed. Publishing again changes nothing.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('flows.publish'), %s)", [PUBLISHING])
        run = EstimateRun.objects.select_for_update().get(pk=run_id)
        last = Release.objects.order_by("-published_at").first()
        if run.published_at is not None and last is not None:
            return last.pk
        weeks = _checked_weeks(run)
        # The latest release is the last by time, whatever the clock says.
        at = max(now, last.published_at + timedelta(microseconds=1)) if last else now
        run.published_at = at
        run.save(update_fields=["published_at"])
        release = _release(run, weeks, last, at)
        note_changes(part="RUNS", changes=[_note(run, weeks)], now=at)
        prepare_answers(release=row_of(release))
    return release.pk


def _note(run: EstimateRun, weeks: list[str]) -> ChangeNote:
    """Return what the log of changes says of a publication."""
    run16 = (run.fingerprint or "")[:ID_LENGTH]
    periods = tuple(date.fromisoformat(week) for week in weeks)
    return ChangeNote(op="PUBLISHED", resource="runs", id=run16, run=run16, periods=periods)


def _checked_weeks(run: EstimateRun) -> list[str]:
    """Return the weeks a run answers, after every assertion on what is stored."""
    if run.state != "DONE":
        raise RunNotPublishable(f"Run {run.pk} is {run.state}. {run.problem}".strip())
    problems = [*stored_faults(queries.run_sums(run.pk)), *uncited(run.parameters)]
    if problems:
        raise RunNotPublishable(f"Run {run.pk} is not published. " + " ".join(problems))
    weeks = FlowEstimate.objects.filter(run=run).order_by("period_start")
    return [week.isoformat() for week in weeks.values_list("period_start", flat=True).distinct()]


def _release(run: EstimateRun, weeks: list[str], last: Release | None, at: datetime) -> Release:
    """Return the new release: these weeks from the run, the others as in the last release."""
    run16 = (run.fingerprint or "")[:ID_LENGTH]
    current = {item["week"]: item for item in (last.weeks if last else [])}
    current |= {week: {"week": week, "run": run16, "run_id": run.pk} for week in weeks}
    rows = [current[week] for week in sorted(current)]
    runs = EstimateRun.objects.filter(pk__in={row["run_id"] for row in rows})
    return Release.objects.create(
        id=release_id((row["week"], row["run"]) for row in rows),
        published_at=at,
        weeks=rows,
        as_of=max(runs.values_list("as_of", flat=True)),
        is_synthetic=any(runs.values_list("is_synthetic", flat=True)),
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
        for asked in _questions()
        for top, made in packed_answers(asked, release, queries.frames_meta(asked, release), TOP_PREPARED)
    ]
    return len(PreparedAnswer.objects.bulk_create(answers, ignore_conflicts=True))


def _questions() -> Iterator[Question]:
    """Yield the plain question of each measure on each basis it has."""
    for measure in MEASURES.values():
        for basis in (*measure.bases, *measure.counterfactual_bases):
            is_counterfactual = basis in measure.counterfactual_bases
            yield Question(measure=measure.name, basis=basis, counterfactual=is_counterfactual)
