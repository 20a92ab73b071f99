"""`manage.py claims`: the ledger on the shipped data, one claim in full, a stored moment, and the minute's question."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.flows.claims import queries
from apps.flows.models import EstimateRun
from apps.pipeline import tasks
from apps.pipeline.management.commands import claims as command
from tests import build

pytestmark = pytest.mark.django_db
AT = build.NOW + timedelta(minutes=10)


class Clock:
    """A clock that stands still where the command looks at it."""

    fromisoformat = staticmethod(command.datetime.fromisoformat)

    @staticmethod
    def now(_zone):
        return AT


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """Store and publish the shipped data once for this module, then take it back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build.bundled()
        transaction.set_rollback(True)


@pytest.fixture
def call(shipped, monkeypatch):
    """Return the lines a call of the command prints."""
    monkeypatch.setattr(command, "datetime", Clock)

    def run(*words):
        said = io.StringIO()
        call_command("claims", *words, stdout=said)
        return said.getvalue().splitlines()

    return run


def block(lines, claim_id):
    """Return the lines of one claim."""
    start = next(number for number, line in enumerate(lines) if line.startswith(claim_id))
    return lines[start : lines.index("", start)]


def test_the_ledger_prints_every_claim_with_number_status_basis_and_evidence(call):
    lines = call()
    assert [line.split()[0] for line in lines if line[:1] == "c"] == [
        f"c{number:02d}" for number in range(1, 63)
    ]
    gap = "     * reproduced (our data): 16.67 (16.67 to 20.83); list prices, input; the range goes to output"
    assert any(line.startswith(gap) for line in block(lines, "c11"))
    assert any(line.startswith("     * reproduced (arithmetic): 0.6092;") for line in block(lines, "c01"))
    assert any(line.startswith("     * reproduced (arithmetic): 22;") for line in block(lines, "c46"))
    assert any("MISSING_INPUT:obs:openrouter.rankings" in line for line in block(lines, "c03"))
    closed = "     * P contradicted (another publication): ACCOUNTS_SUSPENDED 2026-02-12 to 2026-02-14; what was done"
    assert any(line.startswith(closed) for line in block(lines, "c09"))
    assert any(line.startswith("     ? Reading:") for line in block(lines, "c20"))
    assert block(lines, "c11")[-1].startswith("     ! List prices of mid-February")


def test_contradicting_claims_stand_side_by_side(call):
    lines = call()
    start = lines.index("=== How much of a token's price is electricity?")
    box = lines[start : lines.index("", start)]
    assert [line.split()[1] for line in box if line.startswith("  | c")] == ["c19", "c46", "c59", "c60"]
    assert any("* reproduced (arithmetic): 22" in line for line in box)
    assert sum(line.startswith("=== ") for line in lines) == 9


def test_the_last_lines_count_and_name_what_it_rests_on(call):
    *_, counts, about = call()
    assert counts.startswith("65 headline checks: 34 cannot_be_checked, ")
    run = EstimateRun.objects.get()
    assert f"run {run.fingerprint[:16]}" in about
    assert "as of 2026-11-22T12:10:00Z" in about


def test_a_call_keeps_its_set_and_a_moment_prints_it_again(call):
    first = call()
    assert len(queries.claim_sets()) == 1
    again = call("--as-of", "2026-11-22T12:10:00+00:00")
    assert again[:-1] == first[:-1]
    assert again[-1] == f"{first[-1]} (stored)"
    assert len(queries.claim_sets()) == 1
    anew = call("--as-of", "2026-11-22T12:10:00", "--again")
    assert anew[:-1] == first[:-1]


def test_one_claim_prints_its_inputs_with_their_source(call):
    lines = call("--claim", "c11")
    dear = "       dear = 5 usd_per_mtok  <price:claude-4-6-opus-20260205/anthropic@2026-02-17>"
    assert f"{dear}  https://github.com/pydantic/genai-prices" in lines
    assert lines[-2] == "1 headline checks: 1 reproduced"
    assert queries.claim_sets() == []


def test_a_status_and_a_week_may_be_asked_for(call):
    lines = call("--status", "contradicted", "--week", "2026-02-16")
    ids = [line.split()[0] for line in lines if line[:1] == "c" and line[1:3].isdigit()]
    assert {"c09", "c49", "c54", "c58", "c62"} <= set(ids) < {f"c{number:02d}" for number in range(1, 63)}
    assert "week 2026-02-16" in lines[-1]


def test_an_unknown_claim_or_a_time_before_the_method_is_an_error(call):
    with pytest.raises(CommandError, match="no claim is called 'c99'"):
        call("--claim", "c99")
    with pytest.raises(CommandError, match="claim_about"):
        call("--as-of", "2020-01-01")


def test_the_minutes_question_evaluates_once(shipped, monkeypatch):
    monkeypatch.setattr(tasks, "datetime", Clock)
    tasks.evaluate_claims()
    tasks.evaluate_claims()
    assert len(queries.claim_sets()) == 1
