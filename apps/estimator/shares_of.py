"""Shares of what: a numerator, a denominator that was counted, and the unknown part as a slice of its own.

Each bar is of one week and one count; bars of different weeks or publications are never joined.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.estimator.measures import UNKNOWN
from apps.estimator.units import TOP_MODELS

DENOMINATORS = ("TOP10", "TOP50", "PLATFORM", "LAB_PAIR", "WORLD")
PAIR = ("CHN", "USA")
MEANINGS = {
    "TOP10": "the ten largest models of the week",
    "TOP50": "the models on the list by name, without the rest",
    "PLATFORM": "everything the platform counted, the rest and the unattributed included",
    "LAB_PAIR": "models of labs in China and the USA together",
    "WORLD": "the world in a scenario: the platform over its drawn share",
}
# Which denominators a count can answer: what was not counted cannot be divided by.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "PLATFORM": ("PLATFORM", "LAB_PAIR", "TOP10"),
    "TOP50": ("TOP50", "PLATFORM", "LAB_PAIR", "TOP10"),
    "TOP10": ("TOP10",),
    "LAB_PAIR": ("LAB_PAIR",),
}


class NoDenominator(LookupError):
    """A count does not hold the denominator that was asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens of one subject of a count: its lab country (UNK unknown), and whether it is one named model."""

    subject: str
    lab: str
    tokens: float
    is_named: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A denominator with its parts in tokens by lab country, UNK among them where anything is unknown."""

    denominator: str
    observed: str
    tokens: float
    slices: Mapping[str, float]

    @property
    def shares(self) -> dict[str, float]:
        """Return each part over the whole; they add to 1 with UNK."""
        return {lab: tokens / self.tokens for lab, tokens in self.slices.items()}

    @property
    def unknown_share(self) -> float:
        """Return the part whose lab nobody knows."""
        return self.slices.get(UNKNOWN, 0.0) / self.tokens


def bar(lines: Iterable[Line], *, observed: str, wanted: str) -> Bar:
    """Return the parts of the wanted denominator within a count whose own denominator is `observed`.

    Raises NoDenominator where the count does not hold it, or holds nothing of it.
    """
    counted = list(lines)
    if wanted not in ANSWERS.get(observed, ()):
        raise NoDenominator(
            f"a count of {observed} does not hold {wanted} ({MEANINGS.get(wanted, 'unknown word')})"
        )
    chosen = _chosen(counted, observed, wanted)
    slices: dict[str, float] = {}
    for line in chosen:
        slices[line.lab] = slices.get(line.lab, 0.0) + line.tokens
    whole = sum(slices.values())
    if wanted == "LAB_PAIR" and not all(slices.get(lab, 0.0) > 0 for lab in PAIR):
        raise NoDenominator("the count does not name tokens of both lab countries of the pair")
    if not whole > 0:
        raise NoDenominator(f"the count holds no tokens of {wanted}")
    return Bar(wanted, observed, whole, dict(sorted(slices.items())))


def _chosen(lines: list[Line], observed: str, wanted: str) -> list[Line]:
    """Return the lines of a denominator."""
    if wanted == "LAB_PAIR":
        return [line for line in lines if line.lab in PAIR]
    if wanted == "TOP50":
        return [line for line in lines if line.is_named]
    if wanted == "TOP10" and observed != "TOP10":
        named = sorted(
            (line for line in lines if line.is_named), key=lambda line: (-line.tokens, line.subject)
        )
        if len(named) < TOP_MODELS:
            raise NoDenominator(f"the count names {len(named)} models; the ten largest are not known")
        return named[:TOP_MODELS]
    return lines
