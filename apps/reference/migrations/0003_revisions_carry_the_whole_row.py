"""An accepted change of a parameter may change its shape, limits, basis and grade, and names its proposal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reference", "0002_names_are_found_by_trigrams")]

    operations = [
        migrations.AddField(
            "parameterrevision",
            "distribution",
            models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("parameterrevision", "hard_min", models.FloatField(null=True)),
        migrations.AddField("parameterrevision", "hard_max", models.FloatField(null=True)),
        migrations.AddField(
            "parameterrevision", "basis", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddField(
            "parameterrevision",
            "evidence_grade",
            models.CharField(blank=True, default="", max_length=1),
            preserve_default=False,
        ),
        migrations.AddField("parameterrevision", "proposal", models.BigIntegerField(null=True, unique=True)),
    ]
