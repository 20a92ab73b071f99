"""The second slider: what was known on an earlier day. Its stops are the days on which something was published."""

from dataclasses import dataclass
from datetime import date

from apps.flows import queries
from apps.flows.question import Question
from apps.web import words
from apps.web.addresses import home_url

STOPS = 60


@dataclass(frozen=True, slots=True)
class Stop:
    """One day of publication: its ISO date ('' for the latest), in words, the view as of then, whether shown."""

    value: str
    words: str
    url: str
    is_here: bool


def stops(question: Question) -> list[Stop]:
    """Return the days of publication, oldest first; the last one is the latest, without a date of its own."""
    days = sorted({row.published_at.date() for row in queries.release_list(limit=STOPS)})
    asked = question.as_of.date() if question.as_of else None
    here = max((day for day in days if asked and day <= asked), default=None)
    past = [Stop(day.isoformat(), words.day(day), _url(question, day), day == here) for day in days[:-1]]
    latest = (
        [Stop("", words.day(days[-1]), home_url(question, as_of=None), here in (None, days[-1]))]
        if days
        else []
    )
    return [*past, *latest]


def _url(question: Question, day: date) -> str:
    """Return the address of this view as of the end of a day."""
    base = home_url(question, as_of=None)
    return f"{base}{'&' if '?' in base else '?'}as_of={day.isoformat()}"
