"""Runs: each published execution of the method."""

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.atom import Entry
from apps.api.listing import RowPage, cut
from apps.api.resource import Resource
from apps.flows import queries as flows


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
    withdrawn_reason = s.CharField(help_text="Why it was taken back; empty where it was not.")


class Runs(Resource):
    """Every published run, the newest first, with its conservation checks."""

    name = "runs"
    title = "Published runs"
    words = ("as_of",)
    row = RunSerializer
    forms = ("json", "csv", "parquet", "atom")
    limit_maximum = 200
    samples = ("limit=5",)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of the runs published by then."""
        by_then = [row for row in flows.runs() if row["published_at"] <= ask.version.release.published_at]
        return cut(by_then, ask, key=lambda row: [-row["published_at"].timestamp(), row["run"]])

    def entries(self, ask: Ask) -> list[Entry]:
        """Return the runs published last."""
        by_then = [row for row in flows.runs() if row["published_at"] <= ask.version.release.published_at]
        return [
            Entry(
                id=f"run/{row['run']}", updated_at=row["withdrawn_at"] or row["published_at"],
                title=f"Run {row['run']}: weeks from {row['period_from']} to {row['period_to']}",
                url=f"/api/v1/runs/{row['run']}", published_at=row["published_at"],
                summary=" ".join((f"{row['method']}-{row['method_version']}, {row['draws']} draws.", *row["notices"])),
            )
            for row in by_then
        ]  # fmt: skip
