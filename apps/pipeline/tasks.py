"""The tasks: at most six lines each, keyword arguments that are ids and ISO texts, safe to run twice."""

from datetime import UTC, datetime
from typing import Any

from celery import Task, shared_task
from celery.signals import worker_init, worker_ready

from apps.events import actions as events
from apps.flows import actions as flow_actions
from apps.flows import queries as flows
from apps.observations import actions as observations
from apps.pipeline import jobs

# A message that waited longer than this is sent again by the next question.
EXPIRES_S = 60


@shared_task(name="pipeline.ask_collections")
def ask_collections(**_later: Any) -> None:
    """Send a message for every source that is to be collected."""
    for source in jobs.ask_collections(now=datetime.now(UTC)):
        collect.apply_async(kwargs={"source": source}, queue="collect", expires=EXPIRES_S)


@shared_task(bind=True, name="pipeline.collect")
def collect(self: Task, *, source: str, **_later: Any) -> None:
    """Collect one source that was requested."""
    jobs.collect(source=source, now=datetime.now(UTC), task_id=self.request.id or "", only_requested=True)


@shared_task(name="pipeline.ask_estimates")
def ask_estimates(**_later: Any) -> None:
    """Send a message for every estimate that waits, those that changed inputs ask for among them."""
    for run_id in jobs.ask_estimates(now=datetime.now(UTC)):
        estimate.apply_async(kwargs={"run_id": run_id}, queue="estimate", expires=EXPIRES_S)


@shared_task(bind=True, name="pipeline.estimate")
def estimate(self: Task, *, run_id: int, **_later: Any) -> None:
    """Make one requested estimate and publish it."""
    jobs.estimate_and_publish(run_id=run_id, now=datetime.now(UTC), task_id=self.request.id or "")


@shared_task(name="pipeline.ask_analyses")
def ask_analyses(**_later: Any) -> None:
    """Send a message for every published run whose analyses are to be worked out."""
    for run_id in flows.waiting_analyses(now=datetime.now(UTC)):
        analyse.apply_async(kwargs={"run_id": run_id}, queue="estimate", expires=EXPIRES_S)


@shared_task(name="pipeline.analyse")
def analyse(*, run_id: int, **_later: Any) -> None:
    """Work out the analyses of one published run."""
    jobs.analyse(run_id=run_id, now=datetime.now(UTC))


@shared_task(name="pipeline.work_for_desk")
def work_for_desk(**_later: Any) -> None:
    """Work out what the desk waits for: the effect of a proposed parameter, how far coders agree."""
    jobs.work_for_desk(now=datetime.now(UTC))


@shared_task(name="pipeline.evaluate_claims")
def evaluate_claims(**_later: Any) -> None:
    """Recompute the published claims where a newer release or a passed night asks for it."""
    flow_actions.evaluate_due_claims(now=datetime.now(UTC))


@shared_task(name="pipeline.check_quotes")
def check_quotes(**_later: Any) -> None:
    """Look every quote up again where a night has passed since the last look."""
    events.check_quotes(now=datetime.now(UTC), only_due=True)


@shared_task(name="pipeline.send_notices")
def send_notices(**_later: Any) -> None:
    """Send what people asked to be told of."""
    jobs.send_notices(now=datetime.now(UTC))


@shared_task(name="pipeline.forget_filers")
def forget_filers(**_later: Any) -> None:
    """Forget the addresses and e-mails of those who filed disputes, when they have served."""
    events.forget_filers(now=datetime.now(UTC))


@shared_task(name="pipeline.write_dump")
def write_dump(**_later: Any) -> None:
    """Write the dump of the newest release where it has none yet."""
    flow_actions.write_due_dump(now=datetime.now(UTC))


@shared_task(name="pipeline.make_partitions")
def make_partitions(**_later: Any) -> None:
    """Make room for next year's observations in time."""
    observations.make_partitions(now=datetime.now(UTC))


@worker_init.connect
def release_leases(**_later: Any) -> None:
    """Take back what the predecessor of an embedded worker left."""
    jobs.release_leases()


@worker_ready.connect
def ask_at_once(**_later: Any) -> None:
    """Ask what is due without waiting for the clock: a restarted worker goes on within seconds."""
    ask_collections.apply_async(queue="collect", expires=EXPIRES_S)
    ask_estimates.apply_async(queue="estimate", expires=EXPIRES_S)
    ask_analyses.apply_async(queue="estimate", expires=EXPIRES_S)


@shared_task(name="pipeline.forget_changes")
def forget_changes(**_later: Any) -> None:
    """Drop from the log what was told more than 400 days ago."""
    observations.forget_changes(now=datetime.now(UTC))
