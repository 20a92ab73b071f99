from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Register the room flows."""

    name = "apps.flows"
    default_auto_field = "django.db.models.BigAutoField"
