"""What people work on: drafts as typed, texts that wait for a second person, failed attempts to sign in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.events.words import PROPOSALS

ENDS = ("", "SUBMITTED", "DISCARDED")


class Draft(models.Model):
    """What a person has typed about an event, field by field as the form holds it. Seen by that person only.

    `base_revision` is the revision of the event the person began from; `saves` counts the saves of the draft.
    A draft that ended keeps its text.
    """

    uid = models.UUIDField(unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Null: an event that nobody has proposed yet.
    event = models.ForeignKey(
        "events.PolicyEvent", null=True, on_delete=models.PROTECT, related_name="drafts"
    )
    base_revision = models.IntegerField()
    saves = models.IntegerField(default=0)
    fields = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "event"],
                condition=Q(ended_at__isnull=True, event__isnull=False),
                name="draft_open_once",
            ),
            models.CheckConstraint(condition=Q(end__in=ENDS), name="draft_end_is_known"),
        ]


class Proposal(models.Model):
    """A text for an event, whole, with stages and evidence to add, that a second person confirms or not.

    Decided once. A later one for the same event replaces it while it waits; its text stays. What sources bring for
    a published event joins the one that waits.
    """

    uid = models.UUIDField(unique=True)
    event = models.ForeignKey("events.PolicyEvent", on_delete=models.PROTECT, related_name="proposals")
    # The row of the event's log that tells of it.
    number = models.IntegerField()
    # Null: no more than sources gathered; each part of it names its source.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    stages = models.JSONField(default=list)
    state = models.TextField(default="WAITING")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(state="WAITING"), name="proposal_waits_once"
            ),
            models.CheckConstraint(condition=Q(state__in=PROPOSALS), name="proposal_state_is_known"),
        ]
        indexes = [models.Index(fields=["state", "made_at"], name="proposal_by_state")]


class SignInAttempt(models.Model):
    """A sign-in that was tried: under which name and from where, both as hashes; kept for a day."""

    name_sha256 = models.CharField(max_length=64)
    address_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name_sha256", "at"], name="signinattempt_by_name"),
            models.Index(fields=["address_sha256", "at"], name="signinattempt_by_address"),
        ]
