"""One candidate for a week's usage: what one source or one publication says, alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.estimator.inputs import UsageRow, WeekFacts

# The rule of choice, strongest first; figures of different publications are never added.
RULE = (
    "measured daily rows",
    "a publication with total, split by lab country and the first model",
    "a publication with total and split by lab country",
    "a publication with a pair of lab countries",
)
MEASURED, FULL, SPLIT, PAIR, UNUSABLE = range(len(RULE) + 1)
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
    days: int = 0
    problem: str = ""
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[Any, ...]:
        """Return the order of choice: rank, most days, most models named, earliest publication, name."""
        return (self.rank, -self.days, -self.models, self.reported or date.max, self.source, self.publication)

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


def choose(candidates: Iterable[Candidate]) -> tuple[Candidate, list[Candidate]] | None:
    """Return the one chosen by the rule and the others in order; None where none can be used."""
    usable = sorted((one for one in candidates if not one.problem), key=lambda one: one.order)
    broken = [one for one in candidates if one.problem]
    return (usable[0], usable[1:] + broken) if usable else None


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
    if other.models != chosen.models:
        return "fewer models are named"
    return "a later publication of the same kind"
