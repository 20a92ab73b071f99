"""One run: what is needed to repeat it, and the ratios it took within its draws."""

from typing import Any

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.problems import Problem
from apps.api.resource import PathWord, Resource
from apps.api.v1.runs import RunSerializer
from apps.api.versions import CODE_VERSION, LOOKUPS, Version
from apps.api.words import RELEASE
from apps.flows import queries as flows
from apps.flows.question import Question


class RatioSerializer(s.Serializer):
    """A ratio taken within the draws; null with a reason where it is not defined."""

    period_start = s.DateField()
    name = s.CharField(help_text="value_multiple: service value / electricity value; usd_per_kwh.")
    country = s.CharField(allow_null=True)
    low = s.FloatField(allow_null=True)
    central = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    reason = s.CharField()


class RunItemSerializer(RunSerializer):
    """A run with its ratios."""

    ratios = RatioSerializer(many=True)


class Run(Resource):
    """One published run, with the ratios it took within its draws."""

    name = "runs"
    title = "One run"
    path_words = {"run": PathWord(RELEASE, "16 hex, from the list of runs or from a row.")}
    row = RunItemSerializer
    forms = ("json",)
    is_list = False
    is_many = False
    is_immutable = True

    def _run(self) -> dict[str, Any]:
        name = self.kwargs["run"]
        found = LOOKUPS.get(("run", name), lambda: flows.run(name))
        if found is None:
            raise Problem("not-found", f"There is no published run {name}; /api/v1/runs lists them.")
        return found

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version that is the run itself."""
        run = self._run()
        return Version(tag=f"{run['fingerprint']} {CODE_VERSION}", as_of=run["published_at"])

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the run; raise Problem for one that was withdrawn."""
        run = self._run()
        if run["withdrawn_at"] is not None:
            raise Problem("gone", f"Run {run['run']} was withdrawn: {run['withdrawn_reason']}.")
        return run
