"""Alternative models of energy per token, for comparison only; each gives GPU joules, so the rest of the chain holds.

A figure for the whole node or for the meter is brought back to GPU joules with the method's own node, idle and
reference facility factors; the place's facility and chip factors then apply to it as to every other figure.
"""

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.distributions import Draws
from apps.estimator.units import BITS_PER_BYTE, JOULES_PER_WH, SECONDS_PER_HOUR, WATTS_PER_KILOWATT

# Models that give one figure for every token, input or output: structure -> its parameter in J at the meter.
PER_TOTAL_TOKEN = {
    "DEEPSEEK_ANCHOR": "deepseek_joules_per_token",
    "BROKERAGE_TOPDOWN": "brokerage_joules_per_token",
}


def total_token_joules(draws: Draws) -> Float64s | None:
    """Return (K,) GPU joules per token of any class and any model; None unless the structure is such a model."""
    key = PER_TOTAL_TOKEN.get(draws.structure.energy_model)
    return None if key is None else gpu_joules(draws.draw(key) / draws.central("pue_default"), draws)


def gpu_joules(node_joules: Float64s, draws: Draws) -> Float64s:
    """Return GPU joules of an energy of whole nodes with their idle time (before the facility factor)."""
    return node_joules / (draws.draw("node_over_gpu") * draws.draw("idle_factor"))


def ecologits_output_joules(active_b: Float64s, total_b: Float64s, draws: Draws) -> Float64s:
    """Return (K,) joules of GPUs and their share of a server per output token, by the formula of EcoLogits.

    Parameters in billions. Input tokens cost nothing in it; the facility factor is not in it.
    """
    gpus = gpu_count(total_b, draws)
    batch = draws.central("ecologits_batch_size")
    rate = draws.central("ecologits_gpu_energy_active") * np.exp(
        draws.central("ecologits_gpu_energy_batch") * batch
    )
    gpu_wh = rate * active_b + draws.central("ecologits_gpu_energy_base")
    seconds = draws.central("ecologits_latency_active") * active_b + draws.central("ecologits_latency_base")
    seconds = seconds + draws.central("ecologits_latency_batch") * batch
    watts = draws.central("ecologits_server_kw") * WATTS_PER_KILOWATT / draws.central("ecologits_server_gpus")
    server_wh = seconds / SECONDS_PER_HOUR * watts / batch
    joules: Float64s = gpus * (gpu_wh + server_wh) * JOULES_PER_WH
    return joules


def gpu_count(total_b: Float64s, draws: Draws) -> Float64s:
    """Return the GPUs that hold the weights of a model with this many parameters (billions): a power of two."""
    gigabytes = total_b * draws.central("ecologits_weight_bits") / BITS_PER_BYTE
    held = gigabytes * draws.central("ecologits_memory_overhead") / draws.central("ecologits_gpu_memory_gb")
    counts: Float64s = np.exp2(np.ceil(np.log2(np.ceil(held))))
    return counts


def tokenizer(uid: str, draws: Draws) -> Float64s:
    """Return (K,) own tokens of a model over counted ones; 1 unless the structure asks for the factor."""
    return draws.draw("tokenizer_factor", uid) if draws.structure.tokenizer_factor else np.ones(draws.count)
