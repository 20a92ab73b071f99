"""What belongs to disputes and to no reader: how one was filed without an account, and what was changed after one."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class DisputeFiling(models.Model):
    """How a dispute came in through the page; nothing of this row is ever shown to readers or programs.

    `email` is kept for the answer and `address_key` (a keyed hash, never the address) for the limit; both are
    emptied when they have served.
    """

    dispute = models.OneToOneField("events.Dispute", on_delete=models.PROTECT, related_name="filing")
    email = models.TextField(blank=True)
    address_key = models.CharField(max_length=64, blank=True, db_index=True)
    # Of the words without case, space and punctuation.
    words_sha256 = models.CharField(max_length=64, db_index=True)
    filed_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)


class DisputeChange(models.Model):
    """What was changed because of an upheld dispute: a later run, or a reviewed revision of an event. Append-only."""

    dispute = models.ForeignKey("events.Dispute", on_delete=models.PROTECT, related_name="changes")
    run = models.TextField(blank=True)
    revision = models.ForeignKey("events.EventRevision", null=True, on_delete=models.PROTECT)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revision__isnull=False) ^ ~Q(run=""), name="disputechange_is_run_or_revision"
            )
        ]


class PublicName(models.Model):
    """The name under which a person wants to be shown; without a row readers see a pseudonym that never changes."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.TextField(unique=True)
    chosen_at = models.DateTimeField()
