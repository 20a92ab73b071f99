"""Proposals of parameters: who may propose, who may decide, once, and only what still stands."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model

from apps.events import actions, parameter_proposals
from apps.events.faults import InvalidField, NotThere, OwnWork, Person, Repeated, RoleTooLow, WrongState
from apps.events.models import ParameterDecision, ParameterProposal
from apps.reference import parameters
from apps.reference.models import ParameterRevision
from apps.reference.proposed import RefusedRow, cells_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def person(name: str, role: str) -> Person:
    actions.give_role(username=name, role=role)
    return Person(get_user_model().objects.get(username=name).pk, name, role)


def propose(by: Person | None = None, reason: str = "new accounts", **changes: str) -> int:
    cells = cells_of(parameters.load().get("gpu_life")) | {"central": "5", **changes}
    by = by or person("ada", "analyst")
    return actions.propose_parameter(key="gpu_life", scope="", cells=cells, reason=reason, by=by, now=NOW)


def known(number: int) -> None:
    """Store an effect as a worker does."""
    claimed = actions.claim_effect(now=NOW)
    assert claimed is not None
    assert claimed.proposal_id == number
    assert actions.keep_effect(claimed=claimed, result={"rows": []}, now=NOW)


def decide(
    number: int, by: Person, verdict: str = "ACCEPT", reason: str = "checked", now: datetime = NOW
) -> str:
    return actions.decide_parameter(proposal_id=number, verdict=verdict, reason=reason, by=by, now=now)


def test_a_reader_proposes_nothing() -> None:
    with pytest.raises(RoleTooLow):
        propose(person("eve", "reader"))
    assert ParameterProposal.objects.count() == 0


@pytest.mark.parametrize("role", ["reader", "analyst"])
def test_below_reviewer_nobody_decides(role: str) -> None:
    number = propose()
    known(number)
    with pytest.raises(RoleTooLow):
        decide(number, person("eve", role))
    assert ParameterDecision.objects.count() == 0


@pytest.mark.parametrize("verdict", ["ACCEPT", "DECLINE"])
@pytest.mark.parametrize("role", ["reviewer", "admin"])
def test_nobody_decides_about_their_own(role: str, verdict: str) -> None:
    by = person("grace", role)
    number = propose(by)
    known(number)
    with pytest.raises(OwnWork):
        decide(number, by, verdict)
    assert (ParameterDecision.objects.count(), ParameterRevision.objects.count()) == (0, 0)


def test_an_accepted_row_counts_from_then_on() -> None:
    number = propose()
    known(number)
    assert parameters.load().get("gpu_life").central == 4
    decide(number, person("grace", "reviewer"))
    assert parameters.load(NOW).get("gpu_life").central == 5
    assert parameters.load(NOW - timedelta(seconds=1)).get("gpu_life").central == 4
    found = parameter_proposals.proposal(number)
    assert found is not None
    assert (found.state, found.decision_reason) == ("ACCEPTED", "checked")
    assert parameter_proposals.accepted_by_row() == {("gpu_life", ""): [(number, NOW)]}


def test_a_declined_row_leaves_everything_as_it_was() -> None:
    number = propose()
    decide(number, person("grace", "reviewer"), "DECLINE")
    assert (parameters.load().get("gpu_life").central, ParameterRevision.objects.count()) == (4, 0)


def test_it_is_decided_once() -> None:
    number = propose()
    reviewer = person("grace", "reviewer")
    decide(number, reviewer, "DECLINE")
    with pytest.raises(WrongState, match="decided since"):
        decide(number, reviewer, "DECLINE")
    assert ParameterDecision.objects.count() == 1


def test_it_is_accepted_only_when_its_effect_is_known() -> None:
    number = propose()
    with pytest.raises(WrongState, match="not known yet"):
        decide(number, person("grace", "reviewer"))
    assert ParameterRevision.objects.count() == 0


def test_of_two_proposals_for_a_row_the_second_is_made_again() -> None:
    first, second = propose(), propose(central="5.5")
    known(first)
    known(second)
    reviewer = person("grace", "reviewer")
    decide(first, reviewer)
    with pytest.raises(WrongState, match="has changed since"):
        decide(second, reviewer)
    assert parameters.load().get("gpu_life").central == 5


def test_the_former_row_comes_back_by_another_proposal() -> None:
    first = propose()
    known(first)
    reviewer = person("grace", "reviewer")
    decide(first, reviewer)
    former = parameter_proposals.proposal(first)
    assert former is not None
    later = NOW + timedelta(hours=1)
    back = actions.propose_parameter(
        key="gpu_life", scope="", cells=cells_of(former.former), reason="the accounts were corrected",
        by=person("ada", "analyst"), now=later,
    )  # fmt: skip
    known(back)
    decide(back, reviewer, now=later)
    assert parameters.load(later).get("gpu_life").central == 4
    assert [row.id for row in parameter_proposals.proposals(key="gpu_life")] == [back, first]


def test_the_same_row_is_proposed_once_while_it_waits() -> None:
    number = propose()
    with pytest.raises(Repeated, match=f"Proposal {number} "):
        propose(reason="once more")
    decide(number, person("grace", "reviewer"), "DECLINE")
    assert propose(reason="once more") != number


@pytest.mark.parametrize("reason", ["", "  \n", "a\x00b", "\ud800", "x" * 2001])
def test_a_reason_is_a_text_that_can_be_kept(reason: str) -> None:
    with pytest.raises(InvalidField):
        propose(reason=reason)
    assert ParameterProposal.objects.count() == 0


def test_a_source_is_not_read_in_the_future() -> None:
    with pytest.raises(RefusedRow, match="accessed"):
        propose(accessed="2026-11-23")


def test_an_unknown_row_or_proposal_is_told() -> None:
    with pytest.raises(NotThere):
        actions.propose_parameter(
            key="gpu_lief", scope="", cells={}, reason="why", by=person("ada", "analyst"), now=NOW
        )
    with pytest.raises(NotThere):
        decide(10**15, person("grace", "reviewer"))


def test_another_verdict_is_refused() -> None:
    number = propose()
    with pytest.raises(InvalidField, match="ACCEPT or DECLINE"):
        decide(number, person("grace", "reviewer"), "accept")


def test_an_effect_goes_on_when_its_worker_is_gone_and_is_given_up_in_the_end() -> None:
    number = propose()
    moment = NOW
    for _attempt in range(3):
        claimed = actions.claim_effect(now=moment)
        assert claimed is not None
        assert actions.claim_effect(now=moment + timedelta(minutes=9)) is None
        moment += timedelta(minutes=11)
    assert actions.claim_effect(now=moment) is None
    found = parameter_proposals.proposal(number)
    assert found is not None
    assert found.effect_state == "FAILED"
    assert not actions.keep_effect(claimed=claimed, result={"rows": []}, now=moment)
