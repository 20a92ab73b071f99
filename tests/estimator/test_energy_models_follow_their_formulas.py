"""Alternative energy models give what their sources say, and touch only energy."""

import numpy as np
import pytest

from apps.estimator.block import build_block
from apps.estimator.distributions import Draws
from apps.estimator.energy import subject_joules
from apps.estimator.energymodels import ecologits_output_joules, gpu_count
from apps.estimator.margins import build_margins
from apps.estimator.parameters import Parameters
from apps.estimator.structure import Structure
from apps.estimator.value import drawn_class_shares
from apps.reference.parameters import from_tables
from tests.estimator import build

KWH = 3.6e6


def shipped(**at) -> Parameters:
    """Return the parameters that ship, with some fixed at one end."""
    parameters = Parameters(from_tables())
    for key, end in at.items():
        parameters = parameters.fixed(key, end)
    return parameters


def energy(structure: Structure, parameters: Parameters, given=None) -> np.ndarray:
    """Return (K,) kWh of the whole week."""
    draws = Draws(parameters, draws=60, seed=3, structure=structure)
    margins = build_margins(build_block(given or build.three_models(), draws), draws)
    return margins.rows("COMPUTE", "ENERGY_KWH", 0).sum(axis=0)


def test_output_only_model_meets_its_own_example():
    # G67: 70 billion dense parameters in 16 bit take 140 GB, with 20 % more 168 GB: 2.1 cards of 80 GB, so 4.
    # GPU: 4 x (1.16653e-6 x exp(-0.0112059 x 64) x 70 + 4.05293e-5) x 1,000 tokens = 0.32155 Wh. Latency:
    # (0.00067851 x 70 + 0.00031193 x 64 + 0.0194737) x 1,000 = 86.93 s; x 1.2 kW x 4/8 / 64 = 0.22639 Wh.
    draws = Draws(shipped(), draws=2, seed=1)
    size = np.full(2, 70.0)
    assert gpu_count(size, draws)[0] == 4
    wh = ecologits_output_joules(size, size, draws)[0] / 3600 * 1000
    assert wh == pytest.approx(0.5479408, rel=1e-6)


@pytest.mark.parametrize(
    ("total_b", "gpus"),
    [
        # 1.2 x 2 bytes: 33 billion need 79.2 GB, one card; 34 need 81.6 GB, two; 671 need 1,610 GB: 21, so 32.
        (33, 1),
        (34, 2),
        (671, 32),
    ],
)
def test_gpus_are_a_power_of_two(total_b, gpus):
    assert gpu_count(np.array([float(total_b)]), Draws(shipped(), draws=1, seed=1))[0] == gpus


def test_input_tokens_cost_nothing_in_the_output_only_model():
    # A tenth of all tokens is output: the joules per token are a tenth of those per output token, whatever the
    # ratio of input to output cost is.
    parameters = shipped(node_over_gpu="central", idle_factor="central").replaced(
        [build.parameter("output_share", low=0.1, central=0.1, high=0.1, distribution="fixed_value")]
    )
    draws = Draws(parameters, draws=5, seed=1, structure=Structure("ECOLOGITS_OUTPUT_ONLY"))
    model = build.model("m", "CHN", active=70, total=70)
    found = subject_joules(model, drawn_class_shares(draws), draws)
    # 1.9725869 J of GPU and server per output token (0.5479408 Wh per 1,000); over 1.43 x 1.12 of node and idle.
    assert found == pytest.approx(0.1 * 0.5479408 * 3.6 / (1.43 * 1.12), rel=1e-6)


def test_anchor_of_a_fleet_counts_every_token_alike():
    # 350 tokens at 0.249 J at the meter, which holds a facility factor of 1.25. Both places have 1.2, and China's
    # chips are fixed at 1 + 0.2 x (1.2 - 1) = 1.04: of 350 tokens 100 are in CHN (60 % of 100 + 80 % of 50),
    # 240 in USA, 10 unknown (facility factor fixed at 1.25): 0.249 / 1.25 x (1.2 x 1.04 x 100 + 1.2 x 240 + 12.5).
    fixed = dict.fromkeys(
        ("deepseek_joules_per_token", "pue_climate_factor", "pue_default", "cn_chip_energy_penalty"),
        "central",
    )
    parameters = shipped(**fixed, cn_domestic_chip_share="central").replaced(
        [build.parameter(f"dirichlet_strength_{grade}", low=1e9, central=1e9, high=1e9) for grade in "ABCD"]
    )
    found = energy(Structure("DEEPSEEK_ANCHOR"), parameters)
    assert found == pytest.approx(0.249 / 1.25 * (124.8 + 288 + 12.5) / KWH, rel=1e-3)


