"""What a confirmed text makes of an event: fields, evidence, stages, each told in the log under its author."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from apps.events.actions.gathered import key_of, stored_proofs
from apps.events.actions.parts import GATHERED
from apps.events.actions.revising import logged
from apps.events.addresses import canonical
from apps.events.coded import check_coded, coded
from apps.events.faults import Person, WrongState
from apps.events.models import Annotation, EventEvidence, EventStage, PolicyEvent, Proposal


def apply(found: Proposal, *, event: PolicyEvent, now: datetime) -> None:
    """Make an event what a text says; the row lock is held by the caller. Raises WrongState, InvalidField."""
    author = Person(found.author_id, "", "") if found.author_id is not None else None
    if author is not None:
        set_fields(event, found.values, reason=found.reason, by=author, now=now)
    proofs = [_proof(event, cells, author, now) for cells in found.evidence]
    for cells in found.stages:
        _stage(event, cells, proofs, author, now)
    names = [name for cells in found.evidence for name in cells.get(GATHERED, {}).get("names", ())]
    names += [f"url:{canonical(proof.url)}" for proof in proofs if proof.url]
    missing = [name for name in dict.fromkeys(names) if name not in event.identifiers]
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


def _proof(
    event: PolicyEvent, cells: Mapping[str, Any], author: Person | None, now: datetime
) -> EventEvidence:
    """Store a piece of evidence that waited; what a source brought is not stored twice."""
    columns = {name: value for name, value in cells.items() if name != GATHERED}
    gathered, day = cells.get(GATHERED), cells["published_date"]
    known = stored_proofs(event).get(key_of(cells)) if gathered else None
    if known is not None:
        return EventEvidence.objects.get(pk=known)
    proof = EventEvidence.objects.create(
        **{**columns, "published_date": date.fromisoformat(day) if day else None}, event=event,
        accessed_date=date.fromisoformat(gathered["date"]) if gathered else now.date(), recorded_at=now,
    )  # fmt: skip
    changes = {"id": proof.pk, "quote": proof.quote}
    logged(event, kind="EVIDENCE", now=now, **_by(cells, author), changes=changes)
    return proof


def _by(cells: Mapping[str, Any], author: Person | None) -> dict[str, Any]:
    """Return whose a part is: of the source that brought it, else of the author of the text."""
    return {"source_key": cells[GATHERED]["source"]} if GATHERED in cells else {"author": author}


def _stage(
    event: PolicyEvent,
    cells: Mapping[str, Any],
    proofs: list[EventEvidence],
    author: Person | None,
    now: datetime,
) -> None:
    """Store a stage that waited; raise WrongState where another one took the place of the one it replaces."""
    replaced = cells["supersedes"]
    if replaced is not None and EventStage.objects.filter(supersedes_id=replaced).exists():
        raise WrongState("A stage that this text corrects was corrected meanwhile; send it back.")
    proof_id = cells["evidence"] if cells["is_stored"] else proofs[cells["evidence"]].pk
    told = {
        "event": event, "stage": cells["stage"], "date": date.fromisoformat(cells["date"]),
        "date_precision": cells["date_precision"], "evidence_id": proof_id,
    }  # fmt: skip
    if GATHERED in cells and EventStage.objects.filter(**told).exists():
        return
    stage = EventStage.objects.create(
        **told, is_disputed=cells["is_disputed"], supersedes_id=replaced, recorded_at=now
    )
    changes = {"id": stage.pk, "stage": stage.stage, "date": cells["date"], "evidence": proof_id}
    logged(event, kind="STAGE", now=now, **_by(cells, author), changes=changes)
