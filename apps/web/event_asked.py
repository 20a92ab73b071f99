"""What a reader asks of the list of events; what cannot be read is put aside with a notice."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.events.listed import CONFIRMED, EventQuery
from apps.web.asked import choice, put_aside
from apps.web.event_words import KIND_NAMES, STATE_NAMES

OWN = ("kind", "country", "state", "from", "to", "page")
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)
MOST_PAGES = 1_000
CODE_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the list as they were understood; `to` is the last day shown."""

    kind: str
    country: str
    state: str
    start: date | None
    end: date | None
    page: int

    @property
    def query(self) -> EventQuery:
        """Return the question to the events; its span is half-open."""
        places = (self.country,) if self.country else ()
        end = self.end + timedelta(days=1) if self.end else None
        return EventQuery(state=self.state, kind=self.kind, places=places, start=self.start, end=end)

    def address(self, **changes: str) -> str:
        """Return the query string of the view with some words changed, defaults dropped."""
        told = {
            "kind": self.kind,
            "country": self.country,
            "state": "" if self.state == CONFIRMED else self.state,
            "from": self.start.isoformat() if self.start else "",
            "to": self.end.isoformat() if self.end else "",
        } | changes
        return urlencode(sorted((name, value) for name, value in told.items() if value))

    @property
    def program_address(self) -> str | None:
        """Return the query string of the same list for programs, whose `to` is the day after.

        None where they cannot ask it: to them a country is a code of three letters.
        """
        if self.country and len(self.country) != CODE_LETTERS:
            return None
        return self.address(to=(self.end + timedelta(days=1)).isoformat() if self.end else "")


def read(params: QueryDict, places: list[str], notices: list[str]) -> Asked:
    """Return the filters of the list of events."""
    start, end = _day(params, "from", notices), _day(params, "to", notices)
    if start and end and start > end:
        notices.append(_("“From” lies after “to”; the two are shown in order."))
        start, end = end, start
    return Asked(
        kind=choice(params, "kind", KIND_NAMES, notices),
        country=choice(params, "country", places, notices),
        state=choice(params, "state", STATE_NAMES, notices, default=CONFIRMED),
        start=start,
        end=end,
        page=page_of(params),
    )


def page_of(params: QueryDict) -> int:
    """Return the page of a long list, the first where none can be read."""
    text = params.get("page", "")
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _day(params: QueryDict, name: str, notices: list[str]) -> date | None:
    """Return a day, or None where none was asked for or it cannot be read."""
    text = params.get(name, "")
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.max
    if FIRST_DAY <= found <= LAST_DAY:
        return found
    notices.append(put_aside(name, text, ""))
    return None


def known_at(as_of: datetime | None, now: datetime) -> datetime:
    """Return the moment whose knowledge a page shows."""
    return as_of or now
