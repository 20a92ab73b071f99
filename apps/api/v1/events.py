"""Events: what governments and firms did, in stages, each with its evidence."""

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.atom import Entry
from apps.api.happenings import chosen
from apps.api.listing import RowPage, cut
from apps.api.own_words import choices, days
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.events.words import CONFIDENCES, DIRECTIONS, EVENT_KINDS, SEVERITIES, STAGES
from apps.flows.question import Question

STATES = ("CONFIRMED", "CANDIDATE")
STATE = choices(
    *STATES,
    text="CANDIDATE shows what no person has judged yet; without it CONFIRMED only.",
    example=["CANDIDATE"],
)


class EventSerializer(s.Serializer):
    """One event in one row."""

    slug = s.CharField(help_text="Id of the event.")
    kind = s.ChoiceField(EVENT_KINDS)
    title = s.CharField()
    summary = s.CharField()
    jurisdiction = s.CharField(help_text="Country code, EU, or empty.")
    countries = s.ListField(child=s.CharField(), help_text="Countries it is aimed at.")
    labs = s.ListField(child=s.CharField(), help_text="Labs that are affected, by their ids.")
    companies = s.ListField(child=s.CharField(), help_text="Other companies that are affected, by name.")
    models = s.ListField(child=s.CharField(), help_text="Models that are affected, by their ids.")
    state = s.ChoiceField(STATES, help_text="CANDIDATE: found by a program, judged by nobody.")
    severity = s.ChoiceField(SEVERITIES, help_text="A hint by rule, no judgement.")
    direction = s.ChoiceField(
        ("", *DIRECTIONS), help_text="What it does to the trade in tokens; empty: not coded."
    )
    confidence = s.ChoiceField(("", *CONFIDENCES), help_text="How sure the coder is; empty: not coded.")
    doubt = s.CharField(help_text="What to check before all else; empty where nothing is odd.")
    first_date = s.DateField(allow_null=True, help_text="Of the earliest stage.")
    last_date = s.DateField(allow_null=True, help_text="Of the latest stage.")
    stages = s.ListField(child=s.CharField(), help_text="Stage and date; conflicting dates side by side.")
    is_disputed = s.BooleanField(help_text="True: some date is disputed or stands against another one.")
    evidence_count = s.IntegerField()
    unmatched_quotes = s.IntegerField(
        help_text="Quotes that no longer stand in the text they were taken from."
    )
    gone_quotes = s.IntegerField(help_text="Quotes that the newest version of their document no longer has.")
    recorded_at = s.DateTimeField()
    updated_at = s.DateTimeField(help_text="When something was last added or decided.")
    revision = s.IntegerField(help_text="Rises by one with every write; send it as If-Match to write.")


class EventReads(Resource):
    """What the list and the item share."""

    name = "events"

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of what happened."""
        return versions.of_parts("EVENTS", "REFERENCE", as_of=question.as_of, pin=release_id or "")


class Events(EventReads):
    """Confirmed events by first date; candidates only when asked for. A model is found by its names in the texts."""

    title = "Policy events"
    words = ("country", "model", "q", "as_of")
    own_words = {
        "kind": choices(*EVENT_KINDS, text="Kinds of events.", example=["EXPORT_CONTROL"]),
        "state": STATE,
        "stage": choices(*STAGES, text="Events that have one of these stages.", example=["EFFECTIVE"]),
        **days("a stage"),
    }
    row = EventSerializer
    forms = ("json", "csv", "parquet", "atom")
    limit_maximum = 200
    samples = ("state=CANDIDATE&kind=EXPORT_CONTROL", "country=CHN&from=2025-01-01&limit=5")

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of events."""
        return cut(chosen(ask), ask, key=lambda row: [str(row["first_date"] or ""), row["slug"]])

    def entries(self, ask: Ask) -> list[Entry]:
        """Return the events that changed last."""
        rows = sorted(chosen(ask), key=lambda row: (row["updated_at"], row["slug"]), reverse=True)
        return [
            Entry(
                id=f"event/{row['slug']}", title=row["title"], updated_at=row["updated_at"],
                published_at=row["recorded_at"], url=f"/api/v1/events/{row['slug']}",
                summary=" ".join(filter(None, (", ".join(row["stages"]) + ".", row["summary"]))),
            )
            for row in rows
        ]  # fmt: skip
