"""Two codings are settled by a third person; the event takes the codes by its own rules, figures stay raw."""

from datetime import date

import pytest

from apps.events import actions, coding
from apps.events.actions.agreeing import reckon_agreement
from apps.events.faults import InvalidField, NotThere, OwnWork, RoleTooLow, VersionConflict, WrongState
from apps.events.models import Adjudication, AgreementFigures, Coding, EventRevision, PolicyEvent, Proposal
from tests.events.coded import DAY, NOW, code, draw, events, given, person, task

pytestmark = pytest.mark.django_db


def settle(number, by, expected=1, reasons=None, **changes):
    return actions.adjudicate(
        task_id=number, expected=expected, given=given(**changes), reasons=reasons or {}, by=by, now=NOW
    )


def differing():
    """Return a task on which two coders differ in kind and countries."""
    events()
    draw()
    code(task(), person("ada", "analyst"))
    code(task(), person("bea", "analyst"), kind="EXPORT_CONTROL", countries=("CHN", "USA"))
    return task()


def test_a_third_person_settles_and_the_event_carries_the_codes():
    number = differing()
    reasons = {"kind": "the text is a licence rule", "countries": "the rule names both"}
    revision = settle(
        number, person("grace", "reviewer"), reasons=reasons, kind="EXPORT_CONTROL", countries=("USA", "CHN")
    )
    event = PolicyEvent.objects.get()
    assert (event.kind, event.severity, event.direction, event.confidence) == (
        "EXPORT_CONTROL",
        "LOW",
        "CLOSES",
        "HIGH",
    )
    assert sorted(event.targets.values_list("pk", flat=True)) == ["CHN", "USA"]
    # The event was made with a rumour of January; the settled first stage stands beside it.
    assert sorted(event.stages.values_list("stage", "date")) == [
        ("ANNOUNCED", DAY),
        ("RUMOUR", date(2026, 1, 1)),
    ]
    assert event.state == "CANDIDATE"
    log = EventRevision.objects.filter(event=event).order_by("number")
    assert [row.kind for row in log] == ["CREATED", "EDITED", "STAGE"]
    assert "kind: the text is a licence rule" in log[1].reason
    assert (Adjudication.objects.get().revision, revision) == (3, 3)
    assert [one.kind for one in Coding.objects.order_by("pk")] == ["TARIFF", "EXPORT_CONTROL"]


def test_codes_of_a_published_event_wait_for_one_more_person():
    events()
    actions.judge(slug="event-000", expected=1, verdict="CONFIRM", reason="checked", merged_into="",
                  by=person("hal", "reviewer"), now=NOW)  # fmt: skip
    draw(state="CONFIRMED")
    code(task(), person("ada", "analyst"))
    code(task(), person("bea", "analyst"))
    settle(task(), person("grace", "reviewer"), expected=2)
    assert PolicyEvent.objects.get().kind == "INCIDENT"
    assert Proposal.objects.filter(state="WAITING").get().values["kind"] == "TARIFF"


@pytest.mark.parametrize("coder", ["ada", "bea"])
def test_a_coder_settles_nothing_and_judges_nothing(coder):
    number = differing()
    with pytest.raises(OwnWork):
        settle(number, person(coder, "admin"), reasons={"kind": "mine", "countries": "mine"})
    with pytest.raises(OwnWork):
        actions.judge(slug="event-000", expected=1, verdict="CONFIRM", reason="mine", merged_into="",
                      by=person(coder, "admin"), now=NOW)  # fmt: skip
    assert (Adjudication.objects.count(), PolicyEvent.objects.get().state) == (0, "CANDIDATE")


def test_who_settled_does_not_confirm_the_event():
    number = differing()
    grace = person("grace", "reviewer")
    settle(number, grace, reasons={"kind": "so", "countries": "so"})
    with pytest.raises(OwnWork):
        actions.judge(
            slug="event-000", expected=3, verdict="CONFIRM", reason="mine", merged_into="", by=grace, now=NOW
        )


def test_each_difference_needs_a_reason_and_an_agreed_value_stands():
    number = differing()
    grace = person("grace", "reviewer")
    with pytest.raises(InvalidField, match="reason-countries"):
        settle(number, grace, reasons={"kind": "so"})
    with pytest.raises(InvalidField, match="both coders agree"):
        settle(number, grace, reasons={"kind": "so", "countries": "so"}, severity="HIGH")
    with pytest.raises(VersionConflict):
        settle(number, grace, expected=5, reasons={"kind": "so", "countries": "so"})
    assert (Adjudication.objects.count(), PolicyEvent.objects.get().kind) == (0, "INCIDENT")


def test_it_is_settled_once_by_a_reviewer_when_both_are_in():
    events()
    draw()
    grace = person("grace", "reviewer")
    code(task(), person("ada", "analyst"))
    with pytest.raises(WrongState, match="Both codings"):
        settle(task(), grace)
    code(task(), person("bea", "analyst"))
    with pytest.raises(RoleTooLow):
        settle(task(), person("cyd", "analyst"))
    settle(task(), grace)
    with pytest.raises(WrongState, match="settled already"):
        settle(task(), grace, expected=3)
    with pytest.raises(NotThere):
        settle(10**12, grace)


def test_figures_are_of_the_raw_codings_of_complete_tasks_and_made_once():
    slugs = events(11)
    draw()
    ada, bea = person("ada", "analyst"), person("bea", "analyst")
    for place, slug in enumerate(slugs[:10]):
        code(task(slug), ada, direction="OPENS" if place < 5 else "CLOSES")
        code(task(slug), bea, direction="OPENS" if place < 4 else "CLOSES")
    code(task(slugs[10]), ada, direction="NEUTRAL")
    assert reckon_agreement(now=NOW) == 1
    assert reckon_agreement(now=NOW) == 0
    (book,) = coding.agreement()
    found = {row["field"]: row for row in book["figures"]}
    # Ten events, one differs: Do = 1/10. Values: 9 OPENS, 11 CLOSES: De = 2 * 9 * 11 / (20 * 19) = 198/380.
    assert found["direction"]["alpha"] == pytest.approx(1 - 0.1 / (198 / 380), abs=1e-12)
    assert (found["direction"]["n"], found["direction"]["low"], found["direction"]["equal_share"]) == (
        10,
        None,
        0.9,
    )
    assert (found["kind"]["status"], found["kind"]["alpha"]) == ("NO_VARIATION", None)
    grace = person("grace", "reviewer")
    settle(task(slugs[4]), grace, reasons={"direction": "it closes"}, direction="CLOSES")
    assert reckon_agreement(now=NOW) == 0
    code(task(slugs[10]), bea, direction="NEUTRAL")
    assert reckon_agreement(now=NOW) == 1
    assert AgreementFigures.objects.count() == 2
    assert {row["field"]: row["n"] for row in coding.agreement()[0]["figures"]}["direction"] == 11
