"""Double coding: a sample is drawn, two people code it blind, a third settles where they differ."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from math import ceil
from typing import Any

from django.db import transaction

from apps.events.actions.editing import edit
from apps.events.actions.proposing import add_stage
from apps.events.actions.said import said, storable
from apps.events.coding import CODERS, FIELDS, GivenCoding, has_worked_on, in_hand, pair_of
from apps.events.faults import (
    InvalidField,
    NotThere,
    OwnWork,
    Person,
    WrongState,
    check_role,
)
from apps.events.given import GivenStage
from apps.events.models import (
    Adjudication,
    Coding,
    CodingDraw,
    CodingSeat,
    CodingTask,
    EventStage,
    PolicyEvent,
)
from apps.events.words import CODEBOOK, CONFIDENCES, DIRECTIONS, EVENT_KINDS, PRECISIONS, SEVERITIES, STAGES
from apps.reference import queries as reference

DRAWN_FROM = ("CANDIDATE", "CONFIRMED")
SEED_AT_MOST = 2**31 - 1
COUNTRIES_AT_MOST = 50
ALLOWED = {
    "kind": EVENT_KINDS,
    "severity": SEVERITIES,
    "direction": DIRECTIONS,
    "confidence": CONFIDENCES,
    "stage": ("", *STAGES),
    "precision": ("", *PRECISIONS),
}


@transaction.atomic
def draw_sample(*, seed: int, rate: float, state: str, by: Person, now: datetime) -> int:
    """Draw a share of the events in a state for double coding by the present codebook; return how many.

    The same seed draws the same of the same events. An event is drawn once per codebook. Raises RoleTooLow,
    InvalidField, WrongState where nothing is left to draw from.
    """
    check_role(by, "reviewer")
    if not 0 < rate <= 1:
        raise InvalidField("rate", rate, "is no share", "above 0, at most 1")
    if not 0 <= seed <= SEED_AT_MOST:
        raise InvalidField("seed", seed, "is out of range", f"0 to {SEED_AT_MOST}")
    if state not in DRAWN_FROM:
        raise InvalidField("state", state, "cannot be drawn from", " or ".join(DRAWN_FROM))
    # Two draws at a time would both find the same events.
    events = PolicyEvent.objects.select_for_update(no_key=True).filter(state=state, merged_into__isnull=True)
    left = [
        event for event in events.order_by("pk") if not event.coding_tasks.filter(codebook=CODEBOOK).exists()
    ]
    if not left:
        raise WrongState(f"No event in the state {state} is left to draw for codebook {CODEBOOK}.")
    chosen = sorted(left, key=lambda event: _place(seed, event.slug))[: ceil(rate * len(left))]
    draw = CodingDraw.objects.create(
        seed=seed, rate=rate, state=state, population=len(left), drawn=len(chosen), codebook=CODEBOOK,
        drawn_by_id=by.user_id, drawn_at=now,
    )  # fmt: skip
    CodingTask.objects.bulk_create(
        CodingTask(draw=draw, event=event, codebook=CODEBOOK)
        for event in sorted(chosen, key=lambda event: event.slug)
    )
    return len(chosen)


def _place(seed: int, slug: str) -> str:
    """Return what orders events by chance, and the same for the same seed."""
    return hashlib.sha256(f"{seed}:{slug}".encode()).hexdigest()


@transaction.atomic
def take_seat(*, task_id: int, by: Person, now: datetime) -> None:
    """Take a task in hand for some days; raise RoleTooLow, NotThere, OwnWork, WrongState where it is taken."""
    check_role(by, "analyst")
    task = _locked(task_id)
    holders, coders = in_hand(task, now), _coders(task)
    if by.user_id in coders:
        raise WrongState("You have coded this event.")
    if by.user_id in holders:
        return
    if has_worked_on(task.event_id, by.user_id):
        raise OwnWork("You have worked on this event and know its codes; two others code it.")
    if len(holders) + len(coders) >= CODERS:
        raise WrongState("Two people have this event in hand; take another one.")
    CodingSeat.objects.filter(task=task, coder_id=by.user_id, given_back_at__isnull=True).update(
        given_back_at=now
    )
    CodingSeat.objects.create(task=task, coder_id=by.user_id, taken_at=now)


@transaction.atomic
def give_back(*, task_id: int, by: Person, now: datetime) -> None:
    """Leave a task to others; what was coded stays. Raises NotThere, WrongState."""
    task = _locked(task_id)
    if by.user_id in _coders(task):
        raise WrongState("You have coded this event; a coding stays.")
    CodingSeat.objects.filter(task=task, coder_id=by.user_id, given_back_at__isnull=True).update(
        given_back_at=now
    )


@transaction.atomic
def submit_coding(*, task_id: int, given: GivenCoding, by: Person, now: datetime) -> int:
    """Keep a coding for good and return how many the task has; seen by nobody else before there are two.

    Raises RoleTooLow, NotThere, InvalidField, WrongState (no seat, coded already, or two are in).
    """
    check_role(by, "analyst")
    task = _locked(task_id)
    coders = _coders(task)
    if by.user_id in coders:
        raise WrongState("You have coded this event; a coding is never changed.")
    if len(coders) >= CODERS:
        raise WrongState("Two codings are in; yours is not needed any more.")
    if not CodingSeat.objects.filter(task=task, coder_id=by.user_id, given_back_at__isnull=True).exists():
        raise WrongState("Take the event in hand first.")
    check(given)
    Coding.objects.create(
        task=task, coder_id=by.user_id, codebook=task.codebook, kind=given.kind, severity=given.severity,
        direction=given.direction, confidence=given.confidence, stage=given.stage, stage_date=given.date,
        date_precision=given.precision, countries=sorted(set(given.countries)), note=given.note, submitted_at=now,
    )  # fmt: skip
    return len(coders) + 1


def check(given: GivenCoding) -> None:
    """Raise InvalidField where a coding uses no word of the codebook, or dates no stage."""
    for name, allowed in ALLOWED.items():
        if getattr(given, name) not in allowed:
            raise InvalidField(
                name, getattr(given, name), "is no word of the codebook", ", ".join(filter(None, allowed))
            )
    dated = [bool(given.stage), given.date is not None, bool(given.precision)]
    if any(dated) and not all(dated):
        raise InvalidField(
            "stage", given.stage, "stage, day and precision belong together", "all three, or none of them"
        )
    known = reference.country_codes()
    for code in given.countries:
        if code not in known:
            raise InvalidField("countries", code, "is no country", "ISO 3166-1 alpha-3 codes, XKX or UNK")
    if len(given.countries) > COUNTRIES_AT_MOST:
        raise InvalidField("countries", len(given.countries), "are too many", f"at most {COUNTRIES_AT_MOST}")
    storable("note", given.note)


@transaction.atomic
def adjudicate(
    *, task_id: int, expected: int, given: GivenCoding, reasons: Mapping[str, str], by: Person, now: datetime
) -> int:
    """Settle two codings: a third person's value and reason where they differ, theirs where they agree.

    The result becomes the event's codes like any other edit (of a published event it waits for one more person).
    Returns the event's revision. Raises RoleTooLow, OwnWork, NotThere, VersionConflict, WrongState, InvalidField.
    """
    check_role(by, "reviewer")
    task = _locked(task_id)
    pair = pair_of(task_id=task_id)
    if pair is None:
        raise WrongState("Both codings must be in before they are settled.")
    if by.user_id in pair.coders:
        raise OwnWork("You coded this event; another reviewer settles it.")
    if Adjudication.objects.filter(task=task).exists():
        raise WrongState("The codings are settled already.")
    check(given)
    wanted = _values(given)
    for name in set(FIELDS) - set(pair.differing):
        if wanted[name] != pair.values[0][name]:
            raise InvalidField(
                name, wanted[name], "both coders agree on another value", "leave it as they coded it"
            )
    why = {name: said(f"reason-{name}", reasons.get(name, "")) for name in pair.differing}
    revision = _applied(task.event, expected, wanted, given.date, why, by, now)
    Adjudication.objects.create(
        task=task, decided_by_id=by.user_id, values=wanted, reasons=why, revision=revision, decided_at=now
    )
    return revision


def _applied(
    event: PolicyEvent, expected: int, wanted: Mapping[str, Any], day: date | None, why: Mapping[str, str],
    by: Person, now: datetime,
) -> int:  # fmt: skip
    """Give an event the settled codes, its stage too where it lacks it; return its revision."""
    names = ("kind", "severity", "direction", "confidence")
    values = {name: wanted[name] for name in names} | {"targets": list(wanted["countries"])}
    told = " ".join(f"{name}: {text}" for name, text in why.items())
    reason = f"Settled from two codings. {told}".strip()
    written = edit(slug=event.slug, expected=expected, values=values, reason=reason, by=by, now=now)
    if day is None or EventStage.objects.filter(event=event, stage=wanted["stage"], date=day).exists():
        return written.revision
    proof = event.evidence.order_by("pk").first()
    if proof is None:
        raise WrongState("The event has no evidence that could show its stage; add some first.")
    step = GivenStage(stage=wanted["stage"], date=day, date_precision=wanted["precision"], evidence=proof.pk)
    return add_stage(
        slug=event.slug, expected=written.revision, given=step, evidence=None, by=by, now=now
    ).revision


def _values(given: GivenCoding) -> dict[str, Any]:
    """Return a coding as stored values are compared."""
    found = {name: getattr(given, name) for name in FIELDS}
    return found | {
        "date": given.date.isoformat() if given.date else "",
        "countries": sorted(set(given.countries)),
    }


def _coders(task: CodingTask) -> list[int]:
    """Return who has coded a task."""
    return list(task.codings.values_list("coder_id", flat=True))


def _locked(task_id: int) -> CodingTask:
    """Return a task under a row lock; raise NotThere."""
    found = (
        CodingTask.objects.select_for_update(of=("self",)).select_related("event").filter(pk=task_id).first()
    )
    if found is None:
        raise NotThere(f"There is no coding task {task_id}.")
    return found
