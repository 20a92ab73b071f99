"""Double coding: a stated draw, two seats, codings that nobody sees or changes, and a third person who settles."""

from datetime import timedelta

import pytest

from apps.events import actions, coding
from apps.events.faults import InvalidField, OwnWork, RoleTooLow, WrongState
from apps.events.models import (
    Coding,
    CodingTask,
)
from tests.events.coded import NOW, code, draw, events, given, person, task

pytestmark = pytest.mark.django_db


def test_a_seed_and_a_rate_draw_the_same_of_the_same_events():
    events(10)
    assert draw(rate=0.25) == 3
    # sha256 of "7:event-000" to "7:event-009" in order, by the shell's sha256sum: 002 (1814...), 003 (29e8...),
    # 008 (4a5c...), 000 (883c...), ...
    drawn = set(CodingTask.objects.values_list("event__slug", flat=True))
    assert drawn == {"event-002", "event-003", "event-008"}
    first = coding.draws()[0]
    assert (first.seed, first.rate, first.population, first.drawn, first.codebook) == (7, 0.25, 10, 3, "2")
    CodingTask.objects.all().delete()
    draw(rate=0.25)
    assert set(CodingTask.objects.values_list("event__slug", flat=True)) == drawn
    CodingTask.objects.all().delete()
    draw(rate=0.25, seed=8)
    assert set(CodingTask.objects.values_list("event__slug", flat=True)) != drawn


def test_an_event_is_drawn_once_per_codebook():
    events(4)
    assert (draw(rate=0.5), draw(rate=1)) == (2, 2)
    with pytest.raises(WrongState, match="is left to draw"):
        draw()


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": 0},
        {"rate": 1.01},
        {"rate": float("nan")},
        {"seed": -1},
        {"seed": 2**31},
        {"state": "REJECTED"},
    ],
)
def test_a_draw_that_cannot_be_is_refused(wrong):
    events()
    with pytest.raises(InvalidField):
        draw(**wrong)
    assert CodingTask.objects.count() == 0


def test_only_a_reviewer_draws_and_only_an_analyst_codes():
    events()
    with pytest.raises(RoleTooLow):
        draw(by=person("ada", "analyst"))
    draw()
    reader = person("eve", "reader")
    with pytest.raises(RoleTooLow):
        actions.take_seat(task_id=task(), by=reader, now=NOW)
    with pytest.raises(RoleTooLow):
        actions.submit_coding(task_id=task(), given=given(), by=reader, now=NOW)


def test_a_third_person_finds_no_seat_until_one_is_free():
    events()
    draw()
    ada, bea, cyd = (person(name, "analyst") for name in ("ada", "bea", "cyd"))
    actions.take_seat(task_id=task(), by=ada, now=NOW)
    actions.take_seat(task_id=task(), by=bea, now=NOW)
    with pytest.raises(WrongState, match="Two people"):
        actions.take_seat(task_id=task(), by=cyd, now=NOW)
    actions.give_back(task_id=task(), by=bea, now=NOW)
    actions.take_seat(task_id=task(), by=cyd, now=NOW)
    with pytest.raises(WrongState, match="Take the event in hand first"):
        actions.submit_coding(task_id=task(), given=given(), by=bea, now=NOW)


def test_a_seat_is_free_again_after_seven_days_and_its_holder_may_still_be_second():
    events()
    draw()
    ada, bea, cyd = (person(name, "analyst") for name in ("ada", "bea", "cyd"))
    actions.take_seat(task_id=task(), by=ada, now=NOW)
    code(task(), bea)
    later = NOW + timedelta(days=7)
    actions.take_seat(task_id=task(), by=cyd, now=later)
    assert actions.submit_coding(task_id=task(), given=given(), by=ada, now=later) == 2
    with pytest.raises(WrongState, match="not needed any more"):
        actions.submit_coding(task_id=task(), given=given(), by=cyd, now=later)


def test_who_worked_on_the_event_does_not_code_it():
    events(by="ada")
    draw()
    with pytest.raises(OwnWork):
        actions.take_seat(task_id=task(), by=person("ada", "analyst"), now=NOW)


def test_a_coding_is_made_once_and_never_changed():
    events()
    draw()
    ada = person("ada", "analyst")
    assert code(task(), ada) == 1
    with pytest.raises(WrongState, match="never changed"):
        actions.submit_coding(task_id=task(), given=given(kind="SUBSIDY"), by=ada, now=NOW)
    assert Coding.objects.get().kind == "TARIFF"
    with pytest.raises(WrongState, match="a coding stays"):
        actions.give_back(task_id=task(), by=ada, now=NOW)


def test_neither_is_told_of_the_other_before_both_are_in():
    events()
    draw()
    ada, bea = person("ada", "analyst"), person("bea", "analyst")
    actions.take_seat(task_id=task(), by=bea, now=NOW)
    code(task(), ada)
    assert coding.pair_of(task_id=task()) is None
    assert coding.own_coding(task_id=task(), user_id=bea.user_id) is None
    assert coding.blind_slugs(user_id=bea.user_id, now=NOW) == {"event-000"}
    assert coding.blind_slugs(user_id=ada.user_id, now=NOW) == {"event-000"}
    assert coding.blind_slugs(user_id=person("cyd", "analyst").user_id, now=NOW) == frozenset()
    code(task(), bea, kind="SUBSIDY")
    pair = coding.pair_of(task_id=task())
    assert pair is not None
    assert (pair.differing, [one["kind"] for one in pair.values]) == (("kind",), ["TARIFF", "SUBSIDY"])
    assert coding.blind_slugs(user_id=bea.user_id, now=NOW) == frozenset()


@pytest.mark.parametrize("wrong", [
    {"kind": ""}, {"kind": "NEWS"}, {"severity": "high"}, {"direction": ""}, {"confidence": "A"},
    {"stage": ""}, {"date": None}, {"precision": ""}, {"precision": "WEEK"}, {"countries": ("EU",)},
    {"countries": ("CHN", "")}, {"note": "a\x00"}, {"note": "x" * 2001},
])  # fmt: skip
def test_what_is_no_word_of_the_codebook_is_refused(wrong):
    events()
    draw()
    with pytest.raises(InvalidField):
        code(task(), person("ada", "analyst"), **wrong)
    assert Coding.objects.count() == 0


def test_an_event_whose_evidence_shows_no_stage_is_coded_without_one():
    events()
    draw()
    code(task(), person("ada", "analyst"), stage="", date=None, precision="", countries=())
    assert (Coding.objects.get().stage_date, Coding.objects.get().countries) == (None, [])
