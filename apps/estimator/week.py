"""What is known of one week, basis and measure before any corridor is written: margins, means, evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from apps.estimator.arrays import Bools, Float64s
from apps.estimator.corridors import listed
from apps.estimator.grades import Evidence
from apps.estimator.pairs import Pairs
from apps.estimator.units import LISTED_SHARE

OBSERVED, WORLD = "OBSERVED", "WORLD"


@dataclass(frozen=True, slots=True)
class Cut:
    """Pairs with their (O, D) exact means, which are listed, and which a document forbids some of (None: none)."""

    pairs: Pairs
    means: Float64s
    mask: Bools
    closed: Bools | None


def cut_of(pairs: Pairs, least: float = LISTED_SHARE) -> Cut:
    """Return the pairs with what is worked out of them once; listed from this share of the mean on."""
    means = pairs.means()
    return Cut(pairs, means, listed(means, least), pairs.closed())


@dataclass(frozen=True, slots=True)
class Table:
    """One week, basis, measure and scope, with its pairs as they are cut into cells.

    evidence and unknown_shares have one entry more than origins: that of all together. row_flags adds flags
    to the cells of a row, -1 to those of all together.
    """

    week: date
    basis: str
    measure: str
    scope: str
    is_counterfactual: bool
    coverage: float
    origins: tuple[str, ...]
    cut: Cut
    evidence: list[Evidence]
    unknown_shares: list[float]
    row_flags: Mapping[int, frozenset[str]]

    @property
    def ends(self) -> tuple[str, ...]:
        """Return the destinations, UNK last."""
        return self.cut.pairs.ends

    @property
    def totals(self) -> Float64s:
        """Return (K,) what went in."""
        return self.cut.pairs.totals


def unknown_shares(token_means: Float64s) -> list[float]:
    """Return U / (F_o + U) for each origin o, UNK last, and U / T for all together.

    F_o and U are mean tokens at origin o and at UNK: of what may be the country's, how much nobody knows to
    be there. The row of UNK itself is 1 (0 of an empty week stays 0).
    """
    unknown, total = float(token_means[-1]), float(token_means.sum())
    ratios = [unknown / (mean + unknown) if unknown > 0 else 0.0 for mean in token_means[:-1].tolist()]
    return [*ratios, 1.0 if unknown > 0 else 0.0, unknown / total if total > 0 else 0.0]
