"""Series: what a source counts or measures over time."""

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import RowPage
from apps.api.own_words import ids
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.api.withholding import REDISTRIBUTION
from apps.flows.question import Question
from apps.observations import queries as observations

ASKED = ("source", "metric", "country", "model", "provider")


class SeriesSerializer(s.Serializer):
    """One measured thing of one source; its numbers are at /api/v1/observations?series=<id>."""

    id = s.IntegerField()
    source = s.CharField(help_text="Key of the source; /api/v1/sources has its licence and citation.")  # type: ignore[assignment]
    metric = s.CharField(help_text="What is stated, for example tokens or list_price_input.")
    unit = s.CharField(
        help_text="Unit of every value: token, usd_per_mtok, eur_per_kwh, fraction, flag and so on."
    )
    kind = s.CharField(help_text="MEASURED, REPORTED, ESTIMATED_BY_SOURCE or MODELLED.")
    period_length = s.CharField(
        help_text="DAY, WEEK, MONTH, HALF_YEAR, YEAR; OPEN: holds until another value."
    )
    subject = s.CharField(
        help_text="What it is about, in the source's own words; empty for the source as a whole."
    )
    qualifier = s.CharField(help_text="Under which condition, in the source's own words; empty for none.")
    country = s.CharField(allow_null=True, help_text="Code, where the series is about one country.")
    model = s.CharField(allow_null=True, help_text="Id of the model, where it is about one.")
    provider = s.CharField(allow_null=True, help_text="Id of the provider, where it is about one.")
    first = s.DateField(help_text="Start of the earliest period with a number.")
    last = s.DateField(help_text="Start of the latest period with a number.")
    redistribution = s.CharField(help_text=REDISTRIBUTION)


class SeriesList(Resource):
    """Every series that had a number by then, by id."""

    name = "series"
    title = "Series of the sources"
    words = ("source", "country", "model", "provider", "as_of")
    own_words = {"metric": ids("Metrics; at most 20.", ["tokens", "list_price_input"])}
    row = SeriesSerializer
    samples = ("source=package.genai_prices&limit=5", "metric=tokens&shape=columns")

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the stored numbers."""
        return versions.of_parts("OBSERVATIONS", as_of=question.as_of, pin=release_id or "")

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of series."""
        question = ask.question
        words = {name: question.asked(name) or getattr(question, name, ()) for name in ASKED}
        found = observations.series_page(
            asked=words,
            after=ask.after[0] if ask.after else 0,
            limit=question.limit + 1,
            as_of=ask.version.known_at,
        )
        shown = found[: question.limit]
        return RowPage(shown, [shown[-1]["id"]] if len(found) > len(shown) else None)
