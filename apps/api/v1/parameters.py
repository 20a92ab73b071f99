"""Parameters: the cited assumptions of a run."""

from typing import Any

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.listing import RowPage, cut
from apps.api.problems import Problem
from apps.api.resource import Resource
from apps.estimator.measures import GRADES
from apps.estimator.parameters import DISTRIBUTIONS
from apps.flows import queries as flows


class ParameterSerializer(s.Serializer):
    """One assumption as a run used it: its range, its shape, and who says so."""

    key = s.CharField()
    scope_key = s.CharField(allow_null=True, help_text="A country code or model id; null = everywhere.")
    unit = s.CharField()
    low = s.FloatField(help_text="5th percentile, in `unit`.")
    central = s.FloatField(help_text="Median, in `unit`.")
    high = s.FloatField(help_text="95th percentile, in `unit`.")
    distribution = s.ChoiceField(DISTRIBUTIONS)
    draw_scope = s.CharField(help_text="Shared by all (global), or drawn per model or per country.")
    hard_min = s.FloatField(allow_null=True, help_text="No draw lies below.")
    hard_max = s.FloatField(allow_null=True, help_text="No draw lies above.")
    basis = s.ChoiceField(
        ("CITED", "JUDGEMENT"), help_text="A judgement of ours is grade D and gives its reason."
    )
    evidence_grade = s.ChoiceField(GRADES)
    valid_from = s.DateField(allow_null=True)
    source_title = s.CharField()
    source_url = s.CharField()
    accessed = s.DateField()
    note = s.CharField()
    run = s.CharField(help_text="16 hex: the run this copy belongs to.")


class Parameters(Resource):
    """The assumptions as copied into a run: the one asked for, else the run of the release's newest week."""

    name = "parameters"
    title = "Cited assumptions of a run"
    words = ("key", "scope_key", "run", "as_of", "release")
    row = ParameterSerializer
    samples = ("key=pue",)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of the run's copy, by key and scope."""
        return cut(_rows(ask), ask, key=lambda row: [row["key"], row["scope_key"] or ""])


def _rows(ask: Ask) -> list[dict[str, Any]]:
    """Return the parameters asked for; raise Problem for a run that is not published."""
    question = ask.question
    if question.run and (question.release or question.as_of):
        raise Problem("conflicting-parameters", "Send either run, or release, or as_of.")
    run = question.run or ask.version.release.weeks[-1].run
    if flows.run(run) is None:
        raise Problem("not-found", f"There is no published run {run}; /api/v1/runs lists them.")
    rows = [{**row, "scope_key": row["scope"] or None, "run": run} for row in flows.run_parameters(run=run)]
    return [
        row
        for row in rows
        if row["key"] in (question.key or (row["key"],))
        and row["scope_key"] in (question.scope_key or (row["scope_key"],))
    ]
