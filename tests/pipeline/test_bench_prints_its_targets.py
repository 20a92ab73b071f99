"""`manage.py bench NAME` prints each figure with its target and fails where one is missed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.estimator.bench.timing import Figure
from apps.pipeline.management.commands import bench

KEPT = Figure("core / limit", 1.5, "x", "<= 3 x", True)
PLAIN = Figure("rate", 100.0, "GFLOP/s")
MISSED = Figure("peak memory", 1.25, "GB", "<= 1 GB", False)


def printed(monkeypatch, *figures: Figure) -> list[list[str]]:
    """Return the words of each line that the command prints for these figures."""
    monkeypatch.setitem(bench.BENCHES, "estimate", (lambda: "SYNTHETIC input", lambda: figures))
    out = StringIO()
    call_command("bench", "estimate", stdout=out)
    return [line.split() for line in out.getvalue().splitlines()]


def test_figures_stand_beside_their_targets(monkeypatch):
    assert printed(monkeypatch, KEPT, PLAIN) == [
        ["SYNTHETIC", "input"],
        ["core", "/", "limit", "1.500", "x", "target", "<=", "3", "x", "pass"],
        ["rate", "100.000", "GFLOP/s"],
    ]


def test_a_missed_target_fails_the_command(monkeypatch):
    with pytest.raises(CommandError, match="target missed: peak memory"):
        printed(monkeypatch, MISSED)


def test_more_than_one_blas_thread_starts_the_process_anew(monkeypatch):
    started = []
    monkeypatch.setattr(bench.os, "execve", lambda program, words, variables: started.append(variables))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    monkeypatch.setattr(bench, "measure", lambda parameters: [])
    bench.bench_estimate()
    assert [variables["OPENBLAS_NUM_THREADS"] for variables in started] == ["1"]


def test_an_unknown_bench_is_refused():
    with pytest.raises(CommandError, match="invalid choice: 'nothing'"):
        call_command("bench", "nothing")
