"""One candidate for a week's usage: what one source or one publication says, alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.estimator.inputs import UsageRow, WeekFacts
from apps.flows.units import EQUAL_SHARE, LEVEL_SLIP

# The rule of choice, strongest first; figures of different publications are never added.
RULE = (
    "measured daily rows",
    "a publication with total, split by lab country and the first model",
    "a publication with total and split by lab country",
    "a publication with a pair of lab countries",
)
MEASURED, FULL, SPLIT, PAIR, UNUSABLE = range(len(RULE) + 1)
PRINTED = "curated.published_figures"
OTHER_GROUP = "unnamed-unk"
GROUPS = {"CHN": "unnamed-chn", "USA": "unnamed-usa"}
REMAINDER_GRADE = "D"


@dataclass(slots=True)
class Candidate:
    """Usage of one week as one publication has it; `problem` says why it cannot be used."""

    week: date
    publication: str
    source: str
    denominator: str
    rank: int
    rows: list[UsageRow]
    coverage: float = 1.0
    flags: set[str] = field(default_factory=set)
    reported: date | None = None
    models: int = 0
    lab_share: float = 0.0
    days: int = 0
    problem: str = ""
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[Any, ...]:
        """Return the order of choice: rank, most days, the feed before its printed twin, most models named,
        earliest publication, name."""
        is_printed = self.source == PRINTED
        earliest = self.reported or date.max
        return (self.rank, -self.days, is_printed, -self.models, earliest, self.source, self.publication)

    @property
    def tokens(self) -> float:
        """Return the tokens of all its rows."""
        return sum(row.tokens for row in self.rows)

    def facts(self) -> WeekFacts:
        """Return the week as the estimator takes it; the flag usage:<publication> names the choice."""
        flags = tuple(sorted({*self.flags, f"usage:{self.publication}"}))
        return WeekFacts(self.week, self.source, self.denominator, self.coverage, flags)

    def describe(self) -> dict[str, Any]:
        """Return it as readers see it beside the others."""
        return self.about | {
            "source": self.source,
            "publication": self.publication,
            "denominator": self.denominator,
            "coverage": self.coverage,
            "flags": sorted(self.flags),
            "tokens": self.tokens,
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate of a week that the rule chose (None: a gap, `problem` says why) and the others in order."""

    chosen: Candidate | None
    others: tuple[Candidate, ...]
    problem: str = ""


def choose(candidates: Iterable[Candidate]) -> Choice:
    """Return the choice of a week; two that agree on shares and not on the level leave a gap."""
    ordered = sorted(candidates, key=lambda one: (bool(one.problem), one.order))
    first, others = ordered[0], tuple(ordered[1:])
    if first.problem:
        return Choice(None, tuple(ordered), f"{first.publication}: {first.problem}")
    slips = [other for other in others if not other.problem and is_scale_slip(first, other)]
    if slips:
        told = (
            f"{first.publication} and {slips[0].publication} agree on shares but differ in level by more than"
        )
        return Choice(None, tuple(ordered), f"{told} {LEVEL_SLIP} times; neither is used")
    return Choice(first, others)


def is_scale_slip(one: Candidate, other: Candidate) -> bool:
    """Tell whether two of one denominator have equal shares and far levels: one numeral is off in scale."""
    if one.denominator != other.denominator or MEASURED in (one.rank, other.rank):
        return False
    low, high = sorted((one.tokens, other.tokens))
    return high > LEVEL_SLIP * low and abs(one.lab_share - other.lab_share) <= EQUAL_SHARE


def summary(chosen: Candidate, others: Iterable[Candidate]) -> dict[str, Any]:
    """Return the choice of a week for storage: what was chosen, by which rule, and why the others were not."""
    return chosen.describe() | {
        "week": chosen.week.isoformat(),
        "rule": RULE[chosen.rank],
        "chosen": chosen.describe(),
        "alternatives": [other.describe() | {"why_not": _why_not(chosen, other)} for other in others],
    }


def _why_not(chosen: Candidate, other: Candidate) -> str:
    """Return the reason why one candidate stands behind the chosen one."""
    if other.problem:
        return other.problem
    if other.rank != chosen.rank:
        return f"the rule prefers {RULE[chosen.rank]}; this is {RULE[other.rank]}"
    if other.days != chosen.days:
        return "fewer days of the week are observed"
    if other.source != chosen.source:
        return "it repeats in print what the feed itself says"
    if other.models != chosen.models:
        return "fewer models are named"
    return "a later publication of the same kind"
