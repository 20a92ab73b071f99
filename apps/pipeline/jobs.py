"""What the tasks and commands do, each in one call: the rooms are joined here, the clock is handed down."""

import logging
from datetime import date, datetime

from django.conf import settings
from django.db import connection

from apps.collectors import actions as collections
from apps.collectors import delivering, run
from apps.collectors import queries as collecting
from apps.collectors.elapsed import Elapsed
from apps.collectors.run import CollectOutcome
from apps.collectors.telling import Tell, silent
from apps.events import actions as events
from apps.events.actions import agreeing
from apps.flows import actions as flows
from apps.flows import queries as estimates
from apps.observations.rows import RecordOutcome

LOG = logging.getLogger(__name__)


class SimulatedWorld(RuntimeError):
    """A source was to be collected into a database of SYNTHETIC figures; nothing real is ever stored there."""

    def __init__(self, source: str) -> None:
        """Name the source and the remedy."""
        super().__init__(
            f"{source} is not collected: this database holds SYNTHETIC figures; name another folder in "
            "TOKENTRADE_DATA_DIR"
        )


def ask_collections(*, now: datetime) -> list[str]:
    """Take silent collections back, request those whose turn has come, and return the sources to collect."""
    collections.expire_leases(now=now)
    is_wanted = settings.COLLECT and not estimates.is_synthetic_world()
    for source in collecting.due_sources(now=now) if is_wanted else ():
        collections.request(source_key=source, now=now)
    return collecting.requested_runs()


def collect(*, source: str, now: datetime, task_id: str = "", only_requested: bool = False,
            since: date | None = None, tell: Tell = silent) -> CollectOutcome:  # fmt: skip
    """Collect a source and request an estimate of the weeks whose usage changed; SimulatedWorld, see there."""
    if estimates.is_synthetic_world():
        raise SimulatedWorld(source)
    outcome = run.collect(
        source=source, now=now, task_id=task_id, since=since, only_requested=only_requested, tell=tell
    )
    flows.request_touched(outcome.recorded, now=now)
    if outcome.problem:
        LOG.warning("collection %s: %s", outcome.state, outcome.problem)
    return outcome


def reread(*, source: str, now: datetime) -> CollectOutcome:
    """Read a source's archive again and request an estimate of the weeks whose usage changed."""
    outcome = run.reread(source=source, now=now)
    flows.request_touched(outcome.recorded, now=now)
    return outcome


def accept(*, review_id: int, reviewer: str, reason: str, now: datetime) -> RecordOutcome:
    """Store a held reading and request an estimate of its weeks; raise UndecidableReview."""
    recorded = events.accept(review_id=review_id, reviewer=reviewer, reason=reason, now=now)
    flows.request_touched(recorded, now=now)
    return recorded


def ask_estimates(*, now: datetime) -> list[int]:
    """Request the weeks whose inputs changed, and return the estimates that are to be made or published."""
    flows.request_changed(now=now)
    return estimates.waiting_runs(now=now)


def estimate_and_publish(*, run_id: int, now: datetime, task_id: str = "") -> str:
    """Make a requested estimate and publish it; return the release, or why there is none."""
    try:
        made = flows.estimate(run_id=run_id, now=now, task_id=task_id, clock=Elapsed(now).moment)
        return flows.publish_run(run_id=made, now=now)
    except (flows.RunBusy, flows.RunNotPublishable) as reason:
        LOG.warning("estimate %s: %s", run_id, reason)
        return str(reason)


def work_for_desk(*, now: datetime) -> None:
    """Work out the effect of the longest waiting proposal of a parameter, and how far coders agree."""
    flows.work_out_effect(now=now, clock=Elapsed(now).moment)
    agreeing.reckon_agreement(now=now)


def send_notices(*, now: datetime) -> int:
    """Make the notices that saved filters ask for and send what is due; return how many were taken."""
    events.queue_notices(now=now)
    return delivering.deliver_due(now=now, clock=Elapsed(now).moment)


def analyse(*, run_id: int, now: datetime) -> int:
    """Work out the analyses of a published run; return how many were made."""
    try:
        return flows.analyse(run_id=run_id, now=now, clock=Elapsed(now).moment)
    except flows.RunBusy as reason:
        LOG.warning("analyses of run %s: %s", run_id, reason)
        return 0


def release_leases() -> int:
    """Take back at once what the predecessor of the only worker left; return how many runs.

    Only where database and broker are sockets of this machine: there is one worker then, and this is it.
    """
    host = str(connection.settings_dict.get("HOST") or "")
    if not (host.startswith("/") and settings.BROKER_URL.startswith("redis+socket:")):
        return 0
    try:
        return collections.release_leases() + flows.release_leases()
    finally:
        # The worker's processes are forked from this one: none may inherit a connection.
        connection.close()
