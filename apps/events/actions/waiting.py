"""Texts that wait: what somebody wants an event to say, kept whole until a second person confirms it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from apps.events.actions.parts import Additions, gathered_of, joined
from apps.events.actions.placing import UNPLACED
from apps.events.actions.proving import proven
from apps.events.actions.revising import locked, logged, open_for_work, told
from apps.events.coded import check_coded, coded
from apps.events.faults import InvalidField, Person, Written, WrongState
from apps.events.given import GivenEvidence, GivenStage
from apps.events.models import EventStage, PolicyEvent, Proposal

WAITING, RETURNED, REPLACED = "WAITING", "RETURNED", "REPLACED"
PARTS_AT_MOST = 20
NOWHERE: dict[str, Any] = {
    "document_version_id": None, "snapshot_id": None, "url": None, "quote": "", "locator": "", **UNPLACED,
}  # fmt: skip


def waiting_of(event: PolicyEvent) -> Proposal | None:
    """Return the text that waits for a second person, or None."""
    return Proposal.objects.filter(event=event, state=WAITING).first()


def must_wait(event: PolicyEvent) -> bool:
    """Tell whether a write goes to a second person first: of a published event, or where another one waits."""
    return event.state == "CONFIRMED" or waiting_of(event) is not None


@transaction.atomic
def submit(
    *,
    slug: str,
    expected: int,
    values: Mapping[str, Any],
    evidence: Sequence[GivenEvidence] = (),
    stages: Sequence[GivenStage] = (),
    reason: str,
    by: Person,
    now: datetime,
) -> Written:
    """Hand in a text with what it adds, for a second person; it replaces the one that waits, whose words stay.

    `evidence` and `stages` are all that is to be added; a stage names its proof by its place in `evidence`, or
    by the id of a stored one (`is_stored`). What sources brought goes along. Raises NotThere,
    VersionConflict, WrongState, InvalidField.
    """
    event, _ = locked(slug, expected)
    open_for_work(event)
    if max(len(evidence), len(stages)) > PARTS_AT_MOST:
        raise InvalidField(
            "evidence", "", "too many at once", f"at most {PARTS_AT_MOST} stages and pieces of evidence"
        )
    wanted = coded(event) | dict(values)
    parts = Additions([evidence_cells(one, now) for one in evidence], [stage_cells(one) for one in stages])
    if wanted == coded(event) and not (parts.evidence or parts.stages) and event.state == "CONFIRMED":
        raise WrongState("Nothing differs from what is published.")
    found = waiting_of(event)
    if found is not None:
        parts = joined(parts, gathered_of(Additions(found.evidence, found.stages)))
    return keep(event, wanted, parts, reason, by, now)


def keep(
    event: PolicyEvent, wanted: Mapping[str, Any], parts: Additions, reason: str, by: Person, now: datetime
) -> Written:
    """Let a text wait; the row lock is held by the caller. Raises InvalidField."""
    published = coded(event)
    check_coded({name: value for name, value in wanted.items() if value != published[name]})
    _check_stages(event, parts)
    Proposal.objects.filter(event=event, state=WAITING).update(
        state=REPLACED, decided_by_id=by.user_id, decided_at=now
    )
    # The words of what nobody has confirmed are not told in a history that all may read.
    changes = {
        "fields": [name for name, value in wanted.items() if value != published[name]],
        "evidence": len(parts.evidence),
        "stages": len(parts.stages),
    }
    number = logged(event, kind="PROPOSED", now=now, author=by, reason=reason, changes=changes)
    Proposal.objects.create(
        uid=uuid4(), event=event, number=number, author_id=by.user_id, made_at=now, reason=reason,
        values=dict(wanted), evidence=parts.evidence, stages=parts.stages,
    )  # fmt: skip
    told(event, op="UPDATED", now=now, reason=reason)
    return Written(event.slug, number, event.state, waits=True)


def text_now(event: PolicyEvent) -> tuple[dict[str, Any], Additions]:
    """Return the text that a further write begins from: the one that waits, else what stands."""
    found = waiting_of(event)
    if found is None:
        return coded(event), Additions()
    return dict(found.values), Additions(list(found.evidence), list(found.stages))


def evidence_cells(given: GivenEvidence, now: datetime) -> dict[str, Any]:
    """Return a piece of evidence, looked up, in the form in which it waits; raises as `keep_evidence`."""
    cells = NOWHERE | proven(given, now=now)
    day: date | None = cells["published_date"]
    return cells | {"published_date": day.isoformat() if day else None}


def stage_cells(given: GivenStage) -> dict[str, Any]:
    """Return a stage in the form in which it waits."""
    return {
        "stage": given.stage, "date": given.date.isoformat(), "date_precision": given.date_precision,
        "is_disputed": given.is_disputed, "supersedes": given.supersedes, "evidence": given.evidence,
        "is_stored": given.is_stored,
    }  # fmt: skip


def _check_stages(event: PolicyEvent, parts: Additions) -> None:
    """Raise InvalidField for a stage whose proof, or whose predecessor, does not exist."""
    stored = set(event.evidence.values_list("pk", flat=True))
    standing = EventStage.objects.filter(event=event, superseded_by__isnull=True)
    replaceable = set(standing.values_list("pk", flat=True))
    for step in parts.stages:
        known = stored if step["is_stored"] else range(len(parts.evidence))
        if step["evidence"] not in known:
            raise InvalidField(
                "stages.evidence", step["evidence"], "no such evidence", "one of this event, or a new one"
            )
        if step["supersedes"] is not None and step["supersedes"] not in replaceable:
            raise InvalidField(
                "stages.supersedes", step["supersedes"], "no standing stage", "one of this event"
            )
