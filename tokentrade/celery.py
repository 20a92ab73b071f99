"""The Celery app of web, worker and commands; import it wherever a task may be sent."""

import os

from celery import Celery

from tokentrade.celery_settings import CONFIG
from tokentrade.ticks import WorkerTick

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokentrade.settings")

app = Celery("tokentrade")
app.conf.update(CONFIG)
app.steps["consumer"].add(WorkerTick)
app.autodiscover_tasks(["apps.pipeline"])
app.set_default()
