"""Notes on anything that has an address here."""

import re
from typing import Any
from uuid import UUID

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import RowPage, cut
from apps.api.own_words import Word, ids
from apps.api.problems import Problem
from apps.api.resource import Resource
from apps.api.v1.new_notes import UID_WORD
from apps.api.versions import Version
from apps.api.write_words import SUBJECT, SUBJECT_TEXT
from apps.events import queries as events
from apps.flows.question import Question
from apps.flows.question_values import Spec, matching

SUBJECT_WORD = Word(
    Spec("", matching(re.compile(SUBJECT, re.ASCII), "not-a-subject", "kind/id")),
    {"type": "string", "pattern": f"^{SUBJECT}$"},
    SUBJECT_TEXT,
    "event/us-ai-diffusion-rule",
)


class AnnotationSerializer(s.Serializer):
    """One version of a note."""

    uid = s.UUIDField()
    subject_key = s.CharField(help_text=SUBJECT_TEXT)
    body = s.CharField(allow_null=True, help_text="Plain text as typed; null where it was withdrawn.")
    author = s.CharField()
    created_at = s.DateTimeField()
    supersedes = s.UUIDField(allow_null=True, help_text="The version before.")
    superseded_by = s.UUIDField(allow_null=True, help_text="The version after.")
    is_withdrawn = s.BooleanField()
    reason = s.CharField(help_text="Why it was withdrawn; else empty.")
    revision = s.IntegerField(help_text="Number of rows of its thread; send it as If-Match to withdraw it.")


class Written(Resource):
    """What people write hangs on the events' part of the data."""

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of what people wrote."""
        return versions.of_parts("EVENTS", as_of=question.as_of, pin=release_id or "")


class Annotations(Written):
    """Notes, the oldest first, each version of each; withdrawn ones have lost their words."""

    name = "annotations"
    title = "Notes"
    words = ("as_of",)
    own_words = {"subject_key": SUBJECT_WORD, "author": ids("Names of authors, at most 20.", ["ada"])}
    row = AnnotationSerializer
    forms = ("json",)
    limit_maximum = 200
    samples = ("subject_key=corridor/CHN/USA",)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of notes."""
        subject = ask.question.asked("subject_key")
        rows = events.annotation_rows(
            as_of=ask.version.known_at,
            subjects=[subject] if subject else (),
            authors=ask.question.asked("author") or (),
        )
        return cut(rows, ask, key=lambda row: [row["created_at"].isoformat(), str(row["uid"])])


class Annotation(Written):
    """One version of a note; a withdrawn one answers 410 with the reason."""

    name = "annotations"
    title = "One note"
    words = ("as_of",)
    path_words = {"annotation": UID_WORD}
    row = AnnotationSerializer
    forms = ("json",)
    is_list = False
    is_many = False
    has_plain_answer = False

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the note; raise Problem for one that is unknown or withdrawn."""
        uid = self.kwargs["annotation"]
        found = events.annotation_rows(as_of=ask.version.known_at, uid=UUID(uid))
        if not found:
            raise Problem("not-found", f"There is no note {uid}; /api/v1/annotations lists them.")
        if found[0]["is_withdrawn"]:
            raise Problem("gone", f"The note {uid} was withdrawn: {found[0]['reason']}")
        return found[0]
