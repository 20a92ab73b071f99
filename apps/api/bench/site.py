"""The WSGI application of the bench's server: the product's own, with the plain view beside it."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokentrade.settings")
settings.ROOT_URLCONF = "apps.api.bench.plain"
application = get_wsgi_application()
# As `tokentrade/wsgi.py` does.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
