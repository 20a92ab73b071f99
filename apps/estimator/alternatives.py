"""The structural layer: the same weeks by other models of energy, token counts and routing, beside the default.

Never mixed into the draws: the spread between alternatives is shown beside the range of each.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.block import build_block
from apps.estimator.checks import check_draws, check_inputs
from apps.estimator.distributions import Draws
from apps.estimator.flows import estimate
from apps.estimator.inputs import Inputs
from apps.estimator.margins import Margins, build_margins
from apps.estimator.measures import MEASURES
from apps.estimator.parameters import Parameters
from apps.estimator.results import FlowCell
from apps.estimator.structure import PRIORS, Structure
from apps.estimator.summarise import percentiles
from apps.estimator.units import joules_per_token

ENDS = (0.05, 0.5, 0.95)
DEFAULT_KEY = "OWN_FIT"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to estimate: its structure, and the parameters that it fixes at an end."""

    key: str
    structure: Structure
    fixed: tuple[tuple[str, str], ...] = ()


ALTERNATIVES = (
    Alternative(DEFAULT_KEY, Structure()),
    Alternative("ECOLOGITS_OUTPUT_ONLY", Structure(energy_model="ECOLOGITS_OUTPUT_ONLY")),
    Alternative("DEEPSEEK_ANCHOR", Structure(energy_model="DEEPSEEK_ANCHOR")),
    Alternative("BROKERAGE_TOPDOWN", Structure(energy_model="BROKERAGE_TOPDOWN")),
    Alternative("TOKENIZER_FACTOR", Structure(tokenizer_factor=True)),
    Alternative("ROUTING_EXPONENT_LOW", Structure(), (("routing_price_exponent", "low"),)),
    Alternative("ROUTING_EXPONENT_HIGH", Structure(), (("routing_price_exponent", "high"),)),
)
# What is compared, and its unit; the multiple and the joules per token are ratios within draws.
QUANTITIES = {
    "ENERGY_KWH": "kWh",
    "ELECTRICITY_VALUE_USD": "USD",
    "SERVICE_VALUE_USD": "USD",
    "value_multiple": "1",
    "joules_per_token": "J/token",
}


@dataclass(frozen=True, slots=True)
class AlternativeRow:
    """One quantity of one week by one alternative; None with a reason where it is not defined.

    over_default is central / central of the default. origin and destination None: the whole platform.
    """

    week: date
    alternative: str
    quantity: str
    low: float | None
    central: float | None
    high: float | None
    over_default: float | None
    reason: str = ""
    origin: str | None = None
    destination: str | None = None


def alternative_rows(
    inputs: Inputs, parameters: Parameters, *, draws: int, seed: int, weeks: Collection[date]
) -> list[AlternativeRow]:
    """Return every quantity of these weeks by every alternative, the default first; the whole platform.

    Raises MissingParameter and the named ValueErrors of estimate().
    """
    check_draws(draws)
    check_inputs(inputs)
    rows: list[AlternativeRow] = []
    centrals: dict[tuple[date, str], float | None] = {}
    for alternative in ALTERNATIVES:
        changed = parameters
        for key, end in alternative.fixed:
            changed = changed.fixed(key, end)
        drawn = Draws(changed, draws=draws, seed=seed, structure=alternative.structure)
        for week, quantity, values in _quantities(inputs, drawn, weeks):
            low, central, high = values or (None, None, None)
            first = centrals.setdefault((week, quantity), central)
            over = central / first if central is not None and first else None
            reason = "" if values else _why(quantity)
            rows.append(AlternativeRow(week, alternative.key, quantity, low, central, high, over, reason))
    return rows


def pair_rows(
    inputs: Inputs, parameters: Parameters, *, draws: int, seed: int, week: date, largest: int
) -> list[AlternativeRow]:
    """Return tokens of the largest pairs of a week (by mean) in proportion, and with a prior of distance.

    Distance moves no total: rows and columns stay. Raises the named errors of estimate().
    """
    found: dict[str, dict[tuple[str, str], FlowCell]] = {}
    for prior in PRIORS:
        made = estimate(inputs, parameters, draws=draws, seed=seed, structure=Structure(prior=prior))
        found[prior] = {
            (cell.origin, cell.destination): cell
            for cell in made.flows
            if (cell.period_start, cell.basis, cell.measure) == (week, "COMPUTE", "TOKENS")
            and cell.origin is not None
            and cell.destination is not None
        }
    default = found[PRIORS[0]]
    first = sorted(default, key=lambda ends: (-default[ends].mean, ends))[:largest]
    return [
        _pair_row(week, prior, ends, cells.get(ends), default[ends])
        for prior, cells in found.items()
        for ends in first
    ]


def _pair_row(
    week: date, prior: str, ends: tuple[str, str], cell: FlowCell | None, default: FlowCell
) -> AlternativeRow:
    """Return one pair by one prior."""
    if cell is None:
        reason = "the pair is below 0.01 % of the week by this alternative"
        return AlternativeRow(week, prior, "TOKENS", None, None, None, None, reason, *ends)
    over = cell.central / default.central if default.central > 0 else None
    return AlternativeRow(week, prior, "TOKENS", cell.low, cell.central, cell.high, over, "", *ends)


def _quantities(
    inputs: Inputs, draws: Draws, weeks: Collection[date]
) -> Iterator[tuple[date, str, tuple[float, float, float] | None]]:
    """Yield week, quantity and its three percentiles, None where undefined."""
    block = build_block(inputs, draws)
    margins = build_margins(block, draws)
    for index, facts in enumerate(block.weeks):
        if facts.week not in weeks:
            continue
        totals = week_totals(margins, index)
        for quantity in QUANTITIES:
            found = quantity_draws(quantity, totals)
            if found is None:
                yield facts.week, quantity, None
                continue
            low, central, high = percentiles(found[None].copy(), ENDS)[0].tolist()
            yield facts.week, quantity, (low, central, high)


def week_totals(margins: Margins, week: int) -> dict[str, Float64s]:
    """Return (K,) totals of each measure that a week can be estimated in, over all places of computing."""
    return {
        name: margins.rows("COMPUTE", name, week).sum(axis=0, dtype=np.float64)
        for name in MEASURES
        if margins.is_estimable(name, week)
    }


def quantity_draws(quantity: str, totals: Mapping[str, Float64s]) -> Float64s | None:
    """Return (K,) a measure or ratio from totals of measures; None where a measure lacks or a divisor is 0."""
    if quantity in MEASURES:
        return totals.get(quantity)
    above, below = {
        "value_multiple": ("SERVICE_VALUE_USD", "ELECTRICITY_VALUE_USD"),
        "joules_per_token": ("ENERGY_KWH", "TOKENS"),
    }[quantity]
    if above not in totals or below not in totals or not (totals[below] > 0).all():
        return None
    if quantity == "joules_per_token":
        intensity: Float64s = joules_per_token(totals[above], totals[below])
        return intensity
    ratio: Float64s = totals[above] / totals[below]
    return ratio


def _why(quantity: str) -> str:
    """Return why a quantity has no number."""
    return f"{quantity} is not defined: the week has no tokens, or no model with what it needs"
