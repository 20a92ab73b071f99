from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    """Register the room observations."""

    name = "apps.observations"
    default_auto_field = "django.db.models.BigAutoField"
