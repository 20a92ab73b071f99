"""The version of a document that was in force at a moment."""

from typing import Any

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.problems import Problem
from apps.api.resource import PathWord
from apps.api.v1.documents import DocumentReads
from apps.api.words import ID, MOMENT
from apps.events import queries as events
from apps.flows.question_more import past_moment

DOCUMENT = PathWord(ID, "Id of the document, from the list.", "genai-contrib-openrouter-terms-of-service")


class DocumentVersionSerializer(s.Serializer):
    """A version with an excerpt, never the whole text: that belongs to the service."""

    document = s.CharField()
    version = s.CharField(help_text="Id of the version at its source, for example a commit.")
    text_sha256 = s.CharField(help_text="Hash of the text as stored.")
    text_characters = s.IntegerField()
    published_at = s.DateTimeField(allow_null=True, help_text="When the source dates it.")
    recorded_at = s.DateTimeField(help_text="When it was stored here.")
    is_technical_upgrade = s.BooleanField(help_text="True: tools changed, not the text.")
    change = s.CharField(help_text="What it brought: FIRST, SAME, KNOWN, NEW, LOCALE or TECHNICAL.")
    severity = s.CharField()
    excerpt = s.CharField(help_text="The beginning: at most 2,000 characters and at most half of the text.")
    archive_url = s.CharField(help_text="Where the archive keeps this version.")
    snapshot = s.CharField(help_text="sha256 of the bytes it was read from.")


class OfDocument(DocumentReads):
    """What reads of one document share."""

    forms = ("json",)
    is_list = False
    is_many = False
    words = ("as_of",)

    def key(self) -> int:
        """Return the key of the document; raise Problem for an unknown one."""
        found = events.document_key(self.kwargs["document"])
        if found is None:
            raise Problem(
                "not-found", f"There is no document {self.kwargs['document']}; /api/v1/documents lists them."
            )
        return found

    def told(self, version: events.VersionText) -> dict[str, Any]:
        """Return a version as programs read it."""
        names = (*DocumentVersionSerializer().fields,)
        whole = {name: getattr(version, name) for name in names if hasattr(version, name)}
        return whole | {"document": self.kwargs["document"], "text_characters": len(version.text)}


class DocumentAt(OfDocument):
    """The version that was in force at a moment (a date means the end of that day, UTC), with an excerpt.

    Before the first version 404; a moment in the future 400. Which versions were known is a matter of as_of.
    """

    title = "A document at a moment"
    path_words = {
        "document": DOCUMENT,
        "moment": PathWord(MOMENT, "A date, or a datetime with offset, not later than now.", "2026-03-01"),
    }
    address = "documents/{document}/at/{moment}"
    row = DocumentVersionSerializer

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the version; raise Problem where there was none yet."""
        at = past_moment("moment", self.kwargs["moment"], now=self.clock())
        found = events.version_at(document=self.key(), at=at, as_of=ask.version.known_at)
        if found is None:
            raise Problem(
                "not-found", f"{self.kwargs['document']} has no version as early as {at.isoformat()}."
            )
        return self.told(found)
