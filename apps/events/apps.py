from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Register the room events."""

    name = "apps.events"
    default_auto_field = "django.db.models.BigAutoField"
