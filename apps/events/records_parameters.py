"""Proposed changes of parameters: the row, its effect on published numbers, and the decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q

EFFECT_STATES = ("WAITING", "STARTED", "DONE", "FAILED")
PARAMETER_VERDICTS = ("ACCEPT", "DECLINE")


class ParameterProposal(models.Model):
    """A changed row of parameters with its citation, and the row it would stand for. Append-only."""

    key = models.TextField()
    scope = models.TextField(blank=True)
    row = models.JSONField()
    former = models.JSONField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "scope", "proposed_at"], name="parameterproposal_by_key")]


class ParameterEffect(models.Model):
    """What a proposal would do to the newest published week, worked out in the background."""

    proposal = models.OneToOneField(ParameterProposal, on_delete=models.PROTECT, related_name="effect")
    state = models.TextField(default="WAITING")
    attempt = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    # Release, run, week, draws and seed; rows of before, after and difference; what must be said of them.
    result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EFFECT_STATES), name="parametereffect_state_is_known"
            ),
        ]


class ParameterDecision(models.Model):
    """What a second person made of a proposal; decided once."""

    proposal = models.OneToOneField(ParameterProposal, on_delete=models.PROTECT, related_name="decision")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.TextField()
    reason = models.TextField()
    # The revision of the parameter that came of it.
    revision = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="ACCEPT", revision__isnull=False)
                | Q(verdict="DECLINE", revision__isnull=True),
                name="parameterdecision_has_its_revision",
            ),
        ]
