"""Double coding with its figures, and proposed changes of parameters with their effect."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0006_drafts_and_proposals_wait"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("codebook", models.TextField()),
                ("last_coding", models.BigIntegerField()),
                ("figures", models.JSONField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("codebook", "last_coding"), name="agreementfigures_are_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CodingDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seed", models.BigIntegerField()),
                ("rate", models.FloatField()),
                ("state", models.TextField()),
                ("population", models.IntegerField()),
                ("drawn", models.IntegerField()),
                ("codebook", models.TextField()),
                ("drawn_at", models.DateTimeField()),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CodingTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("codebook", models.TextField()),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="events.codingdraw",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coding_tasks",
                        to="events.policyevent",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CodingSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("given_back_at", models.DateTimeField(null=True)),
                (
                    "coder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="events.codingtask",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Coding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("codebook", models.TextField()),
                ("kind", models.TextField()),
                ("severity", models.TextField()),
                ("direction", models.TextField()),
                ("confidence", models.TextField()),
                ("stage", models.TextField(blank=True)),
                ("stage_date", models.DateField(null=True)),
                ("date_precision", models.TextField(blank=True)),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), default=list, size=None
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("submitted_at", models.DateTimeField()),
                (
                    "coder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codings",
                        to="events.codingtask",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Adjudication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("values", models.JSONField()),
                ("reasons", models.JSONField()),
                ("revision", models.IntegerField()),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjudication",
                        to="events.codingtask",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ParameterProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.TextField()),
                ("scope", models.TextField(blank=True)),
                ("row", models.JSONField()),
                ("former", models.JSONField()),
                ("reason", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ParameterEffect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.TextField(default="WAITING")),
                ("attempt", models.IntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("result", models.JSONField(default=dict)),
                ("problem", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(null=True)),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effect",
                        to="events.parameterproposal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ParameterDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verdict", models.TextField()),
                ("reason", models.TextField()),
                ("revision", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="events.parameterproposal",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="codingdraw",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__gt", 0), ("rate__lte", 1)), name="codingdraw_rate_is_a_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="codingtask",
            constraint=models.UniqueConstraint(
                fields=("event", "codebook"), name="codingtask_once_per_codebook"
            ),
        ),
        migrations.AddConstraint(
            model_name="codingseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("given_back_at__isnull", True)),
                fields=("task", "coder"),
                name="codingseat_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.UniqueConstraint(fields=("task", "coder"), name="coding_is_one_per_person"),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "TERMS_CHANGE",
                            "ENFORCEMENT",
                            "EXPORT_CONTROL",
                            "TARIFF",
                            "SUBSIDY",
                            "ENERGY_POLICY",
                            "OUTAGE",
                            "LAUNCH",
                            "PRICE_CHANGE",
                            "DISCLOSURE",
                            "INCIDENT",
                        ),
                    )
                ),
                name="coding_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", ("LOW", "MEDIUM", "HIGH"))),
                name="coding_severity_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ("OPENS", "CLOSES", "NEUTRAL"))),
                name="coding_direction_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence__in", ("LOW", "MEDIUM", "HIGH"))),
                name="coding_confidence_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        (
                            "",
                            "RUMOUR",
                            "ENFORCEMENT",
                            "TEXT_CHANGE",
                            "ANNOUNCED",
                            "EFFECTIVE",
                            "CLARIFIED",
                            "REVERSED",
                        ),
                    )
                ),
                name="coding_stage_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.CheckConstraint(
                condition=models.Q(("date_precision__in", ("", "DAY", "MONTH", "QUARTER", "YEAR"))),
                name="coding_precision_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("date_precision", ""), ("stage", ""), ("stage_date__isnull", True)),
                    models.Q(
                        models.Q(("stage", ""), _negated=True),
                        ("stage_date__isnull", False),
                        models.Q(("date_precision", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="coding_stage_has_a_date",
            ),
        ),
        migrations.AddIndex(
            model_name="parameterproposal",
            index=models.Index(fields=["key", "scope", "proposed_at"], name="parameterproposal_by_key"),
        ),
        migrations.AddConstraint(
            model_name="parametereffect",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("WAITING", "STARTED", "DONE", "FAILED"))),
                name="parametereffect_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="parameterdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revision__isnull", False), ("verdict", "ACCEPT")),
                    models.Q(("revision__isnull", True), ("verdict", "DECLINE")),
                    _connector="OR",
                ),
                name="parameterdecision_has_its_revision",
            ),
        ),
    ]
