"""The bench at toy size: it times the product's functions, agrees with the naive merge, and judges its targets."""

import pytest

from apps.estimator.bench import estimate as bench
from apps.estimator.bench import units as size
from apps.estimator.bench.naive import merged_flows
from apps.estimator.bench.synthetic import synthetic_inputs
from tests.estimator.build import parameters

SMALL = {
    "WEEKS": 3,
    "MODELS": 7,
    "PROVIDERS": 6,
    "ORIGINS": 5,
    "DESTINATIONS": 6,
    "DRAWS": 20,
    "MATRIX_SIDE": 16,
    "REPEATS": 1,
    "HOSTS_PER_MODEL": 6,
    "FORBIDDEN_EACH": 2,
}


@pytest.fixture
def _toy(monkeypatch):
    """Make the synthetic input small."""
    for name, value in SMALL.items():
        monkeypatch.setattr(size, name, value)


@pytest.mark.usefixtures("_toy")
def test_every_target_is_printed_with_its_figure():
    figures = {figure.name: figure for figure in bench.measure(parameters())}
    targets = {name: figure.target for name, figure in figures.items() if figure.target}
    # Core: 2 x 20 x (7 x 6 x 6 + 3 x 3 x 7 x 6) = 25,200 operations, 0.0 GFLOP.
    assert targets == {
        "new week, all bases, measures and scopes": "<= 3 s",
        "new week, all bases, measures and scopes, with forbidden cells": "<= 3 s",
        "balance 6 x 7, 20 draws of a week": "<= 150 ms",
        "balance 6 x 7, 3 weeks": "<= 50 ms",
        "core / (0.0 GFLOP at that rate)": "<= 3 x",
        "origin quantiles / np.partition": "<= 4 x",
        "pair quantiles of one week / np.partition": "<= 4 x",
        "naive / ((core + origin quantiles) per week and draw)": ">= 5000 x",
        "peak memory": "<= 1 GB",
    }
    assert "np.partition on 6 x 18 x 20" in figures
    assert "np.partition on 6 x 42 x 20" in figures


@pytest.mark.usefixtures("_toy")
def test_a_baseline_that_computes_something_else_is_refused(monkeypatch):
    monkeypatch.setattr(bench, "merged_flows", lambda tables: merged_flows(tables) * 1.01)
    with pytest.raises(bench.Disagreement, match="TOKENS: the naive merge and the product differ"):
        list(bench.measure(parameters()))


def test_the_synthetic_input_has_the_stated_size():
    made = synthetic_inputs(weeks=2)
    assert (len(made.weeks), len(made.usage)) == (2, 800)
    assert (len(made.subjects), len(made.providers), len(made.destinations)) == (400, 60, 200)
    named = {place.country for provider in made.providers.values() for place in provider.locations}
    assert len(named) == 60
    assert {facts.source for facts in made.weeks} == {"synthetic.bench"}


def test_a_missed_target_is_said():
    assert not bench.at_most("x", 3.01, 3).passes
    assert bench.at_most("x", 3, 3).passes
    assert not bench.at_least("x", 4999, 5000).passes
    assert bench.at_least("x", 5000, 5000) == bench.Figure("x", 5000, "x", ">= 5000 x", True)
