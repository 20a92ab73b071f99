import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Country",
            fields=[
                ("code", models.CharField(max_length=3, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("anchor_lat", models.FloatField(null=True)),
                ("anchor_lon", models.FloatField(null=True)),
                ("status", models.TextField(default="ISO_3166_1")),
            ],
        ),
        migrations.CreateModel(
            name="Lab",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("source_title", models.TextField()),
                ("source_url", models.TextField()),
                ("accessed_date", models.DateField()),
                ("note", models.TextField(blank=True)),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labs",
                        to="reference.country",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AiModel",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("open_weights", models.BooleanField(null=True)),
                ("released_date", models.DateField(null=True)),
                ("params_total_b", models.FloatField(null=True)),
                ("params_active_b", models.FloatField(null=True)),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("source_title", models.TextField(blank=True)),
                ("source_url", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="models", to="reference.lab"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ParameterRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.TextField()),
                ("scope", models.TextField(blank=True)),
                ("unit", models.TextField()),
                ("low", models.FloatField()),
                ("central", models.FloatField()),
                ("high", models.FloatField()),
                ("source_title", models.TextField()),
                ("source_url", models.TextField()),
                ("accessed_date", models.DateField()),
                ("reason", models.TextField()),
                ("accepted_by", models.TextField()),
                ("accepted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("central__lte", models.F("high")), ("low__lte", models.F("central"))
                        ),
                        name="parameterrevision_is_ordered",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Provider",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                (
                    "datacenters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), null=True, size=None
                    ),
                ),
                ("source_title", models.TextField()),
                ("source_url", models.TextField()),
                ("accessed_date", models.DateField()),
                ("note", models.TextField(blank=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="companies",
                        to="reference.country",
                    ),
                ),
            ],
        ),
    ]
