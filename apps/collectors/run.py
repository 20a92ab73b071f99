"""The runner: the only place that fetches. It owns time, network, archive, gates and storing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from apps.collectors import actions, queries, registry
from apps.collectors.actions import Lease, LeaseLost, Stored
from apps.collectors.contract import (
    ImplausibleReading,
    Reading,
    SchemaDrift,
    SourceUnavailable,
    UnsafeAddress,
)
from apps.collectors.elapsed import Elapsed
from apps.collectors.gathering import Gathered, Gathering, Item
from apps.collectors.judging import judge
from apps.collectors.leasing import renewing
from apps.collectors.registry import SourceModule
from apps.collectors.telling import Tell, silent
from apps.collectors.transports import ways
from apps.events import queries as reviews
from apps.observations import actions as observations
from apps.observations import queries as archive
from apps.observations.rows import RecordOutcome
from apps.observations.storage import LostBody
from apps.observations.validation import UnstorableReading

FAULTS = (SchemaDrift, ImplausibleReading, UnsafeAddress, UnstorableReading, LostBody)
BUSY = "another collection of it is at work; its outcome stands in `manage.py sources`"
GOOD = ("OK", "UNCHANGED", "PARTIAL", "HELD")


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectOutcome:
    """How a collection ended; `state` is one of models.STATES, or TRIED for one that stored nothing on purpose."""

    source: str
    state: str
    run_id: int = 0
    recorded: RecordOutcome = field(default_factory=RecordOutcome)
    held: int = 0
    happened: int = 0
    problem: str = ""
    notices: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Tell whether what could be stored is stored."""
        return self.state in (*GOOD, "TRIED")

    @property
    def said(self) -> str:
        """Return in a few words what was stored."""
        held = f", {self.held} held for review" if self.held else ""
        happened = f", {self.happened} documents and events" if self.happened else ""
        return f"{self.state.lower()}: {self.recorded.changed} numbers stored{happened}{held}"


def collect(
    *, source: str, now: datetime, task_id: str = "", since: date | None = None, only_requested: bool = False,
    tell: Tell = silent,
) -> CollectOutcome:  # fmt: skip
    """Fetch, archive, check and store one source; never raises for what the publisher did.

    A second collection at the same time ends SKIPPED_BUSY, and so does one that nobody requested where
    only requested ones are wanted. Raises UnknownSource.
    """
    module = registry.source(source)

    def work(lease: Lease, clock: Elapsed) -> Stored:
        gathered = Gathering(module, clock, tell=tell).walk(since)
        reading = Reading() if _is_done(module, gathered) else module.parse(gathered.bodies())
        # What took no time to come is known at the given moment itself.
        known_at = clock.moment() if ways.needs_network(module.SPEC.upstream) else now
        return actions.store(lease=lease, module=module, reading=reading, gathered=gathered, now=known_at)

    return _under_lease(module, now, work, task_id=task_id, only_requested=only_requested)


def _is_done(module: SourceModule, gathered: Gathered) -> bool:
    """Tell whether there is nothing to read: all is known, and no number waits to be seen once more."""
    waits = module.SPEC.confirm_days and reviews.open_reviews(source_key=module.SPEC.key)
    return gathered.is_known and not waits


class Bundled(list[CollectOutcome]):
    """The outcomes of the sources that need no network; as text, one short clause for each."""

    def __str__(self) -> str:
        return ", ".join(f"{one.source} {one.problem or one.said}" for one in self)


def collect_bundled(*, now: datetime) -> Bundled:
    """Collect every source that needs no network: figures and baselines that ship or are installed with us."""
    local = [
        key for key, module in registry.sources().items() if not ways.needs_network(module.SPEC.upstream)
    ]
    observations.write_sources(specs=[module.SPEC for module in registry.sources().values()])
    return Bundled(collect(source=key, now=now) for key in local)


