"""The coverage trial runs, counts, and would notice ranges that are off; the claim itself is `manage.py coverage`."""

import numpy as np
import pytest

from apps.estimator.inputs import Unavailable
from apps.estimator.parameters import Parameters
from apps.estimator.worlds import units as size
from apps.estimator.worlds.coverage import Tally, WrongCount, _check, coverage, ranges
from apps.estimator.worlds.forward import Forward
from apps.estimator.worlds.making import make_world
from apps.estimator.worlds.pairs import _mixes, true_cells
from apps.estimator.worlds.truth import Truth
from apps.reference.parameters import from_tables
from tests.estimator import build

PARAMETERS = Parameters(from_tables())


def certain() -> Parameters:
    """Return the parameters with everything global at its central value, and shares that do not scatter."""
    fixed = PARAMETERS
    for row in list(PARAMETERS):
        if row.distribution not in ("fixed_value", "constant"):
            fixed = fixed.fixed(row.key, "central", scope=row.scope)
    strong = [
        build.parameter(f"dirichlet_strength_{grade}", low=1e9, central=1e9, high=1e9) for grade in "ABCD"
    ]
    return fixed.replaced(strong)


def truth(given, parameters=PARAMETERS, seed=1):
    """Return the true cells of a world."""
    return true_cells(given, Forward(given, Truth(np.random.default_rng(seed), parameters)))


def test_few_worlds_are_counted_per_family_and_measure():
    found = coverage(PARAMETERS, worlds=6, seed=3)
    names = [(row.family, row.measure) for row in found]
    assert len(set(names)) == len(names)
    assert {row.family for row in found} == {"total", "margin", "pair"}
    for row in found:
        assert row.share + row.below_share + row.above_share == pytest.approx(1)
        assert row.passes == (size.LOWEST <= row.share <= size.HIGHEST)
    for family in ("total", "margin", "pair"):
        parts = [row.cells for row in found if row.family == family and row.measure != "all"]
        assert sum(parts) == next(row.cells for row in found if (row.family, row.measure) == (family, "all"))


def test_same_seed_gives_the_same_counts():
    assert coverage(PARAMETERS, worlds=2, seed=3) == coverage(PARAMETERS, worlds=2, seed=3)
    assert coverage(PARAMETERS, worlds=2, seed=3) != coverage(PARAMETERS, worlds=2, seed=4)


def test_tokens_of_the_platform_are_counted_not_covered():
    found = {(row.family, row.measure) for row in coverage(PARAMETERS, worlds=3, seed=3)}
    assert ("total", "TOKENS") not in found
    assert ("margin", "TOKENS") in found


def test_second_model_meets_the_formula():
    # As in the scenarios: 0.64481 J of fleets without the shock (measured here as 1.07468 J), 0.136328 of it per
    # token; x 1.43 x 1.12 x 1.2 / 3.6e6 for 1e6 tokens in the USA: 0.0469297 kWh, 0.0813 USD each.
    measured = build.exactly(1.07468)
    given = build.inputs(
        [build.model("m", "CHN", build.host("us"), measured_output_joules=measured)],
        [build.provider("us", "USA", "USA")],
        build.usage({"m": 1e6}),
    )
    cells = truth(given, certain())
    assert cells["ENERGY_KWH", None, None] == pytest.approx(0.0469297, rel=1e-4)
    assert cells["ELECTRICITY_VALUE_USD", "USA", None] == pytest.approx(0.0469297 * 0.0813, rel=1e-4)
    # 0.46875 x 1 + 0.46875 x 0.1 + 0.0625 x 2 = 0.640625 USD per million.
    assert cells["SERVICE_VALUE_USD", None, None] == pytest.approx(0.640625)
    # 75 % of the tokens are not of UNK, 29 % of those of the USA.
    assert cells["TOKENS", "USA", "USA"] == pytest.approx(1e6 * 0.75 * 0.29)


