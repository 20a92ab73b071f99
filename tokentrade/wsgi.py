"""The WSGI application; the Celery app is imported so that tasks find their broker."""

import os

from django.core.wsgi import get_wsgi_application

import tokentrade.celery  # noqa: F401

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokentrade.settings")
application = get_wsgi_application()
