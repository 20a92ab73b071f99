"""The same inputs give the same bytes in any process, and one draw is the central case."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from apps.estimator.checks import NoDraws
from apps.estimator.flows import estimate
from apps.estimator.version import METHOD, METHOD_VERSION
from tests.estimator.build import parameters, three_models

ROOT = Path(__file__).parents[2]
PROGRAM = """
import hashlib
from apps.estimator.flows import estimate
from apps.estimator.structure import Structure
from tests.estimator.build import parameters, three_models
from tests.estimator.kept_out import forbid
inputs = forbid(three_models(), "B", "CHN", "IND")
made = [
    estimate(three_models(), parameters(), draws=200, seed=7, scopes=("OBSERVED", "WORLD")),
    estimate(inputs, parameters(), draws=200, seed=7, scopes=("OBSERVED", "WORLD")),
    estimate(inputs, parameters(), draws=200, seed=7, structure=Structure(prior="GRAVITY")),
]
print(hashlib.sha256(repr(made).encode()).hexdigest())
"""


def digest(hash_seed: str) -> str:
    """Return the sha256 of an estimate made in a process of its own on one BLAS thread."""
    variables = os.environ | {"PYTHONHASHSEED": hash_seed, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_processes_agree_to_the_byte():
    first = digest("1")
    assert first == digest("2")
    assert len(first) == len(hashlib.sha256().hexdigest())


def test_one_draw_is_one_value():
    made = estimate(three_models(), parameters(), draws=1, seed=7)
    assert made.flows
    assert all(cell.low == cell.central == cell.high for cell in made.flows)
    assert all(cell.mean == pytest.approx(cell.central, rel=1e-6) for cell in made.flows)


@pytest.mark.parametrize("draws", [0, -5])
def test_less_than_one_draw_is_refused(draws):
    with pytest.raises(NoDraws, match=f"draws is {draws}"):
        estimate(three_models(), parameters(), draws=draws, seed=7)


def test_the_method_has_a_name_and_a_version():
    assert (METHOD, METHOD_VERSION) == ("flows", "2.0")
