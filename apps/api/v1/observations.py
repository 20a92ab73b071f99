"""Observations: what sources said, and when it was known."""

from datetime import date, datetime
from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import RowPage
from apps.api.own_words import SERIES_IDS, VINTAGES, days
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.api.withholding import SOURCE_TERMS, reason_to_withhold
from apps.events import queries as events
from apps.flows.question import Question
from apps.flows.question_more import refuse, span_of
from apps.observations import queries as observations


class ObservationSerializer(s.Serializer):
    """One number as a source stated it, with when it was recorded; a later record is a new version of it."""

    series = s.IntegerField()
    period_start = s.DateField(help_text="Start of the period, in the length of the series.")
    value = s.DecimalField(
        max_digits=38,
        decimal_places=12,
        allow_null=True,
        help_text="Exact, as a decimal text, in `unit`. Null with `withheld`: kept back; null without: the source"
        " withdrew it.",
    )
    unit = s.CharField()
    recorded_at = s.DateTimeField(help_text="When it was stored here.")
    published_at = s.DateTimeField(allow_null=True, help_text="When the source says it was made.")
    snapshot = s.CharField(help_text="sha256 of the bytes that state it.")
    source_url = s.CharField(help_text="Address those bytes came from.")
    reason = s.ChoiceField(
        ("FIRST", "REVISION", "REREAD"),
        help_text="REVISION: the source changed it; REREAD: our reading of the same bytes changed.",
    )
    held = s.BooleanField(
        help_text="True: another number for this period waits until somebody decides about it."
    )
    withheld = s.ChoiceField((SOURCE_TERMS,), allow_null=True, help_text="Why the value is not shown.")
    supersedes_recorded_at = s.DateTimeField(
        allow_null=True, help_text="With vintages=all: the version before."
    )
    revision_pct = s.FloatField(
        allow_null=True, help_text="With vintages=all: change against the version before, in percent of it."
    )


class Observations(Resource):
    """Numbers of some series: of each period the last one known, or with vintages=all every version.

    `from`, `to` and `period` are days in the period length of the series. Rows of sources whose terms allow only
    derived works come without value.
    """

    name = "observations"
    title = "Numbers as the sources stated them"
    words = ("as_of",)
    own_words = {"series": SERIES_IDS, **days("the periods", period=True), "vintages": VINTAGES}
    required = ("series",)
    row = ObservationSerializer
    limit_maximum = 5000
    samples = ("series=1&vintages=all", "series=1&from=2026-01-01&shape=columns")
    varies = "Accept-Encoding, Authorization"

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the stored numbers, and of what is held."""
        return versions.of_parts("OBSERVATIONS", "HELD", as_of=question.as_of, pin=release_id or "")

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of numbers, by series, period and time of recording."""
        question, known_at = ask.question, ask.version.known_at
        wanted = question.asked("series")
        about = {row["id"]: row for row in observations.series_of(series_ids=wanted, as_of=known_at)}
        if unknown := sorted(set(wanted) - set(about)):
            raise refuse("series", unknown[0], "unknown-series", "an id that /api/v1/series lists as of then")
        start, end = span_of(question)
        found = observations.vintages(
            series_ids=wanted, period_from=start, period_to=end, as_of=known_at,
            is_all=question.asked("vintages") == "all", after=_place(ask.after), limit=question.limit + 1,
        )  # fmt: skip
        held = events.held_periods(sources={row["source"] for row in about.values()}, as_of=known_at)
        rows = [_row(one, about[one["series"]], ask, held) for one in found[: question.limit]]
        return RowPage(rows, _key(found[len(rows) - 1]) if len(found) > len(rows) else None)


def _key(row: dict[str, Any]) -> list[Any]:
    return [row["series"], row["period_start"].isoformat(), row["recorded_at"].isoformat()]


def _place(after: list[Any] | None) -> tuple[int, date, datetime] | None:
    return (after[0], date.fromisoformat(after[1]), datetime.fromisoformat(after[2])) if after else None


def _row(found: dict[str, Any], series: dict[str, Any], ask: Ask, held: set[events.Held]) -> dict[str, Any]:
    """Return a number as programs read it."""
    withheld = reason_to_withhold(series["redistribution"], ask.scopes)
    identity = (
        *(series[name] for name in ("source", "metric", "subject", "qualifier")),
        found["period_start"],
    )
    value = None if withheld else found["value"]
    return found | {"value": value, "unit": series["unit"], "held": identity in held, "withheld": withheld}
