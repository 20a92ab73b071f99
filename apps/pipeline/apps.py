from django.apps import AppConfig


class PipelineConfig(AppConfig):
    """Register the room pipeline."""

    name = "apps.pipeline"
    default_auto_field = "django.db.models.BigAutoField"
