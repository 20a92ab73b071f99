"""From the check point's stated inputs to the published run of its week, one input at a time, on the real figures."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.flows import queries
from apps.flows.checkpoint import WEEK, check_point
from tests import build

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "check-point.md"


def test_the_steps_lead_from_the_stated_inputs_to_the_published_week(capsys):
    release = queries.release(release_id=build.bundled())
    found = check_point()
    first, *_, served, last = found.steps
    # The method's own statement, within 10 % per quantile: 74 - 257 - 981 MWh, 26 - 89 - 271 times.
    assert first.point.energy_kwh == pytest.approx((74e3, 257e3, 981e3), rel=0.1)
    assert first.point.electricity_usd == pytest.approx((5.4e3, 19e3, 75e3), rel=0.1)
    assert first.point.list_usd == pytest.approx((0.98e6, 1.75e6, 2.7e6), rel=0.1)
    assert first.point.value_multiple == pytest.approx((26, 89, 271), rel=0.1)
    # Every step but the last counts the same 5.3e12 tokens of Chinese labs; the last the ten models of the week.
    assert {step.point.tokens for step in found.steps[:-1]} == {5.3e12}
    assert (served.basis, last.point.tokens) == ("COMPUTE", 8.7e12)
    # The last step is the published run itself, draw by draw.
    told = {row["name"]: row for row in queries.ratios(release, week=WEEK) if row["country"] is None}
    for name in ("value_multiple", "joules_per_token"):
        stored = tuple(told[name][end] for end in ("low", "central", "high"))
        assert getattr(last.point, name) == pytest.approx(stored, rel=1e-6)
    call_command("checkpoint")
    printed = capsys.readouterr().out
    shown, told = (steps_of(text) for text in (PAGE.read_text(encoding="utf-8"), printed))
    assert len(told) == len(found.steps)
    # The page shows what the command prints; where better inputs moved a number by more than a tenth, edit it.
    assert {name: pytest.approx(numbers, rel=0.1) for name, numbers in shown.items()} == told


def steps_of(text):
    """Return the numbers of each step of a printed table."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    cells = {row[0]: " ".join(row[2:]) for row in rows if row[0] != "step"}
    return {name: [float(number) for number in re.findall(r"[\d.]+", told)] for name, told in cells.items()}


def test_without_a_published_run_it_says_what_to_do():
    with pytest.raises(CommandError, match=r"no published run answers 2026-02-16; .* manage\.py prepare"):
        call_command("checkpoint")
