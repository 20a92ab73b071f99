"""The WSGI application; the Celery app is imported so that tasks find their broker."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

import tokentrade.celery  # noqa: F401

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokentrade.settings")
application = get_wsgi_application()
# Every process has read its views before its first visitor asks; else he would wait for the imports.
get_resolver().url_patterns  # noqa: B018
# What was loaded by now stays for ever: a full collection that walks it stops all threads for some 50 ms.
gc.collect()
gc.freeze()
