"""The clock of the pipeline: settings and a schedule, no Django, so that it stays small.

Its entries only ask "what is due?"; due times live in PostgreSQL. The file it touches at every tick is
how its supervisor sees that it lives.
"""

from celery import Celery
from celery.beat import Scheduler

from apps.pipeline.schedule import SCHEDULE
from tokentrade.celery_settings import CONFIG
from tokentrade.ticks import touch


class TouchingScheduler(Scheduler):
    """The in-memory scheduler, which also touches a file at every tick."""

    max_interval = 10

    def tick(self, *args: object, **kwargs: object) -> float:
        """Do what is due and return the seconds until the next look."""
        touch("beat")
        wait: float = super().tick(*args, **kwargs)
        return min(wait, self.max_interval)


app = Celery("tokentrade", fixups=())
app.conf.update(CONFIG)
app.conf.beat_schedule = SCHEDULE
app.conf.beat_max_loop_interval = TouchingScheduler.max_interval
