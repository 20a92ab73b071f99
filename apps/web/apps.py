from django.apps import AppConfig


class WebConfig(AppConfig):
    """Register the room web."""

    name = "apps.web"
    default_auto_field = "django.db.models.BigAutoField"
