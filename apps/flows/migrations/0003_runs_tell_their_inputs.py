from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("flows", "0002_runs_hold_attribution_and_analyses")]

    operations = [
        migrations.AddField(
            model_name="estimaterun", name="input_facts", field=models.JSONField(default=dict)
        ),
        migrations.AddField(
            model_name="estimaterun", name="is_automatic", field=models.BooleanField(default=False)
        ),
        migrations.CreateModel(
            name="InputCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                ("code_version", models.TextField()),
                ("parameters_sha256", models.CharField(max_length=64)),
                ("weeks_stale", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["-checked_at"], name="inputcheck_latest")],
            },
        ),
    ]
