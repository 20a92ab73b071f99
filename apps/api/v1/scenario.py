"""One what-if on one published week: base and scenario side by side."""

import time
from typing import Any, ClassVar

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.problems import Problem, error_of
from apps.api.resource import Resource
from apps.api.scenario_words import MEASURE, WHATIFS, WhatIf
from apps.api.v1.scenarios import whatif
from apps.api.versions import Version
from apps.estimator.measures import GRADES
from apps.flows.question import Question

# A thread of the server is worth more than a longer wait.
LONGEST_S = 2.0


class SpreadSerializer(s.Serializer):
    """A range of draws."""

    low = s.FloatField()
    central = s.FloatField()
    high = s.FloatField()
    mean = s.FloatField()


class ComparedSerializer(s.Serializer):
    """One quantity of a country in base and scenario; the difference is taken within the draws."""

    country = s.CharField(allow_null=True, help_text="Null: the world.")
    side = s.CharField(help_text="ORIGIN (all computed there), EXPORTS, IMPORTS, NET or RATIO.")
    measure = s.CharField()
    unit = s.CharField()
    base = SpreadSerializer(allow_null=True)
    scenario = SpreadSerializer(allow_null=True)
    difference = SpreadSerializer(allow_null=True)
    reason = s.CharField(help_text="Why there is no number; else empty.")
    evidence_grade = s.ChoiceField(GRADES)


class ScenarioSerializer(s.Serializer):
    """A transform of a published run; an infeasible one says what is short."""

    scenario = s.BooleanField(help_text="Always true: not an estimate of what is.")
    name = s.CharField()
    title = s.CharField()
    label = s.CharField()  # type: ignore[assignment]
    holds = s.CharField()
    parameters = s.DictField(help_text="As read, defaults included.")
    basis = s.CharField()
    measure = s.CharField()
    unit = s.CharField()
    evidence_grade = s.ChoiceField(GRADES)
    release = s.CharField()
    run = s.CharField()
    week = s.DateField()
    is_feasible = s.BooleanField()
    refusal = s.CharField(help_text="Why it cannot be met; else empty.")
    displaced = SpreadSerializer(allow_null=True, help_text="Tokens that move elsewhere.")
    shortfall = SpreadSerializer(allow_null=True, help_text="Tokens that nobody can serve.")
    rows = ComparedSerializer(many=True)
    notices = s.ListField(child=s.CharField())


class Scenario(Resource):
    """What one change does to one published week (the newest unless asked), by country, with ranges.

    A transform of the draws of the run that answers the week: a scenario, not an estimate of what is. What takes
    longer than two seconds is given up with 503 and Retry-After.
    """

    name = "scenarios"
    key: ClassVar[str]
    words = ("period", "as_of", "release")
    row = ScenarioSerializer
    forms = ("json",)
    is_list = False
    is_many = False
    unstable = ("scenarios",)

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the release, and of the facts it is drawn from anew."""
        return versions.with_parts("REFERENCE", release_id=release_id, as_of=question.as_of)

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the scenario; raise Problem for what cannot be asked, found or drawn again."""
        room, question = whatif(), ask.question
        given = {name: question.asked(name) for name in self.own_words if question.asked(name) is not None}
        measure = given.pop("measure", None)
        ends = time.monotonic() + LONGEST_S
        try:
            return room.scenario(
                self.key, given, now=self.clock(), week=question.period, measure=measure,
                release_id=ask.version.release.id, is_late=lambda: time.monotonic() > ends,
            )  # fmt: skip
        except room.TookTooLong as fault:
            raise Problem("unavailable", "Working it out takes longer than is allowed; ask again.") from fault
        except room.NoSuchWeek as fault:
            raise Problem("not-found", str(fault)) from fault
        except room.InputsChanged as fault:
            raise Problem("unavailable", str(fault)) from fault
        except room.UnreadableScenario as fault:
            error = error_of(fault.parameter, str(given.get(fault.parameter, "")), "not-readable", str(fault))
            raise Problem("invalid-parameter", str(fault), errors=[error]) from fault


def _view(key: str, told: WhatIf) -> type[Scenario]:
    """Return the resource of one what-if, with its own parameters."""
    about = {
        "key": key, "title": told.title, "own_words": {"measure": MEASURE, **told.words}, "required": told.required,
        "address": f"scenarios/{key}", "__doc__": Scenario.__doc__, "__module__": __name__,
    }  # fmt: skip
    return type(f"Scenario_{key.replace('-', '_')}", (Scenario,), about)


SCENARIOS: dict[str, type[Resource]] = {f"scenarios/{key}": _view(key, told) for key, told in WHATIFS.items()}
