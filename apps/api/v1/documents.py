"""Documents: texts that services and agencies keep changing, version by version."""

from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.atom import Entry
from apps.api.listing import RowPage, cut
from apps.api.reference_rows import named
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.events import queries as events
from apps.flows.question import Question


class DocumentSerializer(s.Serializer):
    """One watched text; the texts belong to their services, so versions are given as excerpts and differences."""

    id = s.CharField()
    title = s.CharField()
    url = s.CharField(help_text="Where the publisher of the archive keeps it.")
    provider = s.CharField(allow_null=True, help_text="Id of the provider whose text it is.")
    agency = s.CharField(help_text="Service or agency, in the source's own words.")
    kind = s.CharField(help_text="Kind of text, in the source's own words.")
    language = s.CharField(help_text="Language of the text; empty where unknown.")
    source = s.CharField()  # type: ignore[assignment]
    last_version_at = s.DateTimeField(help_text="When the latest version is dated by its source.")
    versions = s.IntegerField(help_text="Stored versions.")
    technical_versions = s.IntegerField(
        help_text="Of these, versions in which only the archive's or our own tools changed, not the text."
    )


class DocumentReads(Resource):
    """What the list and the reads of versions share."""

    name = "documents"

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of what was recorded of documents."""
        return versions.of_parts("EVENTS", as_of=question.as_of, pin=release_id or "")


class Documents(DocumentReads):
    """Every watched document that had a version by then, by id."""

    title = "Watched documents"
    words = ("provider", "source", "q", "as_of")
    row = DocumentSerializer
    forms = ("json", "csv", "parquet", "atom")
    limit_maximum = 200
    samples = ("source=terms.archive&limit=5", "q=terms")

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of documents."""
        return cut(_chosen(ask), ask, key=lambda row: [row["id"]])

    def entries(self, ask: Ask) -> list[Entry]:
        """Return the documents that have the latest versions."""
        rows = sorted(_chosen(ask), key=lambda row: (row["last_recorded_at"], row["id"]), reverse=True)
        return [
            Entry(
                id=f"document/{row['id']}/{row['versions']}", title=row["title"],
                updated_at=row["last_recorded_at"], published_at=row["last_version_at"],
                url=f"/api/v1/documents/{row['id']}/diff", summary=f"{row['versions']} versions are stored.",
            )
            for row in rows
        ]  # fmt: skip


def _chosen(ask: Ask) -> list[dict[str, Any]]:
    """Return the documents that a question asks for."""
    question = ask.question
    return [
        row
        for row in named(events.document_rows(as_of=ask.version.known_at), question.q, "id", "title")
        if row["provider"] in (question.provider or (row["provider"],))
        and row["source"] in (question.source or (row["source"],))
    ]
