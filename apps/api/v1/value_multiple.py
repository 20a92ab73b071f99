"""Value multiple: what tokens are listed at over what their electricity costs, by method, never a constant."""

from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.estimates import EstimateResource
from apps.api.listing import Listing, RowPage, cut
from apps.api.own_words import choices
from apps.api.serializers import MetaSerializer
from apps.api.versions import Version
from apps.estimator.measures import GRADES
from apps.flows import multiples
from apps.flows.question import Question


class ValueMultipleSerializer(s.Serializer):
    """The multiple of one week at one place by one energy model; null with the reason where it is not defined."""

    period_start = s.DateField(help_text="Monday of the week, UTC.")
    compute = s.CharField(allow_null=True, help_text="Country where it is computed; null = all.")
    method = s.ChoiceField(multiples.METHODS, help_text="How energy per token is modelled.")
    low = s.FloatField(
        allow_null=True, help_text="5th percentile of SERVICE_VALUE_USD / ELECTRICITY_VALUE_USD."
    )
    central = s.FloatField(allow_null=True, help_text="Median.")
    high = s.FloatField(allow_null=True, help_text="95th percentile.")
    electricity_share = s.FloatField(
        allow_null=True, help_text="Electricity's share of the list price: 1 / central."
    )
    evidence_grade = s.ChoiceField(GRADES)
    reason = s.CharField(help_text="Why there is no number; empty where there is one.")
    run = s.CharField(help_text="16 hex: the run it was taken from.")


class PublishedPointSerializer(s.Serializer):
    """What somebody said of the multiple, or of electricity's share."""

    point = s.CharField()
    kind = s.CharField(help_text="MULTIPLE or ELECTRICITY_SHARE.")
    base = s.CharField(help_text="What a share is of: TOKEN_PRICE or OPERATING_COST.")
    value = s.FloatField()
    date = s.DateField(allow_null=True)
    evidence_grade = s.ChoiceField(GRADES)
    source_title = s.CharField()
    source_url = s.CharField()
    note = s.CharField()


class ValueMultipleMetaSerializer(MetaSerializer):
    """The meta block with what others have published."""

    published_points = PublishedPointSerializer(
        many=True, help_text="Points of others, which contradict each other."
    )


class ValueMultiple(EstimateResource):
    """Value of tokens at list price over the value of their electricity, within the draws of each published week.

    OWN_FIT is worked out with every run, the other methods in its analysis, some minutes after publication.
    """

    name = "value-multiple"
    title = "Multiple of electricity's value"
    words = ("period", "from", "to", "as_of", "release", "compute")
    own_words = {"method": choices(*multiples.METHODS, text="Energy models.", example=["OWN_FIT"])}
    row = ValueMultipleSerializer
    meta_row = ValueMultipleMetaSerializer
    limit_maximum = 1000
    samples = ("period=2026-02-16", "compute=USA&method=OWN_FIT")

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the release and of its analyses."""
        return versions.with_parts("ANALYSES", release_id=release_id, as_of=question.as_of)

    def is_pinned(self, ask: Ask) -> bool:
        """An analysis may still be added to a release."""
        return False

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of multiples, by week, place and method."""
        question = ask.question
        found = multiples.rows(ask.version.release, question)
        methods = question.asked("method") or multiples.METHODS
        rows = [
            row
            for row in found
            if row["method"] in methods and (not question.compute or row["compute"] in question.compute)
        ]
        return cut(
            rows, ask, key=lambda row: [row["period_start"].isoformat(), row["compute"] or "", row["method"]]
        )

    def meta(self, ask: Ask, listing: Listing, next_url: str | None) -> dict[str, Any]:
        """Return the meta block with the published points."""
        return super().meta(ask, listing, next_url) | {"published_points": multiples.published_points()}
