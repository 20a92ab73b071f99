"""The prior of distance: worked weights, kept margins, and nothing where it is not asked for."""

from dataclasses import replace
from math import exp, pi

import numpy as np
import pytest

from apps.estimator.distributions import Draws
from apps.estimator.flows import estimate
from apps.estimator.gravity import distances_km, gravity_prior
from apps.estimator.inputs import Unavailable
from apps.estimator.structure import Structure
from tests.estimator.build import DESTINATIONS, SEED, host, inputs, model, parameters, place, provider, usage

GRAVITY = Structure(prior="GRAVITY")
ANCHORS = {
    "CHN": (35.0, 103.0),
    "USA": (39.0, -98.0),
    "DEU": (51.0, 10.0),
    "IND": (22.0, 79.0),
    "SGP": (1.3, 103.8),
}
# Strong enough to be seen: 0.01 per ms.
VALUES = {"latency_decay": 0.01, "rtt_ms_per_km": 0.02, "sovereignty_premium": 0.1}


def made(**more):
    """Return a model computed in CHN and one in USA or nobody knows where, with anchors."""
    base = inputs(
        [
            model("east", "CHN", host("cn")),
            model("west", "USA", host("us", measured_share=0.8), host("UNK", measured_share=0.2)),
        ],
        [provider("cn", "CHN", "CHN"), provider("us", "USA", "USA")],
        usage({"east": 1e12, "west": 1e12}),
        places=[replace(place(code), anchor=ANCHORS[code]) for code in ("CHN", "USA")],
        destinations=[replace(facts, anchor=ANCHORS[facts.country]) for facts in DESTINATIONS],
    )
    return replace(base, **more)


def cells(given, structure, basis="COMPUTE", measure="TOKENS"):
    """Return the cells of a basis by their ends."""
    result = estimate(given, parameters(**VALUES), draws=100, seed=SEED, structure=structure)
    assert all(row.holds for row in result.conservation)
    return {(c.origin, c.destination): c for c in result.flows if (c.basis, c.measure) == (basis, measure)}


def test_a_quarter_of_the_equator_is_ten_thousand_kilometres():
    # A quarter of a great circle: pi / 2 x 6371.0088 = 10007.557 km; to itself 0.
    found = distances_km([(0, 0), (0, 90)], [(0, 90), (90, 0)])
    assert found == pytest.approx(np.array([[pi / 2 * 6371.0088] * 2, [0, pi / 2 * 6371.0088]]), rel=1e-12)


def test_weights_follow_time_and_border():
    # 10007.557 km x 0.02 ms = 200.15 ms; exp(-0.01 x 200.15 - 0.1) = 0.12227. At home exp(0) = 1. UNK and a country
    # without an anchor weigh 1.
    draws = Draws(parameters(**VALUES), draws=3, seed=1)
    prior, flat = gravity_prior(
        ("AAA", "UNK"), ("AAA", "BBB", "CCC", "UNK"), {"AAA": (0, 0), "BBB": (0, 90)}, draws
    )
    away = exp(-0.01 * 0.02 * pi / 2 * 6371.0088 - 0.1)
    assert prior.tolist() == [[1, pytest.approx(away, rel=1e-12), 1, 1], [1, 1, 1, 1]]
    assert away == pytest.approx(0.12227, rel=1e-4)
    assert flat == ["CCC"]


def test_near_pairs_gain_and_margins_stay():
    plain, near = cells(made(), Structure()), cells(made(), GRAVITY)
    assert near["CHN", "IND"].mean > plain["CHN", "IND"].mean
    assert near["USA", "IND"].mean < plain["USA", "IND"].mean
    assert near["USA", "USA"].mean > plain["USA", "USA"].mean
    for side in (0, 1):
        for name in {ends[side] for ends in plain}:
            before, after = (
                sum(c.mean for ends, c in some.items() if ends[side] == name) for some in (plain, near)
            )
            assert after == pytest.approx(before, rel=1e-6), name


def test_the_unknown_row_keeps_its_margin():
    # 20 % of the western tokens are computed nobody knows where.
    near = cells(made(), GRAVITY)
    # The draws of a measured grade C split are around 0.2, not at it.
    plain = cells(made(), Structure())
    unknown = [sum(c.mean for ends, c in some.items() if ends[0] == "UNK") for some in (plain, near)]
    assert unknown[1] == pytest.approx(unknown[0], rel=1e-6)
    assert unknown[0] == pytest.approx(2e11, rel=0.05)


def test_legal_seats_and_labs_have_no_distance():
    for basis in ("LAB", "COMPANY"):
        plain, near = cells(made(), Structure(), basis), cells(made(), GRAVITY, basis)
        assert {ends: c.mean for ends, c in plain.items()} == {ends: c.mean for ends, c in near.items()}


def test_distance_and_forbidden_cells_go_together():
    shut = made(unavailable=(Unavailable("west", "CHN", "C", "https://example.org/"),))
    for measure in ("TOKENS", "ENERGY_KWH"):
        near = cells(shut, GRAVITY, measure=measure)
        assert near["USA", "CHN"].mean == 0
        assert near["UNK", "CHN"].mean == 0
        assert near["CHN", "CHN"].mean > 0


def test_bounds_hold_the_corridor_here_too():
    shut = made(unavailable=(Unavailable("west", "DEU", "C", "https://example.org/"),))
    for basis in ("COMPUTE", "LAB", "COMPANY"):
        for cell in cells(shut, GRAVITY, basis).values():
            assert cell.frechet_low <= cell.high * (1 + 1e-6)
            assert cell.frechet_high >= cell.low * (1 - 1e-6)
            assert cell.low <= cell.q25 <= cell.central <= cell.q75 <= cell.high


def test_a_country_without_an_anchor_is_told():
    bare = made(destinations=DESTINATIONS)
    result = estimate(bare, parameters(**VALUES), draws=20, seed=SEED, structure=GRAVITY)
    assert "no anchor is known of DEU, IND, SGP; their distance weighs nothing" in result.notices