def test_documented_zero_is_filled_by_the_others():
    # 70 tokens may go anywhere, 30 not to DEU; the columns are DEU 20, USA 50, UNK 30. The free row gives DEU its
    # 20; what is left (50 and 30) is shared 5 : 3 in both: 31.25 and 18.75, 18.75 and 11.25.
    mixes = _mixes({("", "USA"): 70.0, ("DEU", "USA"): 30.0}, {"DEU": 0.2, "USA": 0.5, "UNK": 0.3})
    assert [mixes[""][end] * 70 for end in ("DEU", "USA", "UNK")] == pytest.approx([20, 31.25, 18.75])
    assert [mixes["DEU"][end] * 30 for end in ("DEU", "USA", "UNK")] == pytest.approx([0, 18.75, 11.25])


def test_two_models_agree_where_nothing_is_uncertain():
    # Product and plain model have no function in common; without uncertainty they must give one number.
    shut = Unavailable("A", "DEU", "A", "https://example.org/")
    given = build.replace(build.three_models(), unavailable=(shut,))
    given = build.replace(
        given,
        subjects={
            uid: build.replace(one, measured_output_joules=build.exactly(1.0))
            for uid, one in given.subjects.items()
        },
    )
    parameters = certain().replaced(
        [
            build.parameter(key, low=0, central=0, high=0)
            for key in ("dest_weight_ln_sd", "dest_weight_ln_sd_hub")
        ]
    )
    cells = truth(given, parameters)
    compared = 0
    for key, low, high in ranges(given, parameters, seed=1):
        assert (low, high) == pytest.approx((cells[key], cells[key]), rel=2e-4)
        compared += 1
    assert compared > 60


def test_a_truth_outside_the_assumptions_is_noticed():
    # Fleets at 6, four times the 95th percentile, in every world: the ranges hold far fewer than 90 % of the totals.
    shifted, held = PARAMETERS.replaced([build.parameter("fleet_efficiency", low=6, central=6, high=6)]), 0
    for number in range(30):
        rng = np.random.default_rng((5, number))
        given = make_world(rng)
        cells = true_cells(given, Forward(given, Truth(rng, shifted)))
        found = {key: (low, high) for key, low, high in ranges(given, PARAMETERS, number)}
        low, high = found["ENERGY_KWH", None, None]
        held += low <= cells["ENERGY_KWH", None, None] <= high
    assert held < 0.6 * 30


def test_count_without_a_range_must_be_right():
    _check(0, ("TOKENS", None, None), 100.0, 100.0)
    with pytest.raises(WrongCount, match="world 7"):
        _check(7, ("TOKENS", None, None), 100.0, 101.0)


def test_tally_counts_both_sides():
    tally = Tally()
    for value in (0.5, 1.0, 2.0, 3.0):
        tally.add("pair", "TOKENS", 1.0, 2.0, value)
    assert (tally.cells["pair", "all"], tally.held["pair", "TOKENS"]) == (4, 2)
    assert (tally.below["pair", "TOKENS"], tally.above["pair", "TOKENS"]) == (1, 1)


def test_worlds_have_what_the_method_must_handle():
    worlds = [make_world(np.random.default_rng((9, number))) for number in range(60)]
    subjects = [one for world in worlds for one in world.subjects.values()]
    assert {one.kind for one in subjects} == {"MODEL", "GROUP", "UNKNOWN"}
    assert any(one.measured_output_joules for one in subjects)
    assert any(one.kind == "MODEL" and one.params_active_b is None for one in subjects)
    assert any(host.measured_share is not None for one in subjects for host in one.hosts)
    assert any(host.price_input_usd_per_mtok is None for one in subjects for host in one.hosts)
    assert any(world.unavailable for world in worlds)
    assert any(row.tier == "FREE" for world in worlds for row in world.usage)
    kinds = {place.kind for world in worlds for one in world.providers.values() for place in one.locations}
    assert kinds == {"REGION_DOCUMENT", "REGION_TAG", "DECLARED", "SEAT"}
