"""What two versions of a document differ in."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.own_words import Word
from apps.api.problems import Problem
from apps.api.v1.document_versions import DOCUMENT, DocumentVersionSerializer, OfDocument
from apps.events import queries as events
from apps.events.wording import difference
from apps.flows.question_more import version_or_moment

VERSION = {"type": "string", "minLength": 1, "maxLength": 80}


class HunkSerializer(s.Serializer):
    """One difference."""

    op = s.ChoiceField(("INSERT", "DELETE", "REPLACE"))
    before = s.CharField(help_text="The words before, at most 2,000 characters.")
    after = s.CharField(help_text="The words after, at most 2,000 characters.")
    span = s.ListField(child=s.IntegerField(), help_text="[start, end) in characters of the later text.")
    span_before = s.ListField(child=s.IntegerField(), help_text="[start, end) in the earlier text.")
    is_cut = s.BooleanField(help_text="True: the words go on.")


class DiffSerializer(s.Serializer):
    """What two versions differ in, word by word."""

    document = s.CharField()
    before = DocumentVersionSerializer()
    after = DocumentVersionSerializer()
    is_technical_upgrade = s.BooleanField(help_text="True: between them only tools changed, not the text.")
    hunks = HunkSerializer(many=True)
    truncated = s.BooleanField(help_text="True: there are more than these 200 hunks.")


class DocumentDiff(OfDocument):
    """The differences of two versions, word by word, with their place; the same version has none.

    `from` and `to` are ids of versions (or their beginnings) or moments; without them the latest version and
    the one before it.
    """

    title = "Differences of two versions"
    own_words = {
        "from": Word(
            version_or_moment(), VERSION, "Earlier version, or the one in force at a moment.", "2026-02-10"
        ),
        "to": Word(
            version_or_moment(), VERSION, "Later version, or the one in force at a moment.", "2026-03-01"
        ),
    }
    path_words = {"document": DOCUMENT}
    address = "documents/{document}/diff"
    row = DiffSerializer

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the comparison; raise Problem for a version that there is not."""
        key, known_at, question = self.key(), ask.version.known_at, ask.question
        after = self._found(key, question.asked("to") or known_at, known_at)
        before = (
            self._found(key, question.asked("from"), known_at)
            if question.asked("from")
            else events.version_before(document=key, version=after, as_of=known_at) or after
        )
        found = difference(before.text, after.text)
        technical = events.only_tools_changed(document=key, before=before, after=after, as_of=known_at)
        return {
            "document": self.kwargs["document"],
            "before": self.told(before),
            "after": self.told(after),
            "is_technical_upgrade": technical,
            "hunks": [asdict(hunk) for hunk in found.hunks],
            "truncated": found.is_truncated,
        }

    def _found(self, key: int, asked: datetime | str, known_at: datetime) -> events.VersionText:
        if isinstance(asked, datetime):
            version = events.version_at(document=key, at=asked, as_of=known_at)
        else:
            version = events.version_named(document=key, name=asked, as_of=known_at)
        if version is None:
            raise Problem("not-found", f"{self.kwargs['document']} has no version {asked} as of {known_at}.")
        return version
