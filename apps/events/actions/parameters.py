"""Proposals to change a parameter: an analyst proposes, the effect is worked out, a second person decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from apps.estimator.parameters import Parameter
from apps.events.actions.said import said
from apps.events.faults import InvalidField, NotThere, OwnWork, Person, Repeated, WrongState, check_role
from apps.events.models import ParameterDecision, ParameterEffect, ParameterProposal
from apps.events.parameter_rows import from_json, to_json
from apps.reference import actions as reference
from apps.reference import parameters
from apps.reference.proposed import RefusedRow, read_row

# One at a time: of two equal proposals the second finds the first, of two acceptances the second the changed row.
LOCK = "select pg_advisory_xact_lock(hashtextextended('parameter proposals', 0))"
LEASE, ATTEMPTS = timedelta(minutes=10), 3
VERDICTS = ("ACCEPT", "DECLINE")


@dataclass(frozen=True, slots=True)
class ClaimedEffect:
    """An effect that a worker has taken in hand: of which proposal, at which attempt, and the proposed row."""

    proposal_id: int
    attempt: int
    row: Parameter


@transaction.atomic
def propose_parameter(
    *, key: str, scope: str, cells: Mapping[str, str], reason: str, by: Person, now: datetime
) -> int:
    """Keep a changed row of parameters for a second person to judge; return the number of the proposal.

    Its effect is asked for at once. Raises RoleTooLow, NotThere for no such row, RefusedRow with the fields that
    break a rule of parameters.csv, InvalidField (no reason), Repeated where an equal one waits.
    """
    check_role(by, "analyst")
    _alone()
    former = parameters.load(now).find(key, scope)
    if former is None:
        raise NotThere(f"There is no parameter {key} with scope {scope or '(none)'}.")
    why = said("reason", reason)
    row = read_row(former, cells, note=why)
    if row.accessed > now.date():
        raise RefusedRow({"accessed": "write a day that has come"})
    kept = to_json(row)
    same = ParameterProposal.objects.filter(key=key, scope=scope, decision__isnull=True)
    for waiting in same:
        if waiting.row | {"note": ""} == kept | {"note": ""}:
            raise Repeated(f"Proposal {waiting.pk} asks for the same row and waits.", str(waiting.pk))
    made = ParameterProposal.objects.create(
        key=key, scope=scope, row=kept, former=to_json(former), reason=why, proposed_by_id=by.user_id,
        proposed_at=now,
    )  # fmt: skip
    ParameterEffect.objects.create(proposal=made)
    return made.pk


@transaction.atomic
def decide_parameter(*, proposal_id: int, verdict: str, reason: str, by: Person, now: datetime) -> str:
    """Accept or decline a proposal and return the verdict; an accepted row counts for every run from now on.

    Nothing that is published changes: the next estimate is made with it and published like any other. Raises
    RoleTooLow, NotThere, OwnWork, InvalidField, WrongState (decided, no effect yet, or the row has changed).
    """
    check_role(by, "reviewer")
    _alone()
    proposal = _found(proposal_id)
    if proposal.proposed_by_id == by.user_id:
        raise OwnWork("You proposed this change; another reviewer decides about it.")
    if verdict not in VERDICTS:
        raise InvalidField("verdict", verdict, "is none", "ACCEPT or DECLINE")
    why = said("reason", reason)
    decided = ParameterDecision.objects.filter(proposal=proposal).first()
    if decided is not None:
        raise WrongState(f"The proposal is decided since {decided.decided_at:%Y-%m-%d %H:%M} UTC.")
    revision = _accepted(proposal, why, by, now) if verdict == "ACCEPT" else None
    ParameterDecision.objects.create(
        proposal=proposal, decided_by_id=by.user_id, verdict=verdict, reason=why, revision=revision,
        decided_at=now,
    )  # fmt: skip
    return verdict


def _accepted(proposal: ParameterProposal, why: str, by: Person, now: datetime) -> int:
    """Lay the proposed row over the one that stands; raise WrongState where that is not to be."""
    if proposal.effect.state != "DONE":
        raise WrongState("The effect on the published numbers is not known yet; decide when it is.")
    stands = parameters.load(now).get(proposal.key, proposal.scope)
    if to_json(stands) != proposal.former:
        raise WrongState("The row has changed since this was proposed; propose the change again.")
    return reference.revise_parameter(
        row=from_json(proposal.row),
        proposal=proposal.pk,
        reason=proposal.reason,
        accepted_by=by.name,
        now=now,
    )


@transaction.atomic
def ask_effect_again(*, proposal_id: int, by: Person) -> None:
    """Have an effect worked out once more, after a failure or on a newer release; raises what a decision raises."""
    check_role(by, "analyst")
    _alone()
    proposal = _found(proposal_id)
    if ParameterDecision.objects.filter(proposal=proposal).exists():
        raise WrongState("The proposal is decided; its effect stands as it was known then.")
    if proposal.effect.state in ("WAITING", "STARTED"):
        raise WrongState("The effect is being worked out.")
    ParameterEffect.objects.filter(proposal=proposal).update(state="WAITING", attempt=0, problem="")


@transaction.atomic
def claim_effect(*, now: datetime) -> ClaimedEffect | None:
    """Take the oldest effect in hand that waits, or whose worker is gone; None where none does."""
    due = Q(state="WAITING") | Q(state="STARTED", lease_until__lt=now)
    effect = ParameterEffect.objects.select_for_update(skip_locked=True).filter(due).order_by("pk").first()
    if effect is None:
        return None
    effect.attempt, effect.state, effect.lease_until = effect.attempt + 1, "STARTED", now + LEASE
    if effect.attempt > ATTEMPTS:
        effect.state, effect.problem = "FAILED", f"given up after {ATTEMPTS} attempts that did not finish"
    effect.save(update_fields=["attempt", "state", "lease_until", "problem"])
    if effect.state == "FAILED":
        return None
    return ClaimedEffect(effect.proposal_id, effect.attempt, from_json(effect.proposal.row))


def keep_effect(
    *, claimed: ClaimedEffect, result: Mapping[str, Any] | None, problem: str = "", now: datetime
) -> bool:
    """Store what a worker found, or why it found nothing; say whether it was still the one to tell."""
    held = ParameterEffect.objects.filter(
        proposal_id=claimed.proposal_id, attempt=claimed.attempt, state="STARTED"
    )
    state = "FAILED" if result is None else "DONE"
    return bool(
        held.update(state=state, result=result or F("result"), problem=problem, made_at=now, lease_until=None)
    )


def _alone() -> None:
    """Let proposals be written one at a time until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def _found(proposal_id: int) -> ParameterProposal:
    """Return a proposal under a row lock; raise NotThere."""
    found = ParameterProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if found is None:
        raise NotThere(f"There is no proposal {proposal_id}.")
    return found