def test_top_down_figure_is_what_it_says():
    # 3.15 J over 0.249 J: the two figures scale one and the same chain.
    parameters = shipped(deepseek_joules_per_token="central")
    ratio = energy(Structure("BROKERAGE_TOPDOWN"), parameters) / energy(
        Structure("DEEPSEEK_ANCHOR"), parameters
    )
    assert ratio == pytest.approx(3.15 / 0.249, rel=1e-4)


def test_figure_per_token_needs_no_size():
    unsized = build.inputs(
        [build.model("m", "CHN", build.host("cn"), active=None)],
        [build.provider("cn", "CHN", "CHN")],
        build.usage({"m": 1e9}),
    )
    assert (energy(Structure("BROKERAGE_TOPDOWN"), shipped(), unsized) > 0).all()


@pytest.mark.parametrize("model", ["ECOLOGITS_OUTPUT_ONLY", "DEEPSEEK_ANCHOR", "BROKERAGE_TOPDOWN"])
def test_energy_models_leave_tokens_and_value_alone(model):
    def values(structure: Structure) -> list[np.ndarray]:
        draws = Draws(shipped(), draws=40, seed=3, structure=structure)
        margins = build_margins(build_block(build.three_models(), draws), draws)
        return [margins.rows("COMPUTE", name, 0) for name in ("TOKENS", "SERVICE_VALUE_USD")]

    for ours, theirs in zip(values(Structure()), values(Structure(model)), strict=True):
        assert np.array_equal(ours, theirs)


def test_measurement_stands_for_the_fit_and_its_residual():
    # 0.0954 J per output token, exact; fleets 0.6 of it; output only: 0.05724 J, the same in every draw.
    parameters = shipped(fleet_efficiency="central").replaced(
        [
            build.parameter("output_share", low=1, central=1, high=1, distribution="fixed_value", hard_max=1),
        ]
    )
    draws = Draws(parameters, draws=9, seed=1)
    model = build.model("m", "USA", measured_output_joules=build.exactly(0.0954))
    assert subject_joules(model, drawn_class_shares(draws), draws) == pytest.approx(np.full(9, 0.05724))


def test_measurement_serves_a_model_of_unknown_size():
    draws = Draws(shipped(), draws=9, seed=1)
    model = build.model("m", "USA", active=None, measured_output_joules=build.exactly(0.1))
    assert (subject_joules(model, drawn_class_shares(draws), draws) > 0).all()


def test_measurement_of_nothing_is_refused():
    draws = Draws(shipped(), draws=9, seed=1)
    model = build.model("m", "USA", measured_output_joules=build.exactly(0.0))
    with pytest.raises(ValueError, match="J per output token"):
        subject_joules(model, drawn_class_shares(draws), draws)


def test_tokenizer_factor_scales_energy_and_value_of_a_model_alike():
    # One model: energy and list value are both its tokens times one drawn factor within 0.8 to 1.25 (P5, P95).
    given = build.inputs(
        [build.model("m", "CHN", build.host("cn"))],
        [build.provider("cn", "CHN", "CHN")],
        build.usage({"m": 1e9}),
    )

    def totals(structure: Structure) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        draws = Draws(shipped(), draws=101, seed=3, structure=structure)
        margins = build_margins(build_block(given, draws), draws)
        return tuple(
            margins.rows("COMPUTE", name, 0).sum(axis=0, dtype=float)
            for name in ("TOKENS", "ENERGY_KWH", "SERVICE_VALUE_USD")
        )

    plain, scaled = totals(Structure()), totals(Structure(tokenizer_factor=True))
    assert scaled[0] == pytest.approx(plain[0])
    factor = scaled[1] / plain[1]
    assert scaled[2] / plain[2] == pytest.approx(factor, rel=1e-5)
    assert np.percentile(factor, [5, 50, 95]) == pytest.approx([0.8, 1, 1.25], rel=0.02)
