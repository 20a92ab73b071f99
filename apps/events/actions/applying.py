"""What a confirmed text makes of an event: fields, evidence, stages, each told in the log under its author."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from apps.events.actions.revising import logged
from apps.events.addresses import canonical
from apps.events.coded import check_coded, coded
from apps.events.faults import Person, WrongState
from apps.events.models import Annotation, EventEvidence, EventStage, PolicyEvent, Proposal


def apply(found: Proposal, *, event: PolicyEvent, now: datetime) -> None:
    """Make an event what a text says; the row lock is held by the caller. Raises WrongState, InvalidField."""
    author = Person(found.author_id, "", "")
    set_fields(event, found.values, reason=found.reason, by=author, now=now)
    proofs = [_proof(event, cells, author, now) for cells in found.evidence]
    for cells in found.stages:
        _stage(event, cells, proofs, author, now)
    pages = [f"url:{canonical(proof.url)}" for proof in proofs if proof.url]
    missing = [name for name in dict.fromkeys(pages) if name not in event.identifiers]
    if missing:
        event.identifiers = [*event.identifiers, *missing]
        event.save(update_fields=["identifiers"])


def set_fields(
    event: PolicyEvent, values: Mapping[str, Any], *, reason: str, by: Person, now: datetime
) -> int | None:
    """Set the fields that differ and tell old and new in the log and in a note; return the revision, None without any.

    Raises InvalidField.
    """
    before = coded(event)
    changes = {name: [before[name], new] for name, new in values.items() if before[name] != new}
    if not changes:
        return None
    check_coded({name: new for name, (_, new) in changes.items()})
    if "targets" in changes:
        event.targets.set(changes["targets"][1])
    columns = [name for name in changes if name != "targets"]
    for name in columns:
        setattr(event, name, changes[name][1])
    event.save(update_fields=columns)
    _noted(event, changes, reason, by, now)
    return logged(event, kind="EDITED", now=now, author=by, reason=reason, changes=changes)


def _noted(
    event: PolicyEvent, changes: Mapping[str, list[Any]], reason: str, by: Person, now: datetime
) -> None:
    """Write old and new values as a note on the event."""
    lines = [f"{name}: {old!r} became {new!r}" for name, (old, new) in changes.items()]
    uid = uuid4()
    Annotation.objects.create(
        uid=uid, thread=uid, author_id=by.user_id, subject_key=f"event/{event.slug}", created_at=now,
        body="\n".join([*lines, *([f"Why: {reason}"] if reason else [])]),
    )  # fmt: skip


def _proof(event: PolicyEvent, cells: Mapping[str, Any], author: Person, now: datetime) -> EventEvidence:
    """Store a piece of evidence that waited."""
    day = cells["published_date"]
    proof = EventEvidence.objects.create(
        **{**cells, "published_date": date.fromisoformat(day) if day else None}, event=event,
        accessed_date=now.date(), recorded_at=now,
    )  # fmt: skip
    logged(event, kind="EVIDENCE", now=now, author=author, changes={"id": proof.pk, "quote": proof.quote})
    return proof


def _stage(
    event: PolicyEvent, cells: Mapping[str, Any], proofs: list[EventEvidence], author: Person, now: datetime
) -> None:
    """Store a stage that waited; raise WrongState where another one took the place of the one it replaces."""
    replaced = cells["supersedes"]
    if replaced is not None and EventStage.objects.filter(supersedes_id=replaced).exists():
        raise WrongState("A stage that this text corrects was corrected meanwhile; send it back.")
    proof_id = cells["evidence"] if cells["is_stored"] else proofs[cells["evidence"]].pk
    stage = EventStage.objects.create(
        event=event, stage=cells["stage"], date=date.fromisoformat(cells["date"]),
        date_precision=cells["date_precision"], is_disputed=cells["is_disputed"], evidence_id=proof_id,
        supersedes_id=replaced, recorded_at=now,
    )  # fmt: skip
    changes = {"id": stage.pk, "stage": stage.stage, "date": cells["date"], "evidence": proof_id}
    logged(event, kind="STAGE", now=now, author=author, changes=changes)