def try_out(*, source: str, now: datetime, since: date | None = None, tell: Tell = silent) -> CollectOutcome:
    """Fetch, read and judge a source and store nothing, not even the bytes; raise UnknownSource."""
    module = registry.source(source)
    clock = Elapsed(now)
    try:
        gathered = Gathering(module, clock, keeps=False, tell=tell).walk(since)
        reading = module.parse(gathered.bodies())
        judged = judge(module, reading, gathered, now=clock.moment())
    except (SourceUnavailable, *FAULTS) as fault:
        return CollectOutcome(source=source, state="FAILED", problem=f"{source}: {fault}")
    held = sum(len(rows.rows) for rows in judged.held)
    stored = sum(map(len, judged.rows.values()))
    told = len(reading.documents) + len(reading.event_candidates)
    notices = (
        *gathered.notices,
        *reading.notices,
        *judged.notices,
        f"{stored} numbers would be compared and stored",
        *([f"{told} documents and events would be compared and stored"] if told else []),
    )
    return CollectOutcome(source=source, state="TRIED", held=held, notices=notices)


def reread(*, source: str, now: datetime) -> CollectOutcome:
    """Read every archived body that a collection accepted once more; changed numbers get the reason REREAD."""
    module = registry.source(source)

    def work(lease: Lease, clock: Elapsed) -> Stored:
        gathered = _archived(module)
        reading = module.parse(gathered.bodies())
        return actions.store(
            lease=lease,
            module=module,
            reading=reading,
            gathered=gathered,
            now=clock.moment(),
            reason="REREAD",
        )

    return _under_lease(module, now, work)


def _under_lease(
    module: SourceModule, now: datetime, work: Callable[[Lease, Elapsed], Stored], *,
    task_id: str = "", only_requested: bool = False,
) -> CollectOutcome:  # fmt: skip
    """Do the work as the only one for this source, and write down how it ended."""
    source, clock = module.SPEC.key, Elapsed(now)
    observations.write_sources(specs=[module.SPEC])
    version = f"parser {module.SPEC.parser_version}"
    lease = actions.claim(
        source_key=source, now=now, task_id=task_id, code_version=version, only_requested=only_requested
    )
    if lease is None:
        run_id = 0 if only_requested else actions.note_busy(source_key=source, now=now)
        return CollectOutcome(source=source, state="SKIPPED_BUSY", run_id=run_id, problem=f"{source}: {BUSY}")
    with renewing(lease, clock):
        try:
            stored = work(lease, clock)
        except SourceUnavailable as fault:
            return _failed(lease, clock, "UNAVAILABLE", fault, {"retry_after_s": fault.retry_after_s})
        except FAULTS as fault:
            return _failed(lease, clock, "FAILED", fault, {})
        except LeaseLost as lost:
            return CollectOutcome(source=source, state="SKIPPED_BUSY", run_id=lease.run_id, problem=str(lost))
    return CollectOutcome(
        source=source, state=stored.state, run_id=lease.run_id, recorded=stored.outcome, held=stored.held,
        happened=stored.happened,
        notices=stored.notices,
    )  # fmt: skip


def _failed(
    lease: Lease, clock: Elapsed, state: str, fault: Exception, counts: dict[str, int | None]
) -> CollectOutcome:
    """Write down what went wrong; the archived bodies and the last good data stay."""
    problem = f"{lease.source_key}: {fault}"
    actions.finish(lease=lease, state=state, now=clock.moment(), problem=problem, counts=counts)
    return CollectOutcome(source=lease.source_key, state=state, run_id=lease.run_id, problem=problem)


def _archived(module: SourceModule) -> Gathered:
    """Return the newest accepted body of every address, or every one where numbers hold from their day on.

    Raises LostBody where one is gone.
    """
    prefix, gathered = ways.prefix_of(module.SPEC.upstream), Gathered()
    rows = archive.snapshots(snapshot_ids=queries.accepted_snapshots(source_key=module.SPEC.key))
    editions = rows if module.SPEC.is_standing else {row.url: row for row in rows}.values()
    for row in editions:
        if not row.url.startswith(prefix):
            gathered.notices.append(f"{row.url} is not under the configured upstream and not read again")
            continue
        page = module.page_for(row.url.removeprefix(prefix))
        page = replace(page, edition=row.fetched_at.isoformat()) if module.SPEC.is_standing else page
        day = row.fetched_at.date()
        body = archive.body_of(row)
        gathered.items.append(Item(page, row.url, body, row.sha256, row.id, "", "", is_known=False, day=day))
    if not gathered.items:
        raise SourceUnavailable(f"no accepted body of {module.SPEC.key} is archived; collect it first")
    return gathered
