"""`manage.py whatif` marks every line as a scenario and says what cannot be asked."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.flows import actions
from apps.flows.models import EstimateRun
from tests import build

pytestmark = pytest.mark.django_db
# The command reads the real clock, which may be earlier in the day than the tests' own.
NOW = build.NOW - timedelta(days=2)


@pytest.fixture
def week():
    """Publish one week of two models."""
    build.countries(now=NOW)
    build.usage([(build.WEEK, "minimax/minimax-m2.5-20260211", 1000), (build.WEEK, "other", 500)], now=NOW)
    end = build.WEEK + timedelta(days=7)
    made = actions.estimate(period_from=build.WEEK, period_to=end, as_of=NOW, now=NOW, draws=50)
    actions.publish_run(run_id=made, now=NOW)
    return made


def call(*words):
    said = io.StringIO()
    call_command("whatif", *words, stdout=said)
    return said.getvalue().splitlines()


def test_every_line_says_that_it_is_a_scenario(week):
    said = call("tariff", "--set", "rate=0.25", "--set", "by=USA", "--week", "2026-02-16", "--rows", "1")
    assert all(line.startswith("SCENARIO  ") for line in said)
    assert said[0] == (
        "SCENARIO  A tariff on tokens from abroad: {'rate': 0.25, 'by': ['USA'], 'on': [], 'basis': 'COMPUTE'}"
    )
    assert "a transform of a published run, not an estimate" in said[1]
    assert "SCENARIO  world ORIGIN TOKENS: 1.5e+03 1.5e+03 1.5e+03 | 1.5e+03 1.5e+03 1.5e+03 | 0 0 0" in said
    assert EstimateRun.objects.count() == 1


def test_displaced_tokens_and_what_cannot_be_met_are_told(week):
    said = call("weights-closed", "--rows", "2")
    assert any(line.startswith("SCENARIO  displaced: ") for line in said)


def test_without_a_name_it_lists_what_may_be_asked():
    said = call()
    assert "tariff  A tariff on tokens from abroad" in said
    assert any(line.startswith("  --set rate=...") and line.endswith("needed") for line in said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("moon",), "use one of break-even"),
        (("tariff",), "rate: it must be given"),
        (("tariff", "--set", "rate"), "rate: it must be given"),
        (("break-even", "--week", "2026-02-17"), "no release answers"),
    ],
)
def test_what_cannot_be_asked_is_said(words, said):
    build.countries(now=NOW)
    with pytest.raises(CommandError, match=said):
        call(*words)
