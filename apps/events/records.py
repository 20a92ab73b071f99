"""What people write, and with which token: notes, disputes, the log of each event. Append-only but for tokens."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.events.words import REVISIONS

# A decision states an outcome; OPEN is the state of a dispute without one.
DECISIONS = ("UPHELD", "DECLINED")


class AccessToken(models.Model):
    """A program's right to act for a person, until a day; the secret itself is stored nowhere."""

    id = models.TextField(primary_key=True)
    secret_sha256 = models.CharField(max_length=64)
    label = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scopes = ArrayField(models.TextField())
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_date = models.DateField(null=True)


class EventRevision(models.Model):
    """One write to an event: who, when, what and why. The number of an event's rows is its revision.

    `author` is null for what a source brought (`source_key`). `changes` holds old and new values by field, or
    what was added.
    """

    event = models.ForeignKey("events.PolicyEvent", on_delete=models.PROTECT, related_name="revisions")
    number = models.IntegerField()
    kind = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    source_key = models.TextField(blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    # Of the request that made the event: the same once more is answered, another one refused.
    body_sha256 = models.CharField(max_length=64, blank=True)
    # The codebook whose words the write used.
    codebook = models.TextField(default="1")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="eventrevision_is_one"),
            models.CheckConstraint(condition=Q(kind__in=REVISIONS), name="eventrevision_kind_is_known"),
        ]


class Annotation(models.Model):
    """A note on anything that has an address here. A later row of its thread replaces it or withdraws it."""

    uid = models.UUIDField(unique=True)
    # The uid of the first row of the thread.
    thread = models.UUIDField(db_index=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_key = models.TextField()
    # Of a withdrawal: the reason.
    body = models.TextField()
    created_at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    is_withdrawn = models.BooleanField(default=False)
    body_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_key", "created_at"], name="annotation_by_subject")]


class Dispute(models.Model):
    """A number, event or claim that somebody contests with evidence."""

    uid = models.UUIDField(unique=True)
    subject_key = models.TextField()
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    filer_role = models.TextField()
    claim = models.TextField()
    evidence_url = models.TextField()
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    body_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_key", "filed_at"], name="dispute_by_subject")]


class DisputeDecision(models.Model):
    """What became of a dispute; decided once. Numbers change only through another run."""

    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, related_name="decision")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.TextField()
    outcome = models.TextField()
    changed_run = models.TextField(blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DECISIONS), name="disputedecision_state_is_known"),
        ]
