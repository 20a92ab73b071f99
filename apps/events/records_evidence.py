"""Words of stored texts that notes and evidence are tied to, and what became of the quotes. Append-only."""

from django.db import models
from django.db.models import F, Q

from apps.events.words import NEWEST_PLACES, STORED_PLACES


class AnnotationSpan(models.Model):
    """The words of a version that a note is about: [start, end) in characters of its text."""

    annotation = models.OneToOneField("events.Annotation", on_delete=models.PROTECT, related_name="span")
    document_version = models.ForeignKey(
        "events.DocumentVersion", on_delete=models.PROTECT, related_name="note_spans"
    )
    start = models.IntegerField()
    end = models.IntegerField()
    text_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(start__gte=0, end__gt=F("start")), name="annotationspan_is_whole"
            ),
        ]


class QuoteRun(models.Model):
    """One look at every quote: how many there were, and how many no longer match or are gone from the newest text."""

    checked_at = models.DateTimeField(unique=True)
    quotes = models.IntegerField()
    changed = models.IntegerField()
    unmatched = models.IntegerField()
    gone = models.IntegerField()


class EvidenceCheck(models.Model):
    """What a run found of one quote; written where it differs from what the run before found.

    `stored` tells of the text that the quote was taken from, `newest` of the document's newest version, '' for
    bytes, which have none.
    """

    evidence = models.ForeignKey("events.EventEvidence", on_delete=models.PROTECT, related_name="checks")
    checked_at = models.DateTimeField()
    stored = models.TextField()
    newest = models.TextField(blank=True)
    newest_version = models.ForeignKey("events.DocumentVersion", null=True, on_delete=models.PROTECT)
    newest_start = models.IntegerField(null=True)
    newest_end = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "checked_at"], name="evidencecheck_is_one"),
            models.CheckConstraint(
                condition=Q(stored__in=STORED_PLACES), name="evidencecheck_stored_is_known"
            ),
            models.CheckConstraint(
                condition=Q(newest__in=("", *NEWEST_PLACES)), name="evidencecheck_newest_is_known"
            ),
        ]
