from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Register the room reference."""

    name = "apps.reference"
    default_auto_field = "django.db.models.BigAutoField"
