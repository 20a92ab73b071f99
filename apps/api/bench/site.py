"""The WSGI application of the bench's server: the product's own, with the plain view beside it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokentrade.settings")
settings.ROOT_URLCONF = "apps.api.bench.plain"
application = get_wsgi_application()
