"""What people decide: reviews of held readings (policy events and documents come with their issue)."""

from django.db import models

VERDICTS = ("ACCEPT", "REJECT")


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
                fields=["subject_key"], condition=models.Q(verdict__isnull=True), name="review_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__isnull=True) | models.Q(decided_at__isnull=False),
                name="review_verdict_has_a_date",
            ),
        ]
