"""The formulas a check of a claim may name, and what each needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apps.estimator.claims.values import Answer, Given

# Raised with every change of a formula or of the status rule, so that a stored result says by which it was made.
FORMULA_VERSION = "1"
NO_CALCULATION = "quote"

Inputs = Mapping[str, Given]
Formula = Callable[[Inputs], Answer]


@dataclass(frozen=True, slots=True)
class Registered:
    """A formula with the inputs it needs and may have; `takes_any` accepts any further names."""

    formula: Formula
    needs: frozenset[str]
    may: frozenset[str]
    takes_any: bool

    def fault(self, names: frozenset[str]) -> str:
        """Return what is wrong with the names of a check's inputs, or nothing."""
        missing = sorted(self.needs - names)
        odd = [] if self.takes_any else sorted(names - self.needs - self.may)
        if missing:
            return f"the formula needs {', '.join(missing)}"
        if odd or not names:
            return f"the formula does not take {', '.join(odd)}" if odd else "the formula needs an input"
        return ""


FORMULAS: dict[str, Registered] = {}


def formula(*needs: str, may: tuple[str, ...] = (), takes_any: bool = False) -> Callable[[Formula], Formula]:
    """Register a function under its own name as a formula with these inputs."""

    def register(function: Formula) -> Formula:
        name = function.__name__
        FORMULAS[name] = Registered(function, frozenset(needs), frozenset(may), takes_any)
        return function

    return register
