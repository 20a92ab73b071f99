"""`manage.py beforeafter` prints what may be said, and marks what is made up on every line."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.collectors import run
from apps.estimator.bench import histories
from apps.flows.models import EstimateRun
from apps.observations.models import Observation
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bundled(db):
    """Load what ships with the product."""
    build.countries()
    # The command reads the real clock, which may be earlier in the day than the tests' own.
    run.collect_bundled(now=build.NOW - timedelta(days=2))


def call(*words):
    said = io.StringIO()
    call_command("beforeafter", *words, stdout=said)
    return said.getvalue().splitlines()


def test_an_event_without_enough_weeks_gets_no_statement():
    event = "google-antigravity-third-party-access"
    said = call("--event", event, "--candidates", "--as-of", "2026-11-23T00:00:00")
    assert said[0] == "models of labs in CHN, as known at 2026-11-23 00:00 UTC: association, not cause"
    assert said[1].startswith(f"2026-02-12  policy event {event}: ")
    assert said[1].endswith("  candidate, not confirmed")
    assert said[2].startswith("  insufficient_data: no statement; 0 usable weeks before and 0 after")
    assert said[-1] == "3 dates of events"


def test_without_confirmed_events_it_says_where_the_others_are():
    assert call()[-1] == "no event is confirmed; --candidates shows those that nobody has confirmed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--event", "no-such-event"), "manage.py candidates"),
        (("--group", "XYZ"), "use an ISO code such as CHN"),
        (("--day", "2026-13-01"), "--day"),
    ],
)
def test_what_cannot_be_answered_is_said(words, said):
    with pytest.raises(CommandError, match=said):
        call(*words)


def test_the_trial_is_marked_as_synthetic_on_every_line_and_stores_nothing(monkeypatch):
    monkeypatch.setattr(histories, "HISTORIES", 50)
    before = Observation.objects.count(), EstimateRun.objects.count()
    said = call("--synthetic")
    assert all(line.startswith("SYNTHETIC  ") for line in said)
    assert "stated 95.0%" in said[2]
    launches = "launch of GLM-5 (2026-02-11), launch of MiniMax M2.5 (2026-02-11)"
    (terms,) = [line for line in said if "(2026-02-17)" in line]
    assert terms.endswith(f"confounded: change after; overlaps with {launches}")
    assert before == (Observation.objects.count(), EstimateRun.objects.count())


def test_the_trial_needs_the_dates_of_real_events(monkeypatch):
    monkeypatch.setattr("apps.events.queries.events", lambda **asked: [])
    with pytest.raises(CommandError, match=r"collect curated\.policy_events"):
        call("--synthetic")
