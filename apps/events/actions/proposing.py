"""A person proposes an event, and adds stages and evidence to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from apps.events.actions.candidates import LOCK
from apps.events.actions.proving import keep_evidence
from apps.events.actions.revising import locked, logged, open_for_work, told
from apps.events.actions.waiting import evidence_cells, keep, must_wait, stage_cells, text_now
from apps.events.addresses import canonical
from apps.events.coded import COLUMNS, LISTS, check_coded
from apps.events.faults import InvalidField, Person, UidReused, Written
from apps.events.given import GivenEvent, GivenEvidence, GivenStage
from apps.events.models import EventEvidence, EventRevision, EventStage, PolicyEvent
from apps.events.words import RESERVED_SLUGS


@transaction.atomic
def propose(*, given: GivenEvent, body_sha256: str, by: Person, now: datetime) -> Written:
    """Store an event as CANDIDATE with its stages and evidence; the same body again changes nothing.

    Raises UidReused where another body, or another person, took the slug; InvalidField.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    event = PolicyEvent.objects.filter(slug=given.slug).first()
    if event is not None:
        return _again(event, body_sha256, by)
    if given.slug in RESERVED_SLUGS:
        raise InvalidField("slug", given.slug, "a page of this site has this address", "another slug")
    columns = {name: getattr(given, name) for name in COLUMNS}
    columns |= {name: list(columns[name]) for name in LISTS if name in columns}
    check_coded(columns | {"targets": given.targets})
    event = PolicyEvent.objects.create(
        slug=given.slug, **columns, recorded_at=now, identifiers=_pages(given.evidence)
    )
    event.targets.add(*given.targets)  # type: ignore[arg-type]
    stored = [keep_evidence(event, proof, now=now) for proof in given.evidence]
    for step in given.stages:
        if not 0 <= step.evidence < len(stored):
            raise InvalidField("stages.evidence", step.evidence, "no such place", f"0 to {len(stored) - 1}")
        _keep_stage(event, step, stored[step.evidence], now)
    logged(event, kind="CREATED", now=now, author=by, body_sha256=body_sha256)
    told(event, op="CREATED", now=now)
    return Written(event.slug, 1, "CANDIDATE")


def _again(event: PolicyEvent, body_sha256: str, by: Person) -> Written:
    """Return the first answer to the same request; raise UidReused for another one."""
    first = EventRevision.objects.filter(event=event, kind="CREATED").first()
    if first is None or (first.body_sha256, first.author_id) != (body_sha256, by.user_id):
        raise UidReused(f"The slug {event.slug} is taken by another event; choose another one.")
    return Written(event.slug, 1, "CANDIDATE", is_new=False)


def _pages(evidence: Sequence[GivenEvidence]) -> list[str]:
    """Return the names by which a source finds the same event."""
    return list(dict.fromkeys(f"url:{canonical(proof.url)}" for proof in evidence if proof.url))


def _keep_stage(event: PolicyEvent, step: GivenStage, proof: EventEvidence, now: datetime) -> EventStage:
    return EventStage.objects.create(
        event=event, stage=step.stage, date=step.date, date_precision=step.date_precision, evidence=proof,
        is_disputed=step.is_disputed, supersedes_id=step.supersedes, recorded_at=now,
    )  # fmt: skip


@transaction.atomic
def add_stage(
    *, slug: str, expected: int, given: GivenStage, evidence: GivenEvidence | None, by: Person, now: datetime
) -> Written:
    """Add a dated step with its evidence, sent with it or stored before; conflicting dates stand side by side.

    To a published event it is added once a second person has confirmed it.
    Raises NotThere, VersionConflict, WrongState, InvalidField.
    """
    event, _ = locked(slug, expected)
    open_for_work(event)
    if must_wait(event):
        wanted, parts = text_now(event)
        step = stage_cells(replace(given, is_stored=evidence is None))
        if evidence is not None:
            step["evidence"] = len(parts.evidence)
            parts.evidence.append(evidence_cells(evidence, now))
        parts.stages.append(step)
        return keep(event, wanted, parts, "", by, now)
    _check_replaced(event, given)
    if evidence is not None:
        proof: EventEvidence | None = keep_evidence(event, evidence, now=now)
    else:
        proof = EventEvidence.objects.filter(event=event, pk=given.evidence).first()
    if proof is None:
        raise InvalidField(
            "evidence_id", given.evidence, "no such evidence", "an id of this event's evidence"
        )
    stage = _keep_stage(event, given, proof, now)
    changes = {"id": stage.pk, "stage": stage.stage, "date": given.date.isoformat(), "evidence": proof.pk}
    revision = logged(event, kind="STAGE", now=now, author=by, changes=changes)
    told(event, op="UPDATED", now=now)
    return Written(slug, revision, event.state)


def _check_replaced(event: PolicyEvent, given: GivenStage) -> None:
    """Raise InvalidField where the stage to replace is not a standing one of this event."""
    if given.supersedes is None:
        return
    found = EventStage.objects.filter(event=event, pk=given.supersedes, superseded_by__isnull=True)
    if not found.exists():
        raise InvalidField(
            "supersedes", given.supersedes, "no standing stage", "an id of this event's stages"
        )


@transaction.atomic
def add_evidence(
    *, slug: str, expected: int | None, given: GivenEvidence, by: Person, now: datetime
) -> Written:
    """Add a piece of evidence; to a published event once a second person has confirmed it.

    Raises NotThere, VersionConflict, WrongState, InvalidField, QuoteNotFound.
    """
    event, _ = locked(slug, expected)
    open_for_work(event)
    if must_wait(event):
        wanted, parts = text_now(event)
        parts.evidence.append(evidence_cells(given, now))
        return keep(event, wanted, parts, "", by, now)
    proof = keep_evidence(event, given, now=now)
    missing = [name for name in _pages([given]) if name not in event.identifiers]
    if missing:
        event.identifiers = [*event.identifiers, *missing]
        event.save(update_fields=["identifiers"])
    revision = logged(
        event, kind="EVIDENCE", now=now, author=by, changes={"id": proof.pk, "quote": proof.quote}
    )
    told(event, op="UPDATED", now=now)
    return Written(slug, revision, event.state)
