import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("reference", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EstimateRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, null=True, unique=True)),
                ("method", models.TextField()),
                ("method_version", models.TextField()),
                ("as_of", models.DateTimeField()),
                ("period_from", models.DateField()),
                ("period_to", models.DateField()),
                ("draws", models.IntegerField()),
                ("seed", models.BigIntegerField()),
                ("parameters", models.JSONField(default=list)),
                ("parameters_sha256", models.CharField(blank=True, max_length=64)),
                ("inputs_sha256", models.CharField(blank=True, max_length=64)),
                ("inputs_summary", models.JSONField(default=dict)),
                ("code_version", models.TextField(blank=True)),
                ("state", models.TextField(default="REQUESTED")),
                ("problem", models.TextField(blank=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempt", models.IntegerField(default=0)),
                ("task_id", models.TextField(blank=True)),
                ("is_synthetic", models.BooleanField(default=False)),
                ("conservation", models.JSONField(default=list)),
                ("ratios", models.JSONField(default=list)),
                ("notices", models.JSONField(default=list)),
                ("requested_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["method", "published_at"], name="estimaterun_published")],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("published_at", models.DateTimeField()),
                ("weeks", models.JSONField()),
                ("as_of", models.DateTimeField()),
                ("is_synthetic", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["-published_at"], name="release_latest")],
            },
        ),
        migrations.CreateModel(
            name="CountryBalance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("basis", models.TextField()),
                ("scope", models.TextField()),
                ("measure", models.TextField()),
                ("period_start", models.DateField()),
                ("exports_low", models.FloatField()),
                ("exports_central", models.FloatField()),
                ("exports_high", models.FloatField()),
                ("exports_mean", models.FloatField()),
                ("imports_low", models.FloatField()),
                ("imports_central", models.FloatField()),
                ("imports_high", models.FloatField()),
                ("imports_mean", models.FloatField()),
                ("net_low", models.FloatField()),
                ("net_central", models.FloatField()),
                ("net_high", models.FloatField()),
                ("net_mean", models.FloatField()),
                ("domestic_mean", models.FloatField()),
                ("unknown_mean", models.FloatField()),
                ("total_mean", models.FloatField(null=True)),
                ("unlisted_exports", models.FloatField()),
                ("unlisted_imports", models.FloatField()),
                ("surplus_share", models.FloatField()),
                ("evidence_grade", models.CharField(max_length=1)),
                ("unknown_share", models.FloatField()),
                ("is_counterfactual", models.BooleanField(default=False)),
                (
                    "country",
                    models.ForeignKey(
                        db_column="country",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reference.country",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="balances",
                        to="flows.estimaterun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "basis", "scope", "measure", "period_start", "country"),
                        name="countrybalance_is_one",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FlowEstimate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("basis", models.TextField()),
                ("scope", models.TextField()),
                ("measure", models.TextField()),
                ("period_start", models.DateField()),
                ("low", models.FloatField()),
                ("q25", models.FloatField()),
                ("central", models.FloatField()),
                ("q75", models.FloatField()),
                ("high", models.FloatField()),
                ("mean", models.FloatField()),
                ("evidence_grade", models.CharField(max_length=1)),
                ("grade_profile", models.CharField(max_length=6)),
                ("identification", models.TextField()),
                ("unknown_share", models.FloatField()),
                ("coverage", models.FloatField()),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("frechet_low", models.FloatField()),
                ("frechet_high", models.FloatField()),
                ("is_counterfactual", models.BooleanField(default=False)),
                (
                    "destination",
                    models.ForeignKey(
                        db_column="destination",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reference.country",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        db_column="origin",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reference.country",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flows",
                        to="flows.estimaterun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "basis", "scope", "measure", "period_start", "origin", "destination"),
                        name="flowestimate_is_one",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("central__lte", models.F("high")), ("low__lte", models.F("central"))
                        ),
                        name="flowestimate_is_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope", "DOMESTIC"), _negated=True),
                        name="flowestimate_not_domestic",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("measure__in", ["TOKENS", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"]),
                            ("basis", "COMPUTE"),
                            models.Q(("basis", "LAB"), ("is_counterfactual", True)),
                            _connector="OR",
                        ),
                        name="flowestimate_energy_on_compute",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreparedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.TextField()),
                ("content_type", models.TextField()),
                ("body", models.BinaryField()),
                ("body_gzip", models.BinaryField()),
                ("body_br", models.BinaryField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="flows.release",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("release", "key"), name="preparedanswer_is_one")
                ],
            },
        ),
    ]
