from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Register the room api."""

    name = "apps.api"
    default_auto_field = "django.db.models.BigAutoField"
