"""Sources: where the numbers come from, and how each feed fares."""

import hashlib
from typing import Any

from django.utils import timezone
from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.listing import RowPage, cut, dump
from apps.api.resource import Resource
from apps.api.versions import CODE_VERSION, LOOKUPS, Version
from apps.api.withholding import REDISTRIBUTION
from apps.collectors import queries as collectors
from apps.flows.question import Question
from apps.observations import queries as observations


class SourceSerializer(s.Serializer):
    """One feed: whose it is, under what licence, and what the last look at it gave."""

    key = s.CharField(help_text="publisher.subject.")
    title = s.CharField()
    publisher = s.CharField()
    url = s.CharField()
    licence = s.CharField()
    citation = s.CharField()
    kind = s.CharField(help_text="MEASURED, REPORTED, ESTIMATED_BY_SOURCE or MODELLED.")
    cadence_s = s.IntegerField(help_text="How often it is looked at, in seconds; 0 = with the product.")
    last_success_at = s.DateTimeField(allow_null=True)
    redistribution = s.CharField(help_text=REDISTRIBUTION)
    state = s.CharField(help_text="How the last look ended; NEVER before the first.")
    problem = s.CharField(
        allow_null=True, help_text="What went wrong with it, in words; null if nothing did."
    )
    rows = s.IntegerField(help_text="Stored vintages.")
    series = s.IntegerField(help_text="Stored series.")
    held = s.IntegerField(help_text="Readings held until somebody decides; none of their numbers is used.")
    released = s.IntegerField(help_text="Held readings that were accepted since.")
    rejected = s.IntegerField(help_text="Held readings that were rejected for good.")
    first_period = s.DateField(allow_null=True, help_text="Start of the earliest stored period.")
    last_period = s.DateField(allow_null=True, help_text="Start of the latest stored period.")
    coverage_share = s.FloatField(
        allow_null=True, help_text="Days with a number among those between both; null for other periods."
    )
    last_snapshot_at = s.DateTimeField(allow_null=True)
    last_snapshot_sha256 = s.CharField(allow_null=True, help_text="Hash of the bytes as they were sent.")


def _row_of(health: Any) -> dict[str, Any]:
    """Return a source as programs read it; lags are left to the reader, for an answer holds no clock."""
    return {
        **{
            name: getattr(health, name)
            for name in ("key", "title", "publisher", "url", "licence", "citation")
        },
        **{name: getattr(health, name) for name in ("kind", "redistribution", "last_success_at")},
        **{name: getattr(health, name) for name in ("rows", "series", "held", "released", "rejected")},
        **{name: getattr(health, name) for name in ("first_period", "last_period", "coverage_share")},
        "cadence_s": health.cadence_seconds,
        "state": health.last_run_state,
        "problem": health.last_problem or None,
        "last_snapshot_at": health.last_snapshot_at,
        "last_snapshot_sha256": health.last_snapshot_sha256 or None,
    }


def _rows() -> list[dict[str, Any]]:
    """Return every source, read at most once a second."""
    return LOOKUPS.get(
        "sources", lambda: [_row_of(health) for health in collectors.source_health(now=timezone.now())]
    )


class Sources(Resource):
    """Every source with its licence, citation and the outcome of the last look at it.

    Health is about now: this resource alone has no as_of.
    """

    name = "sources"
    title = "Sources and their health"
    words = ("state",)
    row = SourceSerializer
    limit_maximum = 200
    samples = ("limit=5",)

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version: the rows themselves, for they change whenever somebody looks."""
        rows = hashlib.sha256(dump(_rows())).hexdigest()
        latest = LOOKUPS.get("latest", observations.latest_recorded_at)
        return Version(f"{rows} {CODE_VERSION}", latest)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of sources, by key."""
        wanted = ask.question.state
        rows = [row for row in _rows() if not wanted or row["state"] in wanted]
        return cut(rows, ask, key=lambda row: [row["key"]])
