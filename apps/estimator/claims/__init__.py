"""Published claims recomputed: exact values, formulas by name, the status rule, and guards on numbers in prose.

Nothing here is an input of an estimate. A formula is a function in `formulas` or `evidence` registered by its
name; add one there and raise FORMULA_VERSION in `registry`.
"""

from apps.estimator.claims import evidence, formulas
from apps.estimator.claims.registry import FORMULA_VERSION, FORMULAS, NO_CALCULATION
from apps.estimator.claims.rule import HEDGES, Claimed, Tolerances, Verdict, claimed, judge
from apps.estimator.claims.values import UNIT_OF_INPUTS, Answer, Detail, Given, exact, printed

__all__ = [
    "FORMULAS",
    "FORMULA_VERSION",
    "HEDGES",
    "NO_CALCULATION",
    "UNIT_OF_INPUTS",
    "Answer",
    "Claimed",
    "Detail",
    "Given",
    "Tolerances",
    "Verdict",
    "claimed",
    "evidence",
    "exact",
    "formulas",
    "judge",
    "printed",
]
