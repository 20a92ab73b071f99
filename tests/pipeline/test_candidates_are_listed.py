"""`manage.py candidates` prints what waits for a person and changes nothing."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from apps.collectors import run
from apps.events import actions
from apps.events.models import EventEvidence, EventStage, PolicyEvent
from apps.events.rows import ReadCandidate, ReadEvidence, ReadStage
from apps.observations.models import Snapshot

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("known_world")


def call(*words):
    said = io.StringIO()
    call_command("candidates", *words, stdout=said)
    return said.getvalue().splitlines()


@pytest.fixture
def two(known_world):
    actions.record_candidates(
        source_key="synthetic.events",
        candidates=[
            ReadCandidate(
                slug="invented-rule", kind="EXPORT_CONTROL", title="Invented rule", jurisdiction="USA",
                targets=("CHN",), doubt="a date far ahead",
                evidence=(ReadEvidence(url="https://office.example/rule", locator="page 2", grade="A"),),
                stages=(
                    ReadStage(stage="ANNOUNCED", date=date(2026, 4, 1), date_precision="QUARTER"),
                    ReadStage(stage="EFFECTIVE", date=date(2026, 5, 9), is_disputed=True),
                ),
            ),
            ReadCandidate(
                slug="invented-news", kind="DISCLOSURE", title="Invented news",
                evidence=(ReadEvidence(url="https://lab.example/news"),),
            ),
        ],
        now=NOW,
    )  # fmt: skip


def rows():
    return [model.objects.count() for model in (PolicyEvent, EventStage, EventEvidence, Snapshot)]


@pytest.mark.usefixtures("two")
def test_an_event_is_printed_with_its_doubt_dates_and_evidence():
    before = rows()
    assert call("invented-rule") == [
        "invented-rule  EXPORT_CONTROL  LOW  USA to CHN",
        "  Invented rule",
        "  check first: a date far ahead",
        "  2026-Q2     ANNOUNCED",
        "  2026-05-09  EFFECTIVE  disputed",
        "  [A] https://office.example/rule  page 2",
        "",
        "1 of 1 candidates shown; none is published without a person",
    ]
    assert rows() == before


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("words", "last"),
    [
        ([], "2 of 2"), (["--limit", "1"], "1 of 2"), (["--kind", "disclosure"], "1 of 1"), (["--doubtful"], "1 of 1"),
        (["--kind", "OUTAGE"], "0 of 0"),
    ],
)  # fmt: skip
def test_what_is_shown_can_be_narrowed(words, last):
    assert call(*words)[-1].startswith(f"{last} candidates shown")


@pytest.mark.parametrize(
    ("words", "said"), [(["nobody"], "called 'nobody'"), (["--limit", "0"], "at least 1")]
)
def test_a_question_without_answer_is_an_error(words, said):
    with pytest.raises(CommandError, match=said):
        call(*words)


def test_the_shipped_events_are_listed():
    run.collect(source="curated.policy_events", now=NOW)
    lines = call("us-bis-affiliates-rule")
    assert (
        "  check first: The suspension was due to end on 9 November 2026 (others: 10 November): status to be checked."
        in lines
    )
    assert any("Until 2026-11-09." in line for line in lines)
    assert call()[-1] == "19 of 19 candidates shown; none is published without a person"
