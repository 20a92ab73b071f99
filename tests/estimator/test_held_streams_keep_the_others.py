"""A stream that is held is one number, and every other stream stays as it was."""

import numpy as np
import pytest

from apps.estimator.distributions import Draws, dirichlet
from tests.estimator import build

LEVELS = [(0.05, 0.3), (0.5, 0.6), (0.95, 1.5)]
ALPHAS = {"CHN": 6.0, "USA": 3.0, "UNK": 1.0}


def draws(**more) -> Draws:
    """Return 200 draws of the method's parameters."""
    return Draws(build.parameters(), draws=200, seed=5, **more)


@pytest.mark.parametrize(("level", "value"), LEVELS)
def test_held_parameter_is_its_own_percentile(level, value):
    held = draws(held={("fleet_efficiency",): level})
    assert held.draw("fleet_efficiency") == pytest.approx(np.full(200, value), rel=1e-12)
    assert np.array_equal(held.draw("cache_hit"), draws().draw("cache_hit"))


def test_one_uid_is_held_alone_or_with_all():
    alone = draws(held={("pue_default", "CHN"): 0.5})
    assert set(alone.draw("pue_default", "CHN").tolist()) == {1.25}
    assert np.array_equal(alone.draw("pue_default", "USA"), draws().draw("pue_default", "USA"))
    together = draws(held={("pue_default",): 0.5})
    assert set(together.draw("pue_default", "USA").tolist()) == {1.25}


def test_longest_name_counts_when_everything_is_held():
    held = draws(held={(): 0.5, ("fleet_efficiency",): 0.95})
    assert held.draw("fleet_efficiency") == pytest.approx(np.full(200, 1.5), rel=1e-12)
    assert set(held.draw("cache_hit").tolist()) == {0.5}
    # A uniform on [0.08, 0.50] at 0.5 is 0.29.
    assert held.draw("dest_us_share") == pytest.approx(np.full(200, 0.29))


def test_shares_held_as_a_whole_are_their_means():
    shares = dirichlet(draws(held={("lam", "p"): 0.05}), "lam", "p", ALPHAS)
    assert {part: set(share.tolist()) for part, share in shares.items()} == {
        "CHN": {0.6},
        "USA": {0.3},
        "UNK": {0.1},
    }


def test_part_held_alone_leaves_the_others_in_proportion():
    plain = dirichlet(draws(), "lam", "p", ALPHAS)
    shares = dirichlet(draws(held={("lam", "p", "CHN"): 0.95}), "lam", "p", ALPHAS)
    assert shares["CHN"] == pytest.approx(np.full(200, np.quantile(plain["CHN"], 0.95)))
    assert sum(shares.values()) == pytest.approx(np.ones(200))
    assert shares["USA"] / shares["UNK"] == pytest.approx(plain["USA"] / plain["UNK"])


def test_single_part_stays_whole_when_held():
    shares = dirichlet(draws(held={("phi", "m", "p"): 0.05}), "phi", "m", {"p": 4.0})
    assert set(shares["p"].tolist()) == {1.0}


def test_every_stream_is_seen_under_its_name():
    seen: dict = {}
    watched = draws(seen=seen)
    watched.draw("fleet_efficiency")
    watched.draw("pue_default", "CHN")
    watched.draw("dest_us_share")
    dirichlet(watched, "lam", "p", ALPHAS)
    assert set(seen) == {
        ("fleet_efficiency",),
        ("pue_default", "CHN"),
        ("dest_us_share",),
        *(("lam", "p", part) for part in ALPHAS),
    }
    # The numbers are monotone in the draws, so they rank them.
    order = np.argsort(seen["fleet_efficiency",])
    assert (np.diff(draws().draw("fleet_efficiency")[order]) > 0).all()
