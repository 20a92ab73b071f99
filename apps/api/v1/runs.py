"""Runs: each published execution of the method."""

from typing import Any

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.listing import Listing, dump, page
from apps.api.problems import Problem
from apps.api.resource import PathWord, Resource
from apps.api.versions import CODE_VERSION, LOOKUPS, Version
from apps.api.words import RELEASE
from apps.flows import queries as flows
from apps.flows.question import Question


class ConservationSerializer(s.Serializer):
    """A public check of one week, basis and measure: what went in and what the cells add to (means)."""

    period_start = s.DateField()
    basis = s.CharField()
    measure = s.CharField()
    input_mean = s.FloatField()
    cells_mean = s.FloatField()
    balances_mean = s.FloatField()
    relative_error = s.FloatField()
    holds = s.BooleanField()


class RunSerializer(s.Serializer):
    """What is needed to repeat a run: inputs, parameters, draws, seed and code, by their hashes."""

    run = s.CharField(help_text="16 hex: the start of the fingerprint.")
    fingerprint = s.CharField(help_text="sha256 of inputs, parameters, versions, draws and seed.")
    method = s.CharField()
    method_version = s.CharField()
    as_of = s.DateTimeField(help_text="What was known to the run.")
    period_from = s.DateField(help_text="First Monday.")
    period_to = s.DateField(help_text="Monday after the last week.")
    draws = s.IntegerField()
    seed = s.IntegerField()
    parameters_sha256 = s.CharField()
    inputs_sha256 = s.CharField()
    code_version = s.CharField()
    published_at = s.DateTimeField()
    withdrawn_at = s.DateTimeField(allow_null=True)
    is_synthetic = s.BooleanField()
    notices = s.ListField(child=s.CharField())
    conservation = ConservationSerializer(many=True)


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


class Runs(Resource):
    """Every published run, the newest first, with its conservation checks."""

    name = "runs"
    title = "Published runs"
    words = ("as_of",)
    row = RunSerializer
    limit_maximum = 200
    samples = ("limit=5",)

    def listing(self, ask: Ask, columns: tuple[str, ...]) -> Listing:
        """Return one page of the runs published by then."""
        by_then = [row for row in flows.runs() if row["published_at"] <= ask.version.release.published_at]
        return page(
            by_then, ask, columns=columns, key=lambda row: [-row["published_at"].timestamp(), row["run"]]
        )


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

    def listing(self, ask: Ask, columns: tuple[str, ...]) -> Listing:
        """Return the run."""
        run = self._run()
        return Listing(text=dump({name: run[name] for name in columns}).decode())
