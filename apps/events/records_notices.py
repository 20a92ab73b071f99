"""What people want to be told of, and what was sent to them. Secrets are stored nowhere: they are derived."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.events.notice_words import DELIVERY_STATES, NOTICE_PACES, NOTICE_RESOURCES, NOTICE_WAYS


class SavedFilter(models.Model):
    """A list that a person follows: the same words as the page of it, and where its news go."""

    uid = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    label = models.TextField()
    resource = models.TextField()
    query = models.JSONField(default=dict)
    pace = models.TextField(default="EACH")
    webhook_url = models.TextField(blank=True)
    # The signing secret is derived from it and from the key of this installation.
    salt = models.CharField(max_length=64)
    email = models.TextField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    # The last change that was looked at; for a daily notice also the day that was told.
    seen_seq = models.BigIntegerField()
    told_date = models.DateField(null=True)
    # Attempts in a row that failed; many of them turn the notices off, and `off_reason` says so.
    failures = models.IntegerField(default=0)
    off_at = models.DateTimeField(null=True)
    off_reason = models.TextField(blank=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(resource__in=NOTICE_RESOURCES), name="savedfilter_resource_is_known"
            ),
            models.CheckConstraint(condition=Q(pace__in=NOTICE_PACES), name="savedfilter_pace_is_known"),
        ]
        indexes = [models.Index(fields=["user", "created_at"], name="savedfilter_by_user")]


class WebhookDelivery(models.Model):
    """One notice on its way, by webhook or e-mail; each attempt is kept with its answer."""

    uid = models.UUIDField(unique=True)
    filter = models.ForeignKey(SavedFilter, on_delete=models.PROTECT, related_name="deliveries")
    way = models.TextField()
    # Exactly what is sent and signed.
    body = models.TextField()
    state = models.TextField(default="WAITING")
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=NOTICE_WAYS), name="webhookdelivery_way_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=DELIVERY_STATES), name="webhookdelivery_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="webhookdelivery_due"),
            models.Index(fields=["filter", "-created_at"], name="webhookdelivery_by_filter"),
        ]
