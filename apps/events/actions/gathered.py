"""What sources bring for a published event: it waits for a reviewer, each part under the name of its source."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from apps.events.actions.parts import GATHERED, Additions, Cells, gathered_of
from apps.events.actions.placing import placed
from apps.events.actions.revising import logged
from apps.events.actions.waiting import NOWHERE, WAITING, waiting_of
from apps.events.coded import coded
from apps.events.models import EventEvidence, EventStage, PolicyEvent, Proposal
from apps.events.rows import ReadCandidate

KEYS = ("document_version_id", "url", "quote", "locator", "published_date", "grade")
# States of a text whose gathered parts need not be proposed: they wait, or a reviewer did not want them.
SETTLED = (WAITING, "DECLINED")
Key = tuple[Any, ...]
StageKey = tuple[str, str, str, Key]


def offer(
    event: PolicyEvent,
    read: ReadCandidate,
    proofs: Sequence[Cells],
    *,
    identifiers: Sequence[str],
    source_key: str,
    now: datetime,
) -> bool:
    """Let what a published event lacks wait for a reviewer, and tell whether there was anything.

    `proofs` are the columns of the evidence of `read`. It joins the text that waits. What waits already, and what
    was declined, is not proposed again; a new date brings the evidence that shows it. The row lock is the caller's.
    """
    keys = [key_of(cells) for cells in proofs]
    stored = stored_proofs(event)
    proofs_seen, stages_seen = _seen(event, stored)
    steps = {
        (step.stage, step.date.isoformat(), step.date_precision, keys[step.evidence]): step
        for step in read.stages
    }
    steps = {key: step for key, step in steps.items() if key not in stages_seen}
    wanted = {key for key in keys if key not in proofs_seen} | {key[3] for key in steps}
    if not wanted:
        return False
    found = waiting_of(event)
    parts = Additions(list(found.evidence), list(found.stages)) if found else Additions()
    places = {key_of(one): place for place, one in enumerate(parts.evidence) if GATHERED in one}
    marked = {"source": source_key, "date": now.date().isoformat()}
    before = len(parts.evidence)
    for key, cells, near in zip(keys, proofs, (proof.near for proof in read.evidence), strict=True):
        if key in wanted and key not in stored and key not in places:
            places[key] = len(parts.evidence)
            parts.evidence.append(_evidence(cells, near) | {GATHERED: marked | {"names": list(identifiers)}})
    for key, step in steps.items():
        parts.stages.append({
            "stage": step.stage, "date": key[1], "date_precision": step.date_precision, "supersedes": None,
            "is_disputed": step.is_disputed, "is_stored": key[3] in stored, GATHERED: marked,
            "evidence": stored[key[3]] if key[3] in stored else places[key[3]],
        })  # fmt: skip
    changes = {"fields": [], "evidence": len(parts.evidence) - before, "stages": len(steps)}
    number = logged(event, kind="PROPOSED", now=now, source_key=source_key, changes=changes)
    _keep(event, found, parts, number, now)
    return True


def key_of(cells: Cells) -> Key:
    """Return what two pieces of evidence share that say the same; bytes count only where there is no page."""
    day = cells["published_date"]
    told = {**cells, "published_date": day.isoformat() if isinstance(day, date) else day}
    return (*(told[name] for name in KEYS), None if cells["url"] else cells["snapshot_id"])


def stored_proofs(event: PolicyEvent) -> dict[Key, int]:
    """Return the ids of an event's evidence by what it says, the oldest of equal ones."""
    rows = EventEvidence.objects.filter(event=event).order_by("-pk").values("pk", "snapshot_id", *KEYS)
    return {key_of(row): row["pk"] for row in rows}


def waits_on(event: PolicyEvent, ended: Proposal, number: int, now: datetime) -> None:
    """Let what sources added to a person's text wait by itself, where that text was not taken."""
    parts = gathered_of(Additions(ended.evidence, ended.stages))
    if ended.author_id is not None and (parts.evidence or parts.stages):
        _keep(event, None, parts, number, now)


def _keep(event: PolicyEvent, found: Proposal | None, parts: Additions, number: int, now: datetime) -> None:
    """Store the parts with the text that waits, else as a text that changes no field and has no author."""
    if found is None:
        Proposal.objects.create(
            uid=uuid4(), event=event, number=number, author=None, made_at=now, values=coded(event),
            evidence=parts.evidence, stages=parts.stages,
        )  # fmt: skip
        return
    found.evidence, found.stages = parts.evidence, parts.stages
    found.save(update_fields=["evidence", "stages"])


def _evidence(cells: Cells, near: int) -> dict[str, Any]:
    """Return a piece of evidence in the form in which it waits."""
    span = placed(
        version_id=cells["document_version_id"],
        snapshot_id=cells["snapshot_id"],
        quote=cells["quote"],
        near=near,
    )
    day = cells["published_date"]
    return {**NOWHERE, **cells, **span, "published_date": day.isoformat() if day else None}


def _seen(event: PolicyEvent, stored: Mapping[Key, int]) -> tuple[set[Key], set[StageKey]]:
    """Return the evidence and the stages that are stored, or that wait or were declined as gathered."""
    by_id = {pk: key for key, pk in stored.items()}
    columns = ("stage", "date", "date_precision", "evidence_id")
    stages: set[StageKey] = {
        (stage, day.isoformat(), precision, by_id[proof])
        for stage, day, precision, proof in EventStage.objects.filter(event=event).values_list(*columns)
        if proof in by_id
    }
    proofs = set(stored)
    for text in Proposal.objects.filter(event=event, state__in=SETTLED):
        keys = [key_of(one) for one in text.evidence]
        proofs |= {key for key, one in zip(keys, text.evidence, strict=True) if GATHERED in one}
        stages |= {
            (one["stage"], one["date"], one["date_precision"],
             by_id.get(one["evidence"], ()) if one["is_stored"] else keys[one["evidence"]])
            for one in text.stages
            if GATHERED in one
        }  # fmt: skip
    return proofs, stages
