"""The storing of a reading: all of it in one transaction, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.collectors.actions.happenings import record_happenings
from apps.collectors.actions.leases import Lease, LeaseLost, finish, renew
from apps.collectors.contract import Reading, Spec
from apps.collectors.gathering import Gathered, Item
from apps.collectors.judging import Judged, judge
from apps.collectors.registry import SourceModule
from apps.collectors.resolving import unknown_authors
from apps.events import actions as events
from apps.observations import actions as observations
from apps.observations.rows import FigureDetail, RecordOutcome
from apps.reference import actions as reference


@dataclass(frozen=True, slots=True)
class Stored:
    """What a collection changed, how many numbers wait for a verdict, and how it ended.

    `happened` counts the document versions and events that are new or say more.
    """

    outcome: RecordOutcome
    held: int
    state: str
    notices: tuple[str, ...]
    happened: int = 0


@transaction.atomic
def store(
    *, lease: Lease, module: SourceModule, reading: Reading, gathered: Gathered, now: datetime,
    reason: str | None = None,
) -> Stored:  # fmt: skip
    """Write models, numbers, holds, validators and the end of the run together, or nothing at all.

    Raises LeaseLost, SchemaDrift for too few rows or unknown keys, UnstorableReading for absurd numbers.
    """
    spec = module.SPEC
    if not renew(lease=lease, now=now):
        raise LeaseLost(f"{lease.source_key}: run {lease.run_id} was taken over before it could be stored")
    slugs = {row.model_slug for row in reading.observations} if spec.names_models else set()
    reference.note_subjects(slugs=slugs, source_key=spec.key, now=now)
    judged = judge(module, reading, gathered, now=now)
    judged.notices += unknown_authors(slugs)
    items = gathered.by_path()
    outcome = RecordOutcome()
    for path, rows in judged.rows.items():
        outcome = outcome.plus(
            observations.record(
                source_key=spec.key, rows=rows, snapshot_id=items[path].snapshot_id, now=now, reason=reason
            )
        )
    observations.record_figures(
        source_key=spec.key, figures=[FigureDetail(**cells) for cells in reading.figures]
    )
    happened = record_happenings(spec, reading, items, now)
    held, confirmed = _hold(spec, judged, items, now)
    outcome = outcome.plus(confirmed)
    # A figure that waits is read again, so that what its publication says is stored once it is accepted.
    version = 0 if held and reading.figures else spec.parser_version
    _remember(spec.key, version, reading, gathered, now)
    is_changed = bool(outcome.changed or happened.changed)
    state = "HELD" if held else "PARTIAL" if gathered.is_partial else "OK" if is_changed else "UNCHANGED"
    notices = (*gathered.notices, *reading.notices, *judged.notices)
    finish(
        lease=lease, state=state, now=now, notices=notices,
        counts={
            **reading.counts, **happened.counts, "pages": len(gathered.items), "readings": len(reading.observations),
            "changed": outcome.changed, "unchanged": outcome.unchanged, "held": held,
            "snapshots": [item.snapshot_id for item in gathered.items],
        },
    )  # fmt: skip
    return Stored(outcome, held, state, notices, happened.changed)


def _hold(spec: Spec, judged: Judged, items: Mapping[str, Item], now: datetime) -> tuple[int, RecordOutcome]:
    """Put implausible numbers aside; return how many wait and what was stored because it stayed equal."""
    waiting, confirmed = 0, RecordOutcome()
    subjects: list[str] = []
    for held in judged.held:
        words: dict[str, Any] = {
            "subject_key": f"reading/{spec.key}/{held.hold.subject_key}", "source_key": spec.key,
            "reason": held.hold.reason, "snapshot_id": items[held.path].snapshot_id, "rows": held.rows, "now": now,
        }  # fmt: skip
        subjects.append(words["subject_key"])
        if not spec.confirm_days:
            waiting += len(held.rows) if events.hold(**words) else 0
            continue
        seen = events.hold_standing(**words)
        if seen is None:
            continue
        if not held.hold.is_confirmable or seen.days < spec.confirm_days:
            waiting += len(held.rows)
            continue
        confirmed = confirmed.plus(events.confirm(review_id=seen.review_id, now=now))
        judged.notices.append(
            f"{held.hold.subject_key}: equal on {seen.days} days, accepted (auto_confirmed)"
        )
    if spec.confirm_days:
        events.forget_days(source_key=spec.key, but=subjects)
    return waiting, confirmed


def _remember(
    source_key: str, parser_version: int, reading: Reading, gathered: Gathered, now: datetime
) -> None:
    """Note what every address gave, so that the next look asks for changes only."""
    items = gathered.by_path()
    for item in gathered.items:
        observations.remember_validator(
            url=item.url, source_key=source_key, etag=item.etag, last_modified=item.last_modified,
            sha256=item.sha256, parser_version=parser_version, now=now,
        )  # fmt: skip
    for path, published_at in reading.published_at.items():
        if path in items:
            observations.date_snapshot(snapshot_id=items[path].snapshot_id, published_at=published_at)
