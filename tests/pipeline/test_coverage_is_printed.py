"""`manage.py coverage` prints shares per family and measure and fails outside its targets; few worlds prove nothing."""

from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.estimator.worlds.coverage import Coverage
from apps.pipeline.management.commands import coverage as command


def printed(monkeypatch, rows):
    """Return what the command prints of these rows."""
    monkeypatch.setattr(command, "coverage", lambda *args, **more: rows)
    out = StringIO()
    call_command("coverage", "--worlds=1000", stdout=out)
    return out.getvalue()


def test_few_worlds_run_and_are_counted():
    out, err = StringIO(), StringIO()
    # Two worlds may lie outside: that proves nothing, and the command says so by failing.
    with suppress(CommandError):
        call_command("coverage", "--worlds=2", "--seed=3", stdout=out, stderr=err)
    lines = out.getvalue().splitlines()
    assert "2 SYNTHETIC worlds, seed 3" in lines[0]
    assert {line.split()[0] for line in lines[2:]} == {"total", "margin", "pair"}


def test_shares_within_the_target_pass(monkeypatch):
    text = printed(monkeypatch, [Coverage("pair", "TOKENS", 1234, 0.9, 0.04, 0.06, True)])
    assert text.splitlines()[-1].split() == ["pair", "TOKENS", "1,234", "90.0%", "4.0%", "6.0%", "pass"]


def test_shares_outside_the_target_fail(monkeypatch):
    with pytest.raises(CommandError, match="pair TOKENS"):
        printed(monkeypatch, [Coverage("pair", "TOKENS", 1234, 0.8, 0.1, 0.1, False)])


@pytest.mark.parametrize("words", [("--worlds=0",), ("--seed=-1",)])
def test_impossible_numbers_are_refused(words):
    with pytest.raises(CommandError, match="at least 1"):
        call_command("coverage", *words)
