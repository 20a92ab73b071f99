"""Histories: who wrote what, when and why; nothing is overwritten."""

from typing import Any
from uuid import UUID

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.listing import RowPage, cut
from apps.api.problems import Problem
from apps.api.resource import PathWord
from apps.api.v1.annotations import Written
from apps.api.v1.new_notes import UID_WORD
from apps.api.words import ID
from apps.events import queries as events


class HistoryRowSerializer(s.Serializer):
    """One write."""

    revision = s.IntegerField()
    at = s.DateTimeField()
    what = s.CharField(help_text="What was done, such as CREATED, EDITED, STAGE or REVIEW.")
    who = s.CharField(
        help_text="The author; for what was gathered the source, for a dispute the filer's role."
    )
    role = s.CharField(help_text="The role its author holds now; empty for what was gathered.")
    why = s.CharField(help_text="The reason given; may be empty.")
    changes = s.DictField(help_text="Old and new values by field, or what was added.")
    codebook = s.CharField(help_text="Version of the codebook whose words were used; empty where none were.")


class History(Written):
    """What histories share; a subclass gives their lines."""

    words = ("as_of",)
    row = HistoryRowSerializer
    forms = ("json",)
    limit_maximum = 1000
    has_plain_answer = False

    def lines(self, ask: Ask) -> list[dict[str, Any]]:
        """Return every line; none for what is not there or not shown."""
        raise NotImplementedError

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of the history; raise Problem where there is none."""
        found = self.lines(ask)
        if not found:
            raise Problem(
                "not-found", f"Nothing with a public history is at /api/v1/{self.name} under this id."
            )
        return cut(found, ask, key=lambda row: [row["revision"]])


class EventHistory(History):
    """Who wrote what to an event, when and why; also of one that is a candidate, was rejected or merged."""

    name = "events"
    title = "History of an event"
    address = "events/{event}/history"
    path_words = {"event": PathWord(ID, "Slug of the event.", "us-ai-diffusion-rule")}

    def lines(self, ask: Ask) -> list[dict[str, Any]]:
        """Return the lines of an event."""
        return events.event_history(slug=self.kwargs["event"], as_of=ask.version.known_at)


class AnnotationHistory(History):
    """Every version of a note, and its withdrawal."""

    name = "annotations"
    title = "History of a note"
    address = "annotations/{annotation}/history"
    path_words = {"annotation": UID_WORD}

    def lines(self, ask: Ask) -> list[dict[str, Any]]:
        """Return the lines of a note."""
        return events.annotation_history(uid=UUID(self.kwargs["annotation"]), as_of=ask.version.known_at)


class DisputeHistory(History):
    """The filing of a dispute and its decision."""

    name = "disputes"
    title = "History of a dispute"
    address = "disputes/{dispute}/history"
    path_words = {"dispute": UID_WORD}

    def lines(self, ask: Ask) -> list[dict[str, Any]]:
        """Return the lines of a dispute."""
        return events.dispute_history(uid=UUID(self.kwargs["dispute"]), as_of=ask.version.known_at)
