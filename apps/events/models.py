"""Documents and their versions, policy events with stages and evidence, and what people decide."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from apps.events.records import AccessToken, Annotation, Dispute, DisputeDecision, EventRevision
from apps.events.records_coding import (
    Adjudication,
    AgreementFigures,
    Coding,
    CodingDraw,
    CodingSeat,
    CodingTask,
)
from apps.events.records_disputes import DisputeChange, DisputeFiling, PublicName
from apps.events.records_drafts import Draft, Proposal, SignInAttempt
from apps.events.records_evidence import AnnotationSpan, EvidenceCheck, QuoteRun
from apps.events.records_notices import SavedFilter, WebhookDelivery
from apps.events.records_parameters import ParameterDecision, ParameterEffect, ParameterProposal
from apps.events.words import (
    CHANGES,
    CONFIDENCES,
    DIRECTIONS,
    EVENT_KINDS,
    GRADES,
    PRECISIONS,
    SEVERITIES,
    STAGES,
    STATES,
)

__all__ = [
    "AccessToken", "Adjudication", "AgreementFigures", "Annotation", "AnnotationSpan", "Coding", "CodingDraw",
    "CodingSeat", "CodingTask", "Dispute", "DisputeChange", "DisputeDecision", "DisputeFiling", "DocumentVersion",
    "Draft", "EventEvidence", "EventRevision", "EventStage", "EvidenceCheck", "ParameterDecision", "ParameterEffect",
    "ParameterProposal", "PolicyEvent", "Proposal", "PublicName", "QuoteRun", "Review", "SavedFilter", "SignInAttempt",
    "WatchedDocument", "WebhookDelivery",
]  # fmt: skip


def _one_of(field: str, allowed: tuple[str, ...], name: str) -> models.CheckConstraint:
    """Return the check that a column holds one of these words."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=name)


class Review(models.Model):
    """A held reading waiting for a verdict; decided once, never changed afterwards."""

    subject_key = models.TextField()
    source_key = models.TextField()
    payload = models.JSONField()
    opened_at = models.DateTimeField()
    reviewer = models.TextField(blank=True)
    verdict = models.TextField(null=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key"], condition=Q(verdict__isnull=True), name="review_open_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict__isnull=True) | Q(decided_at__isnull=False),
                name="review_verdict_has_a_date",
            ),
        ]


class WatchedDocument(models.Model):
    """A text that a service or an agency keeps changing: terms, a policy, a rule."""

    key = models.TextField(unique=True)
    source = models.ForeignKey("observations.Source", on_delete=models.PROTECT)
    provider = models.ForeignKey("reference.Provider", null=True, on_delete=models.PROTECT)
    agency = models.TextField(blank=True)
    kind = models.TextField()
    title = models.TextField()
    url = models.TextField()
    language = models.TextField(blank=True)


class DocumentVersion(models.Model):
    """The text of a document as it was recorded, with what is new in it. Append-only.

    A version that our own parser reads differently later is stored once more and is technical.
    """

    document = models.ForeignKey(WatchedDocument, on_delete=models.PROTECT, related_name="versions")
    snapshot = models.ForeignKey("observations.Snapshot", on_delete=models.PROTECT)
    external_id = models.TextField()
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    is_technical_upgrade = models.BooleanField(default=False)
    change = models.TextField()
    severity = models.TextField()
    new_passages = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "external_id"], name="documentversion_is_one"),
            _one_of("change", CHANGES, "documentversion_change_is_known"),
            _one_of("severity", SEVERITIES, "documentversion_severity_is_known"),
        ]
        indexes = [models.Index(fields=["document", "-recorded_at"], name="documentversion_by_time")]


class PolicyEvent(models.Model):
    """Something a government or a firm did; a candidate is seen by nobody but the people who judge it."""

    slug = models.TextField(unique=True)
    kind = models.TextField()
    title = models.TextField()
    summary = models.TextField(blank=True)
    jurisdiction = models.TextField(blank=True)
    targets = models.ManyToManyField("reference.Country", related_name="+")
    state = models.TextField(default="CANDIDATE")
    severity = models.TextField()
    # What a person coded; empty where nobody has.
    direction = models.TextField(blank=True)
    confidence = models.TextField(blank=True)
    # Affected parties beside countries: keys of labs and models, names of companies.
    labs = ArrayField(models.TextField(), default=list)
    companies = ArrayField(models.TextField(), default=list)
    model_keys = ArrayField(models.TextField(), default=list)
    # What to check before all else; empty where nothing is odd.
    doubt = models.TextField(blank=True)
    # Document numbers, entry ids and addresses by which other sources find the same event.
    identifiers = ArrayField(models.TextField(), default=list)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            _one_of("state", STATES, "policyevent_state_is_known"),
            _one_of("kind", EVENT_KINDS, "policyevent_kind_is_known"),
            _one_of("severity", SEVERITIES, "policyevent_severity_is_known"),
            _one_of("direction", ("", *DIRECTIONS), "policyevent_direction_is_known"),
            _one_of("confidence", ("", *CONFIDENCES), "policyevent_confidence_is_known"),
        ]
        indexes = [
            GinIndex(fields=["identifiers"], name="policyevent_by_identifier"),
            models.Index(fields=["state", "-recorded_at"], name="policyevent_by_state"),
        ]


class EventEvidence(models.Model):
    """What shows that an event happened: a stored text, stored bytes or a public page. Append-only."""

    event = models.ForeignKey(PolicyEvent, on_delete=models.PROTECT, related_name="evidence")
    document_version = models.ForeignKey(DocumentVersion, null=True, on_delete=models.PROTECT)
    snapshot = models.ForeignKey("observations.Snapshot", null=True, on_delete=models.PROTECT)
    url = models.TextField(null=True)
    quote = models.TextField(blank=True)
    locator = models.TextField(blank=True)
    # [start, end) of the quote in characters of the stored text, and the sha256 of that text (of bytes: their own).
    # Null: no words are tied to a stored text.
    span_start = models.IntegerField(null=True)
    span_end = models.IntegerField(null=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    published_date = models.DateField(null=True)
    accessed_date = models.DateField()
    # Null: before moments were kept; the day is known.
    recorded_at = models.DateTimeField(null=True)
    grade = models.CharField(max_length=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(document_version__isnull=False)
                | Q(snapshot__isnull=False)
                | Q(url__isnull=False),
                name="eventevidence_points_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(span_start__isnull=True, span_end__isnull=True, text_sha256="")
                | Q(span_start__gte=0, span_end__gt=F("span_start"), text_sha256__gt=""),
                name="eventevidence_span_is_whole",
            ),
            _one_of("grade", GRADES, "eventevidence_grade_is_known"),
        ]


class EventStage(models.Model):
    """A dated step of an event; conflicting dates stand side by side. Append-only."""

    event = models.ForeignKey(PolicyEvent, on_delete=models.PROTECT, related_name="stages")
    stage = models.TextField()
    date = models.DateField()
    date_precision = models.TextField(default="DAY")
    evidence = models.ForeignKey(EventEvidence, on_delete=models.PROTECT, related_name="stages")
    is_disputed = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    class Meta:
        constraints = [
            _one_of("stage", STAGES, "eventstage_stage_is_known"),
            _one_of("date_precision", PRECISIONS, "eventstage_precision_is_known"),
        ]
