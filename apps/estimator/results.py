"""What the estimator gives back: cells with their ranges, balances, and the proof that sums agree."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class FlowCell:
    """One corridor in one week; origin and destination both None is the row `unlisted`.

    low, q25, central, q75, high are percentiles of the draws (5, 25, 50, 75, 95); only `mean` adds.
    """

    period_start: date
    basis: str
    scope: str
    measure: str
    origin: str | None
    destination: str | None
    low: float
    q25: float
    central: float
    q75: float
    high: float
    mean: float
    evidence_grade: str
    grade_profile: str
    identification: str
    unknown_share: float
    coverage: float
    flags: tuple[str, ...]
    frechet_low: float
    frechet_high: float
    is_counterfactual: bool


@dataclass(frozen=True, slots=True)
class Range:
    """low, central, high and mean of one quantity, from the draws."""

    low: float
    central: float
    high: float
    mean: float


@dataclass(frozen=True, slots=True)
class BalanceCell:
    """A country's exports, imports and net in one week; country None is the world row.

    `total_mean` is set on the world row only: every cell with domestic, UNK and unlisted.
    `surplus_share` is the share of draws in which net > 0.
    """

    period_start: date
    basis: str
    scope: str
    measure: str
    country: str | None
    exports: Range
    imports: Range
    net: Range
    domestic_mean: float
    unknown_mean: float
    total_mean: float | None
    unlisted_exports: float
    unlisted_imports: float
    surplus_share: float
    evidence_grade: str
    unknown_share: float
    is_counterfactual: bool


@dataclass(frozen=True, slots=True)
class ConservationRow:
    """A public check: what went in, what the cells add to, what the balances add to (means).

    A run keeps those of scope OBSERVED, and any that fails.
    """

    period_start: date
    basis: str
    measure: str
    input_mean: float
    cells_mean: float
    balances_mean: float
    relative_error: float
    holds: bool
    scope: str = "OBSERVED"


@dataclass(frozen=True, slots=True)
class RatioRow:
    """A ratio taken within draws (value_multiple, usd_per_kwh); None with a reason where undefined."""

    period_start: date
    name: str
    country: str | None
    low: float | None
    central: float | None
    high: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AttributionCell:
    """Tokens or a value by lab country, country of computing and destination; None: all of them together.

    Means add to the week's total within a level: CROSS (lab x compute x destination), LAB_COMPUTE, LAB_SPLIT,
    COMPUTE and MODEL (model x compute). A cell of CROSS or MODEL with compute None is what its lab and split
    have below the threshold. split is SERVED_AT_HOME (lab = compute), LICENCE_ONLY (both known and different),
    UNKNOWN (either is UNK), or ALL on the level COMPUTE. share is that of the lab's, the model's or (COMPUTE)
    the week's total, within draws; bound is from the 5th percentile of what is known to be there to the 95th
    with all that nobody knows.
    """

    period_start: date
    measure: str
    model: str | None
    lab: str | None
    compute: str | None
    destination: str | None
    split: str
    low: float
    central: float
    high: float
    mean: float
    evidence_grade: str
    identification: str
    flags: tuple[str, ...] = ()
    level: str = "CROSS"
    share_low: float | None = None
    share_central: float | None = None
    share_high: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None


@dataclass(slots=True)
class Estimates:
    """All that one run gives for its weeks."""

    flows: list[FlowCell] = field(default_factory=list)
    balances: list[BalanceCell] = field(default_factory=list)
    conservation: list[ConservationRow] = field(default_factory=list)
    ratios: list[RatioRow] = field(default_factory=list)
    attribution: list[AttributionCell] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
