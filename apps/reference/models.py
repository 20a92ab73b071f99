"""Tables of slow facts; their rows come from data/*.csv through `load_reference`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Country(models.Model):
    """ISO 3166-1 alpha-3 plus XKX and UNK, with the anchor of its arcs in degrees."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.TextField()
    anchor_lat = models.FloatField(null=True)
    anchor_lon = models.FloatField(null=True)
    status = models.TextField(default="ISO_3166_1")


class Lab(models.Model):
    """Who makes models; country UNK where nobody says."""

    key = models.TextField(primary_key=True)
    name = models.TextField()
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="labs")
    source_title = models.TextField()
    source_url = models.TextField()
    accessed_date = models.DateField()
    note = models.TextField(blank=True)


class Provider(models.Model):
    """Who serves models: legal seat, and declared data-centre countries (null: not declared, []: none)."""

    key = models.TextField(primary_key=True)
    name = models.TextField()
    company = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="companies")
    datacenters = ArrayField(models.CharField(max_length=3), null=True)
    source_title = models.TextField()
    source_url = models.TextField()
    accessed_date = models.DateField()
    note = models.TextField(blank=True)


class AiModel(models.Model):
    """A model or a named group of models; parameter counts in billions, null = not published."""

    key = models.TextField(primary_key=True)
    name = models.TextField()
    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="models")
    open_weights = models.BooleanField(null=True)
    released_date = models.DateField(null=True)
    params_total_b = models.FloatField(null=True)
    params_active_b = models.FloatField(null=True)
    aliases = ArrayField(models.TextField(), default=list)
    source_title = models.TextField(blank=True)
    source_url = models.TextField(blank=True)
    note = models.TextField(blank=True)


class ParameterRevision(models.Model):
    """An accepted change of a parameter; append-only, laid over parameters.csv by `parameters.load`.

    An empty distribution leaves shape, limits, basis and grade as the row before had them.
    """

    key = models.TextField()
    scope = models.TextField(blank=True)
    unit = models.TextField()
    low = models.FloatField()
    central = models.FloatField()
    high = models.FloatField()
    distribution = models.TextField(blank=True)
    hard_min = models.FloatField(null=True)
    hard_max = models.FloatField(null=True)
    basis = models.TextField(blank=True)
    evidence_grade = models.CharField(max_length=1, blank=True)
    source_title = models.TextField()
    source_url = models.TextField()
    accessed_date = models.DateField()
    reason = models.TextField()
    # The number of the proposal that was accepted; null where there was none.
    proposal = models.BigIntegerField(null=True, unique=True)
    accepted_by = models.TextField()
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("central"), central__lte=models.F("high")),
                name="parameterrevision_is_ordered",
            )
        ]
