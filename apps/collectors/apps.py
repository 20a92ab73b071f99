from django.apps import AppConfig


class CollectorsConfig(AppConfig):
    """Register the room collectors."""

    name = "apps.collectors"
    default_auto_field = "django.db.models.BigAutoField"
