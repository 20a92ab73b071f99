"""Double coding: what was drawn, who took a seat, what each coded blind, how it was settled, how far they agree.

Append-only but for the day on which a seat was given back.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.events.words import CONFIDENCES, DIRECTIONS, EVENT_KINDS, PRECISIONS, SEVERITIES, STAGES


def _one_of(field: str, allowed: tuple[str, ...], name: str) -> models.CheckConstraint:
    """Return the check that a column holds one of these words."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=name)


class CodingDraw(models.Model):
    """A sample of events, drawn with a stated seed and rate: again the same from the same events."""

    seed = models.BigIntegerField()
    rate = models.FloatField()
    state = models.TextField()
    # How many events could be drawn, and how many were.
    population = models.IntegerField()
    drawn = models.IntegerField()
    codebook = models.TextField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=1), name="codingdraw_rate_is_a_share")
        ]


class CodingTask(models.Model):
    """An event that two people code, each alone, by one codebook."""

    draw = models.ForeignKey(CodingDraw, on_delete=models.PROTECT, related_name="tasks")
    event = models.ForeignKey("events.PolicyEvent", on_delete=models.PROTECT, related_name="coding_tasks")
    codebook = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "codebook"], name="codingtask_once_per_codebook"),
        ]


class CodingSeat(models.Model):
    """A person who has a task in hand; two at a time, for some days."""

    task = models.ForeignKey(CodingTask, on_delete=models.PROTECT, related_name="seats")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "coder"], condition=Q(given_back_at__isnull=True), name="codingseat_is_one"
            ),
        ]


class Coding(models.Model):
    """What one person coded, seen by nobody else until the second one is in. Never changed."""

    task = models.ForeignKey(CodingTask, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    codebook = models.TextField()
    kind = models.TextField()
    severity = models.TextField()
    direction = models.TextField()
    confidence = models.TextField()
    # The earliest stage that the evidence shows, with its first day; empty where it shows none.
    stage = models.TextField(blank=True)
    stage_date = models.DateField(null=True)
    date_precision = models.TextField(blank=True)
    countries = ArrayField(models.CharField(max_length=3), default=list)
    note = models.TextField(blank=True)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "coder"], name="coding_is_one_per_person"),
            _one_of("kind", EVENT_KINDS, "coding_kind_is_known"),
            _one_of("severity", SEVERITIES, "coding_severity_is_known"),
            _one_of("direction", DIRECTIONS, "coding_direction_is_known"),
            _one_of("confidence", CONFIDENCES, "coding_confidence_is_known"),
            _one_of("stage", ("", *STAGES), "coding_stage_is_known"),
            _one_of("date_precision", ("", *PRECISIONS), "coding_precision_is_known"),
            models.CheckConstraint(
                condition=Q(stage="", stage_date__isnull=True, date_precision="")
                | (~Q(stage="") & Q(stage_date__isnull=False) & ~Q(date_precision="")),
                name="coding_stage_has_a_date",
            ),
        ]


class Adjudication(models.Model):
    """How a third person settled two codings: the value of each field, and why where they differed."""

    task = models.OneToOneField(CodingTask, on_delete=models.PROTECT, related_name="adjudication")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField()
    reasons = models.JSONField()
    # The revision of the event that carries the codes.
    revision = models.IntegerField()
    decided_at = models.DateTimeField()


class AgreementFigures(models.Model):
    """How far coders agreed by one codebook, field by field, from all codings up to the named one."""

    codebook = models.TextField()
    last_coding = models.BigIntegerField()
    figures = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["codebook", "last_coding"], name="agreementfigures_are_one"),
        ]
