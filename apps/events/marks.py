"""What is tied to the words of a version: notes of people, and evidence of events."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.events.models import Annotation, AnnotationSpan, EventEvidence
from apps.events.naming import public_names

NOTE, EVIDENCE = "NOTE", "EVIDENCE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """[start, end) of a version with what is said of it: a note with its author, or the event it shows."""

    kind: str
    start: int
    end: int
    at: datetime | None
    author: str = ""
    body: str = ""
    uid: UUID | None = None
    slug: str = ""
    title: str = ""
    state: str = ""


def marks_of_version(*, version: int) -> list[Mark]:
    """Return the marks of a version in the order of their first characters; withdrawn notes are left out."""
    found = [*_notes(version), *_evidence(version)]
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


def _notes(version: int) -> list[Mark]:
    """Return the notes as they stand: the last row of each thread, its span from the first one."""
    spans = AnnotationSpan.objects.filter(document_version_id=version).select_related("annotation")
    threads = {span.annotation.thread: span for span in spans}
    rows = Annotation.objects.filter(thread__in=threads).order_by("thread", "-pk").distinct("thread")
    heads = [row for row in rows if not row.is_withdrawn]
    names = public_names({row.author_id for row in heads})
    return [
        Mark(
            kind=NOTE, start=threads[row.thread].start, end=threads[row.thread].end, at=row.created_at,
            author=names[row.author_id], body=row.body, uid=row.uid,
        )
        for row in heads
    ]  # fmt: skip


def _evidence(version: int) -> list[Mark]:
    """Return the evidence of events that were not rejected."""
    rows = EventEvidence.objects.filter(document_version_id=version, span_start__isnull=False)
    found = rows.exclude(event__state="REJECTED").select_related("event").order_by("pk")
    return [
        Mark(
            kind=EVIDENCE, start=row.span_start or 0, end=row.span_end or 0, at=row.recorded_at, slug=row.event.slug,
            title=row.event.title, state=row.event.state,
        )
        for row in found
    ]  # fmt: skip
