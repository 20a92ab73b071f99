"""Runs of the method, what they estimated, and what readers see of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

OPEN_STATES = ("REQUESTED", "STARTED")
STATES = (*OPEN_STATES, "DONE", "REFUSED", "FAILED")


class EstimateRun(models.Model):
    """One execution of the method over [period_from, period_to); the fingerprint names its inputs."""

    fingerprint = models.CharField(max_length=64, unique=True, null=True)
    method = models.TextField()
    method_version = models.TextField()
    as_of = models.DateTimeField()
    period_from = models.DateField()
    period_to = models.DateField()
    draws = models.IntegerField()
    seed = models.BigIntegerField()
    parameters = models.JSONField(default=list)
    parameters_sha256 = models.CharField(max_length=64, blank=True)
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    inputs_summary = models.JSONField(default=dict)
    # Every input item with the weeks it changed (facts.py): what two runs are compared by.
    input_facts = models.JSONField(default=dict)
    code_version = models.TextField(blank=True)
    state = models.TextField(default="REQUESTED")
    problem = models.TextField(blank=True)
    lease_until = models.DateTimeField(null=True)
    attempt = models.IntegerField(default=0)
    task_id = models.TextField(blank=True)
    is_synthetic = models.BooleanField(default=False)
    # Asked for by the product itself: to be published as soon as it is made.
    is_automatic = models.BooleanField(default=False)
    conservation = models.JSONField(default=list)
    ratios = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    # What is worked out from the run after it is published: rows by the name of the analysis, and what moves
    # and narrows its cells; claim_results grows by one set of results per evaluation.
    analyses = models.JSONField(default=dict)
    sensitivity = models.JSONField(default=dict)
    claim_results = models.JSONField(default=list)
    # What placed the providers: {"rows": evidence with source and grade, "weeks": {ISO date: row numbers in force}}.
    location_evidence = models.JSONField(default=dict)
    analysed_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["method", "published_at"], name="estimaterun_published")]


class FlowEstimate(models.Model):
    """One corridor, week, basis, scope and measure; origin and destination null is the row `unlisted`."""

    # The unique constraint begins with run and answers every read; more indexes would only slow the writing.
    run = models.ForeignKey(EstimateRun, on_delete=models.CASCADE, related_name="flows", db_index=False)
    basis = models.TextField()
    scope = models.TextField()
    measure = models.TextField()
    period_start = models.DateField()
    origin = models.ForeignKey(
        "reference.Country",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_column="origin",
        db_index=False,
    )
    destination = models.ForeignKey(
        "reference.Country",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_column="destination",
        db_index=False,
    )
    low = models.FloatField()
    q25 = models.FloatField()
    central = models.FloatField()
    q75 = models.FloatField()
    high = models.FloatField()
    mean = models.FloatField()
    evidence_grade = models.CharField(max_length=1)
    grade_profile = models.CharField(max_length=6)
    identification = models.TextField()
    unknown_share = models.FloatField()
    coverage = models.FloatField()
    flags = ArrayField(models.TextField(), default=list)
    frechet_low = models.FloatField()
    frechet_high = models.FloatField()
    is_counterfactual = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "basis", "scope", "measure", "period_start", "origin", "destination"],
                name="flowestimate_is_one",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("central"), central__lte=models.F("high")),
                name="flowestimate_is_ordered",
            ),
            models.CheckConstraint(condition=~models.Q(scope="DOMESTIC"), name="flowestimate_not_domestic"),
            models.CheckConstraint(
                condition=models.Q(measure__in=["TOKENS", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"])
                | models.Q(basis="COMPUTE")
                | models.Q(basis="LAB", is_counterfactual=True),
                name="flowestimate_energy_on_compute",
            ),
        ]


class AttributionEstimate(models.Model):
    """Who made it, where it ran, where it went: one cell of one level; only means of one level add.

    model, lab, compute or destination null: all of them; compute null on CROSS or MODEL: below the threshold.
    """

    run = models.ForeignKey(EstimateRun, on_delete=models.CASCADE, related_name="attribution", db_index=False)
    level = models.TextField(default="CROSS")
    measure = models.TextField()
    period_start = models.DateField()
    model = models.TextField(null=True)
    lab = models.CharField(max_length=3, null=True)
    compute = models.CharField(max_length=3, null=True)
    destination = models.CharField(max_length=3, null=True)
    split = models.TextField()
    low = models.FloatField()
    central = models.FloatField()
    high = models.FloatField()
    mean = models.FloatField()
    share_low = models.FloatField(null=True)
    share_central = models.FloatField(null=True)
    share_high = models.FloatField(null=True)
    bound_low = models.FloatField(null=True)
    bound_high = models.FloatField(null=True)
    evidence_grade = models.CharField(max_length=1)
    identification = models.TextField()
    flags = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "run", "level", "measure", "period_start", "model", "lab", "compute", "destination", "split",
                ],
                name="attribution_is_one",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("central"), central__lte=models.F("high")),
                name="attribution_is_ordered",
            ),
        ]  # fmt: skip


class CountryBalance(models.Model):
    """A country's exports, imports and net; country null is the world row, which alone has total_mean."""

    run = models.ForeignKey(EstimateRun, on_delete=models.CASCADE, related_name="balances", db_index=False)
    basis = models.TextField()
    scope = models.TextField()
    measure = models.TextField()
    period_start = models.DateField()
    country = models.ForeignKey(
        "reference.Country",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_column="country",
        db_index=False,
    )
    exports_low = models.FloatField()
    exports_central = models.FloatField()
    exports_high = models.FloatField()
    exports_mean = models.FloatField()
    imports_low = models.FloatField()
    imports_central = models.FloatField()
    imports_high = models.FloatField()
    imports_mean = models.FloatField()
    net_low = models.FloatField()
    net_central = models.FloatField()
    net_high = models.FloatField()
    net_mean = models.FloatField()
    domestic_mean = models.FloatField()
    unknown_mean = models.FloatField()
    total_mean = models.FloatField(null=True)
    unlisted_exports = models.FloatField()
    unlisted_imports = models.FloatField()
    surplus_share = models.FloatField()
    evidence_grade = models.CharField(max_length=1)
    unknown_share = models.FloatField()
    is_counterfactual = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "basis", "scope", "measure", "period_start", "country"],
                name="countrybalance_is_one",
                nulls_distinct=False,
            )
        ]


class Release(models.Model):
    """What readers see: the ordered list of (week, run) current at a moment; id = 16 hex of its sha256."""

    id = models.CharField(max_length=16, primary_key=True)
    published_at = models.DateTimeField()
    weeks = models.JSONField()
    as_of = models.DateTimeField()
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["-published_at"], name="release_latest")]


class InputCheck(models.Model):
    """When what is published was last held against what is known, and how many weeks had to be estimated anew."""

    checked_at = models.DateTimeField()
    code_version = models.TextField()
    parameters_sha256 = models.CharField(max_length=64)
    weeks_stale = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["-checked_at"], name="inputcheck_latest")]


class PreparedAnswer(models.Model):
    """Bytes made once at publication (frames, latest rows), so that no request makes them again."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="answers")
    key = models.TextField()
    content_type = models.TextField()
    body = models.BinaryField()
    body_gzip = models.BinaryField()
    body_br = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "key"], name="preparedanswer_is_one")]
