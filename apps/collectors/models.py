"""The intent and outcome of each collection."""

from django.db import models

OPEN_STATES = ("REQUESTED", "STARTED")
STATES = (
    *OPEN_STATES,
    "OK",
    "UNCHANGED",
    "PARTIAL",
    "HELD",
    "FAILED",
    "SKIPPED_BUSY",
    "UNAVAILABLE",
)


class CollectRun(models.Model):
    """One look at one source; at most one is open per source, held by a lease."""

    source_key = models.TextField()
    state = models.TextField(default="REQUESTED")
    lease_until = models.DateTimeField(null=True)
    attempt = models.IntegerField(default=0)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    task_id = models.TextField(blank=True)
    code_version = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_key"],
                condition=models.Q(state__in=OPEN_STATES),
                name="collectrun_one_open_per_source",
            )
        ]
        indexes = [models.Index(fields=["source_key", "-requested_at"], name="collectrun_latest")]
