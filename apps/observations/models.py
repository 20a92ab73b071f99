"""What sources said: bytes, series and their vintages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

KINDS = ("MEASURED", "REPORTED", "ESTIMATED_BY_SOURCE", "MODELLED", "SYNTHETIC")
REASONS = ("FIRST", "REVISION", "REREAD")
OPS = ("CREATED", "UPDATED", "DELETED", "PUBLISHED", "WITHDRAWN", "STATUS")


class Source(models.Model):
    """A feed, written from the registry: the code is the truth."""

    key = models.TextField(primary_key=True)
    title = models.TextField()
    publisher = models.TextField()
    url = models.TextField()
    licence = models.TextField()
    citation = models.TextField()
    cadence_seconds = models.BigIntegerField()
    kind = models.TextField()
    redistribution = models.TextField(default="OPEN")
    # The newest recorded_at of its observations: asked for with every page, so never searched for.
    changed_at = models.DateTimeField(null=True)


class Snapshot(models.Model):
    """Bytes as sent: one row per changed body; the gzip lies at storage_path under the data directory."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    url = models.TextField()
    fetched_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    http_status = models.IntegerField()
    content_type = models.TextField(blank=True)
    response_headers = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    storage_path = models.TextField()
    parser_version = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["source", "url", "-fetched_at"], name="snapshot_by_url"),
            models.Index(fields=["sha256"], name="snapshot_by_sha256"),
        ]


class Validator(models.Model):
    """What to send to learn that a URL has not changed, and when it was last looked at."""

    url = models.TextField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="validators")
    etag = models.TextField(blank=True)
    last_modified = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    parser_version = models.IntegerField()
    checked_at = models.DateTimeField()


class Series(models.Model):
    """One measured thing over time; the identity is everything but the id."""

    id = models.AutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="series")
    metric = models.TextField()
    unit = models.TextField()
    kind = models.TextField()
    period_length = models.TextField()
    country = models.ForeignKey("reference.Country", null=True, on_delete=models.PROTECT)
    model = models.ForeignKey("reference.AiModel", null=True, on_delete=models.PROTECT)
    provider = models.ForeignKey("reference.Provider", null=True, on_delete=models.PROTECT)
    subject = models.TextField(blank=True)
    qualifier = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "metric", "unit", "kind", "period_length", "subject", "qualifier"],
                name="series_is_one",
            )
        ]


class Observation(models.Model):
    """A stored number; a later recorded_at is a new vintage, null is a withdrawn one. Append-only.

    The table is partitioned by year (hand SQL in the first migration); the reason of a vintage is
    FIRST, REVISION (the world changed its mind) or REREAD (our extraction did).
    """

    pk = models.CompositePrimaryKey("series_id", "period_start", "recorded_at")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="observations", db_index=False)
    period_start = models.DateField()
    recorded_at = models.DateTimeField()
    value = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, db_index=False)
    reason = models.TextField()


class PublishedFigure(models.Model):
    """What a publication said beside its number: window, denominator, original words, grade.

    One row per series of `curated.published_figures`; the value itself is an Observation.
    """

    series = models.OneToOneField(Series, primary_key=True, on_delete=models.PROTECT)
    figure_id = models.TextField(unique=True)
    publication = models.TextField()
    scope = models.TextField()
    denominator = models.TextField()
    window_start = models.DateField()
    window_end = models.DateField(null=True)
    reported_date = models.DateField(null=True)
    original = models.TextField(blank=True)
    evidence_grade = models.CharField(max_length=1)
    is_verified = models.BooleanField()
    flags = ArrayField(models.TextField(), default=list)
    source_title = models.TextField()
    source_url = models.TextField()
    accessed_date = models.DateField()
    note = models.TextField(blank=True)


class ChangeSet(models.Model):
    """What one write changed, in its own transaction; a trigger gives it its place when that commits.

    The place is taken under one lock just before the commit, so that numbers follow the order of commits and
    nobody who reads up to a number misses an earlier one. `at` never runs backwards.
    """

    part = models.TextField()
    noted_at = models.DateTimeField()
    changes = models.BigIntegerField()
    first_seq = models.BigIntegerField(null=True, unique=True)
    last_seq = models.BigIntegerField(null=True, unique=True)
    at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["part", "-last_seq"], name="changeset_by_part")]


class Change(models.Model):
    """One thing that a write changed: which, how, and for which periods. Append-only.

    More periods than `PERIODS_TOLD` are told by their first and last one.
    """

    changeset = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    ordinal = models.BigIntegerField()
    op = models.TextField()
    resource = models.TextField()
    object_id = models.TextField()
    run = models.TextField(blank=True)
    periods = ArrayField(models.DateField(), default=list)
    is_span = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["changeset", "ordinal"], name="change_has_its_place"),
            models.CheckConstraint(condition=models.Q(op__in=OPS), name="change_op_is_known"),
        ]
