"""What is known of one week, basis and measure before any corridor is written: margins, means, evidence."""

from dataclasses import dataclass
from datetime import date

from apps.estimator.arrays import Bools, Float32s, Float64s
from apps.estimator.corridors import Columns
from apps.estimator.grades import Evidence


@dataclass(frozen=True, slots=True)
class Table:
    """One week, basis and measure: (O, K) rows, (K,) totals that went in, (O, D) exact means, which are listed.

    evidence and unknown_shares have one entry more than origins: that of all together.
    """

    week: date
    basis: str
    measure: str
    is_counterfactual: bool
    coverage: float
    origins: tuple[str, ...]
    rows: Float32s
    totals: Float64s
    means: Float64s
    mask: Bools
    columns: Columns
    evidence: list[Evidence]
    unknown_shares: list[float]


def unknown_shares(token_means: Float64s) -> list[float]:
    """Return U / (F_o + U) for each origin o, UNK last, and U / T for all together.

    F_o and U are mean tokens at origin o and at UNK: of what may be the country's, how much nobody knows to
    be there. The row of UNK itself is 1 (0 of an empty week stays 0).
    """
    unknown, total = float(token_means[-1]), float(token_means.sum())
    ratios = [unknown / (mean + unknown) if unknown > 0 else 0.0 for mean in token_means[:-1].tolist()]
    return [*ratios, 1.0 if unknown > 0 else 0.0, unknown / total if total > 0 else 0.0]
