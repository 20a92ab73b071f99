"""One event: every stage, conflicting dates side by side, and all evidence."""

from typing import Any

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.happenings import SHOWN, as_item
from apps.api.problems import Problem
from apps.api.resource import PathWord
from apps.api.v1.events import STATE, EventReads, EventSerializer
from apps.api.words import ID
from apps.events import queries as events
from apps.events.words import GRADES, NEWEST_PLACES, PRECISIONS, STAGES, STORED_PLACES


class StageSerializer(s.Serializer):
    """A dated step."""

    id = s.IntegerField(help_text="To name it when another one replaces it.")
    stage = s.ChoiceField(STAGES)
    date = s.DateField()
    date_precision = s.ChoiceField(PRECISIONS)
    is_disputed = s.BooleanField()
    has_other_dates = s.BooleanField(help_text="True: another date of the same stage stands beside it.")
    recorded_at = s.DateTimeField()
    evidence = s.IntegerField(help_text="`id` of its evidence.")


class QuoteCheckSerializer(s.Serializer):
    """What the last nightly look at a quote found; earlier looks stay on record."""

    checked_at = s.DateTimeField()
    stored = s.ChoiceField(STORED_PLACES, help_text="MATCH: the words stand at the span of the text of then.")
    newest = s.ChoiceField(
        NEWEST_PLACES, allow_null=True, help_text="In the newest version of the document; null for bytes."
    )
    newest_version = s.CharField(allow_null=True)
    newest_span = s.ListField(child=s.IntegerField(), allow_null=True, help_text="Where the words stand now.")


class EvidenceSerializer(s.Serializer):
    """What shows it: a version of a document, stored bytes or a public page."""

    id = s.IntegerField()
    url = s.CharField(allow_null=True)
    document = s.CharField(allow_null=True, help_text="Id of the document.")
    version = s.CharField(allow_null=True, help_text="Version of the document.")
    snapshot = s.CharField(allow_null=True, help_text="sha256 of the stored bytes.")
    quote = s.CharField()
    locator = s.CharField(help_text="Where the quote stands.")
    span = s.ListField(
        child=s.IntegerField(),
        allow_null=True,
        help_text="[start, end) of the quote in characters of the text.",
    )
    text_sha256 = s.CharField(allow_null=True, help_text="sha256 of the text, or bytes, that the span is in.")
    check = QuoteCheckSerializer(allow_null=True, help_text="Null: no span, or not looked at yet.")
    published_date = s.DateField(allow_null=True)
    accessed_date = s.DateField()
    grade = s.ChoiceField(GRADES)


class EventItemSerializer(EventSerializer):
    """An event with every stage and all evidence."""

    stages = StageSerializer(many=True)  # type: ignore[assignment]
    evidence = EvidenceSerializer(many=True)


class Event(EventReads):
    """One event with its stages, conflicting dates side by side, and its evidence.

    One that was rejected or merged into another answers 410 with the reason.
    """

    title = "One policy event"
    words = ("as_of",)
    own_words = {"state": STATE}
    path_words = {"event": PathWord(ID, "Slug of the event.", "us-ai-diffusion-rule")}
    row = EventItemSerializer
    forms = ("json",)
    is_list = False
    is_many = False
    samples = ("state=CANDIDATE,CONFIRMED",)
    has_plain_answer = False

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the event; raise Problem for one that is unknown, waits for a verdict, or was taken back."""
        slug, known_at = self.kwargs["event"], ask.version.known_at
        states = ask.question.asked("state") or SHOWN
        found = events.event_rows(states=states, as_of=known_at, slug=slug)
        if found:
            return as_item(found[0])
        end = events.end_of_event(slug=slug, as_of=known_at)
        if end is None:
            hint = "candidates are shown with state=CANDIDATE"
            raise Problem("not-found", f"There is no event {slug}; /api/v1/events lists them, {hint}.")
        reason, into = end
        where = f" It was merged into /api/v1/events/{into}." if into else ""
        raise Problem("gone", f"The event {slug} was taken back: {reason}.{where}")
