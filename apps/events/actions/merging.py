"""A duplicate is merged: what shows it, and its dates, are copied to the event that stays; nothing is moved or lost."""

from datetime import datetime

from apps.events.actions.revising import logged, told
from apps.events.faults import InvalidField, Person
from apps.events.models import EventEvidence, EventStage, PolicyEvent

COPIED = (
    "document_version_id", "snapshot_id", "url", "quote", "locator", "span_start", "span_end", "text_sha256",
    "published_date", "accessed_date", "grade",
)  # fmt: skip


def target_of(event: PolicyEvent, merged_into: str) -> PolicyEvent:
    """Return the event to merge into, under its row lock; raise InvalidField."""
    target = PolicyEvent.objects.select_for_update(no_key=True, of=("self",)).filter(slug=merged_into).first()
    if (
        target is None
        or target.pk == event.pk
        or target.merged_into_id is not None
        or target.state == "REJECTED"
    ):
        reason = "not an event that stands" if merged_into else "missing"
        raise InvalidField("merged_into", merged_into, reason, "the slug of another event that stands")
    return target


def copy_parts(event: PolicyEvent, target: PolicyEvent, *, reason: str, by: Person, now: datetime) -> None:
    """Copy evidence, standing stages and identifiers that the target lacks, and tell of it in the target's log."""
    known = {_place(proof): proof for proof in EventEvidence.objects.filter(event=target).order_by("-pk")}
    stand_in, copied = {}, []
    for proof in EventEvidence.objects.filter(event=event).order_by("pk"):
        same = known.get(_place(proof))
        if same is None:
            cells = {name: getattr(proof, name) for name in COPIED}
            same = known[_place(proof)] = EventEvidence.objects.create(event=target, recorded_at=now, **cells)
            copied.append(same.pk)
        stand_in[proof.pk] = same
    stages = _copy_stages(event, target, stand_in, now)
    missing = [name for name in event.identifiers if name not in target.identifiers]
    if missing:
        target.identifiers = [*target.identifiers, *missing]
        target.save(update_fields=["identifiers"])
    changes = {"from": event.slug, "evidence": copied, "stages": stages}
    logged(target, kind="MERGED", now=now, author=by, reason=reason, changes=changes)
    told(target, op="UPDATED", now=now, reason=reason)


def _place(proof: EventEvidence) -> tuple[object, ...]:
    """Return what two pieces of evidence share that say the same of the same place."""
    return (proof.document_version_id, proof.snapshot_id, proof.url, proof.quote)


def _copy_stages(
    event: PolicyEvent, target: PolicyEvent, stand_in: dict[int, EventEvidence], now: datetime
) -> list[int]:
    """Copy the stages that still stand and that the target lacks; return the ids of the copies."""
    columns = ("stage", "date", "date_precision", "evidence_id")
    held = set(EventStage.objects.filter(event=target).values_list(*columns))
    copied = []
    for step in EventStage.objects.filter(event=event, superseded_by__isnull=True).order_by("pk"):
        proof = stand_in[step.evidence_id]
        if (step.stage, step.date, step.date_precision, proof.pk) in held:
            continue
        made = EventStage.objects.create(
            event=target, stage=step.stage, date=step.date, date_precision=step.date_precision, evidence=proof,
            is_disputed=step.is_disputed, recorded_at=now,
        )  # fmt: skip
        copied.append(made.pk)
    return copied
