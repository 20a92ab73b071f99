"""Floor, best and ceiling: every assumption at one end at once, the outer frame around the ranges from draws.

Floor: all that moves energy at the end (P5 or P95) that lowers it. Best: everything at its central value.
Ceiling: the opposite ends, but no model above the joules per token at which its list price still pays for
electricity and hardware, both at their cheapest; never below the best guess. Prices are central elsewhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.block import Block, build_block
from apps.estimator.checks import check_inputs
from apps.estimator.distributions import Draws, Held
from apps.estimator.energy import per_joule
from apps.estimator.inputs import Inputs
from apps.estimator.margins import draw_tables
from apps.estimator.parameters import Parameters
from apps.estimator.pertoken import PerToken
from apps.estimator.units import joules_per_token
from apps.estimator.value import electricity_price

# Streams whose high end means more energy; those of the other list mean less.
RAISING = (
    *("fleet_efficiency", "prefill_over_decode", "cached_over_uncached", "output_share"),
    *(
        "e_out_resid_sd",
        "other_models_resid_sd",
        "measured_output_joules",
        "params_active_b",
        "params_total_b",
    ),
    *("node_over_gpu", "idle_factor", "pue_default", "pue_climate_factor"),
    *("cn_chip_energy_penalty", "cn_domestic_chip_share"),
)
LOWERING = ("cache_hit",)
# Streams whose high end makes a GPU joule cheaper, and those that make it dearer.
CHEAPENING = ("gpu_life", "gpu_utilisation", "gpu_watts_h100")
DEARENING = ("gpu_capex_h100", "electricity_price_usd_per_kwh", "unk_price_usd_kwh")
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
BEST: Held = {(): MIDDLE}


def _ends(more: float, less: float) -> Held:
    """Return the ends of one direction of energy."""
    ends: dict[tuple[str, ...], float] = {(): MIDDLE}
    ends.update({(key,): more for key in RAISING})
    ends.update({(key,): less for key in LOWERING})
    return ends


FLOOR: Held = _ends(LOW, HIGH)
CEILING: Held = {
    **_ends(HIGH, LOW),
    **{(key,): HIGH for key in CHEAPENING},
    **{(key,): LOW for key in DEARENING},
}


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """Floor, best and ceiling of one quantity in one week; country None is all places together.

    capped_share: tokens whose ceiling is set by their list price; unpaid_share: those whose list price does not
    pay even for the best guess at the cheapest costs.
    """

    week: date
    quantity: str
    country: str | None
    floor: float | None
    best: float | None
    ceiling: float | None
    capped_share: float
    unpaid_share: float
    reason: str = ""


@dataclass(slots=True)
class _Fixed:
    """One scenario without draws: places of each subject (M, O), GPU joules (T, M), kWh per joule (O,)."""

    block: Block
    served: Float64s
    joules: Float64s
    kwh: Float64s
    usd_per_kwh: Float64s
    limit: Float64s
    is_estimable: Bools


def scenario_rows(
    inputs: Inputs, parameters: Parameters, *, seed: int, weeks: Collection[date]
) -> list[ScenarioRow]:
    """Return energy (kWh; each place and together), joules per token and electricity value (USD) of these weeks.

    Raises MissingParameter and the named ValueErrors of estimate().
    """
    check_inputs(inputs)
    floor, best, ceiling = (_fixed(inputs, parameters, seed, held) for held in (FLOOR, BEST, CEILING))
    capped = np.maximum(best.joules, np.minimum(ceiling.joules, ceiling.limit))
    rows: list[ScenarioRow] = []
    for index, facts in enumerate(best.block.weeks):
        if facts.week in weeks:
            joules = (floor.joules[index], best.joules[index], capped[index])
            ends = zip((floor, best, ceiling), joules, strict=True)
            kwh = [_kwh(one, index, values) for one, values in ends]
            tokens = best.block.tokens[index]
            shares = (
                _share(tokens, ceiling.limit[index] < ceiling.joules[index]),
                _share(tokens, ceiling.limit[index] < best.joules[index]),
            )
            estimable = bool(best.is_estimable[index])
            rows += _rows(best, facts.week, kwh, float(tokens.sum()), shares, estimable)
    return rows


def _fixed(inputs: Inputs, parameters: Parameters, seed: int, held: Held) -> _Fixed:
    """Return the one world in which every stream is held."""
    draws = Draws(parameters, draws=1, seed=seed, held=held)
    block = build_block(inputs, draws)
    drawn = draw_tables(block, draws)
    places = [block.place(code) for code in block.countries["COMPUTE"]]
    factors = per_joule(places, draws)
    served = (drawn.phi[0] @ drawn.lam[0]).astype(np.float64)
    cost = served @ (factors.ELECTRICITY_VALUE_USD + factors.COMPUTE_VALUE_USD)[:, 0]
    price = np.array([electricity_price(place, draws)[0] for place in places])
    usd = _per_token(drawn.usd)
    # A model without any price in sight is not limited by one.
    limit = np.where(usd > 0, usd / cost, np.inf)
    joules, kwh = _per_token(drawn.joules), factors.ENERGY_KWH[:, 0]
    return _Fixed(block, served, joules, kwh, price, limit, drawn.joules.is_estimable)


def _per_token(facts: PerToken) -> Float64s:
    """Return (T, M) of one token of each subject in the only draw there is."""
    values: Float64s = facts.own[0] + facts.level[:, :1] * facts.factors[0]
    return values


def _kwh(one: _Fixed, week: int, joules: Float64s) -> Float64s:
    """Return (O,) kWh at each place."""
    kwh: Float64s = ((one.block.tokens[week] * joules) @ one.served) * one.kwh
    return kwh


def _share(tokens: Float64s, chosen: Bools) -> float:
    """Return the share of tokens that the chosen subjects hold; 0 of nothing."""
    total = float(tokens.sum())
    return float(tokens[chosen].sum()) / total if total > 0 else 0.0


def _rows(
    best: _Fixed, week: date, kwh: list[Float64s], tokens: float, shares: tuple[float, float], estimable: bool
) -> list[ScenarioRow]:
    """Return the rows of one week."""
    if not estimable or not tokens > 0:
        reason = "the week has no tokens, or no model with the facts that energy needs"
        return [ScenarioRow(week, "ENERGY_KWH", None, None, None, None, *shares, reason)]
    table = np.stack(kwh)
    sums = table.sum(axis=1)
    rows: dict[tuple[str, str | None], Float64s] = {
        ("ENERGY_KWH", None): sums,
        ("joules_per_token", None): joules_per_token(sums, tokens),
        ("ELECTRICITY_VALUE_USD", None): table @ best.usd_per_kwh,
    }
    for place, code in enumerate(best.block.countries["COMPUTE"]):
        rows["ENERGY_KWH", code] = table[:, place]
    return [
        ScenarioRow(week, quantity, country, float(ends[0]), float(ends[1]), float(ends[2]), *shares)
        for (quantity, country), ends in rows.items()
    ]
