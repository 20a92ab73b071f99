"""A day that a company disclosed, held against the method with the parameters of the run."""

from typing import Any

from apps.estimator.disclosed import reconcile
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.reference.disclosures import DEEPSEEK, disclosed_day

NAME = "disclosed_day"
DEFINITION = "deepseek-day"
GRADE = "A"
OWN_GRADE = "D"
JOULES_UNIT = "J/token"


def rows(given: Given) -> list[dict[str, Any]]:
    """Return each quantity that follows from the other figures beside what was stated, and joules per token."""
    day, cited = disclosed_day(DEEPSEEK)
    found = reconcile(day, given.parameters)
    told: dict[str, Any] = {
        "definition": DEFINITION,
        "inputs": [f"{DEEPSEEK}/{one.figure}" for one in cited],
        "source_url": cited[0].source_url,
    }
    made = [
        row(check.key, check.unit, (check.found, check.found, check.found), grade=GRADE, **told,
            stated=check.stated, difference=check.difference)
        for check in found.checks
    ]  # fmt: skip
    made.append(row("implied_joules_per_token", JOULES_UNIT, found.implied_joules, grade="B", **told))
    own = (found.own_joules, found.own_joules, found.own_joules)
    made.append(
        row(
            "own_joules_per_token", JOULES_UNIT, own, grade=OWN_GRADE, **told, above_high=found.own_above_high
        )
    )
    return made
