"""Before and after an event, on what is stored as of a moment: association, not cause.

The one read of this subject for pages, programs and commands; it imports numpy, so the web reaches it lazily.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from math import isnan
from typing import Any

from apps.estimator.before_after import Panel, compare, judged
from apps.estimator.bench import histories
from apps.estimator.bench.histories import Trial
from apps.estimator.findings import INSUFFICIENT, Event, Finding, wording
from apps.estimator.periods import monday_of, next_week
from apps.events.queries import EventRow
from apps.flows import flagged, panels
from apps.reference import queries as reference

TITLE = "association, not cause"
GROUP = "CHN"
UNCONFIRMED = "Candidate events are among these: nobody has confirmed them, nor their dates."
# What the trial on SYNTHETIC history carries of the real world.
LAUNCHED = ("minimax-m2-5-20260211", "glm-5-20260211")
TERMS_CHANGES = (
    "anthropic-subscription-credentials-third-party-tools",
    "google-antigravity-third-party-access",
)
TEXT_CHANGE = "TEXT_CHANGE"


class UnknownEvent(LookupError):
    """No event of this name may be shown; the message says what to do."""


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """What is said of some events and one group, as known at a moment; each row names its denominator.

    series holds the group's counted shares by week for each denominator that a row names; a week not counted is absent.
    """

    title: str
    group: str
    group_name: str
    as_of: datetime
    rows: tuple[dict[str, Any], ...]
    notices: tuple[str, ...]
    series: Mapping[str, Mapping[date, float]]


def before_after(
    *,
    event: str | None = None,
    day: date | None = None,
    group: str = GROUP,
    as_of: datetime | None = None,
    now: datetime,
    candidates: bool = False,
) -> BeforeAfter:
    """Return what may be said of one event, of one day, or of every event, on a group's share of tokens.

    The p values are adjusted for the whole list of events, whichever is asked for. Numbers of a row are None
    where its status is insufficient_data. Raises UnknownEvent and UnknownGroup.
    """
    moment = as_of or now
    models = reference.model_facts()
    chosen = panels.group_of(group, models)
    stored = flagged.stored_events(as_of=moment, candidates=candidates)
    wanted = _asked(event, day, stored)
    board = _Board(chosen, moment, stored)
    every = dict.fromkeys([*_all_dated(stored), *wanted])
    found = judged([board.finding(one, control=one in wanted) for one in every])
    rows = [board.row(one) for one in found if one.event in wanted]
    rows += [board.row(one) for one in _inexact(stored, event, chosen.key) if day is None]
    notices = (UNCONFIRMED,) if any(row["state"] == "CANDIDATE" for row in rows) else ()
    named = dict.fromkeys(row["denominator"] for row in rows if row["denominator"])
    series = {denominator: board.shares(denominator) for denominator in named}
    return BeforeAfter(TITLE, chosen.key, chosen.name, moment, tuple(rows), notices, series)


def _asked(event: str | None, day: date | None, stored: Sequence[EventRow]) -> list[Event]:
    """Return the dated events that are asked for."""
    if day is not None:
        return [Event(f"day/{day}", "the day asked for", day)]
    if event is not None and event not in {row.slug for row in stored}:
        raise UnknownEvent(
            f"event {event!r}: no confirmed event has this name; a candidate is shown only where candidates are "
            "asked for (`--candidates`), and `manage.py candidates` lists them"
        )
    return [one for row in stored if event in (None, row.slug) for one in flagged.dated(row)]


def _all_dated(stored: Sequence[EventRow]) -> list[Event]:
    """Return every dated event, in order of day."""
    found = [one for row in stored for one in flagged.dated(row)]
    return sorted(found, key=lambda one: (one.day, one.key))


def _inexact(stored: Sequence[EventRow], event: str | None, group: str) -> list[Finding]:
    """Return a silent finding for each event without any exact date."""
    return [
        _silent(
            Event(row.slug, f"policy event {row.slug}", row.stages[0].date), group, "no exact date is known"
        )
        for row in stored
        if event in (None, row.slug) and row.stages and not flagged.dated(row)
    ]


def _silent(event: Event, group: str, reason: str) -> Finding:
    """Return the finding that says nothing."""
    return Finding(event, group, INSUFFICIENT, wording(INSUFFICIENT), reason)


class _Board:
    """The series of one group by denominator, each built once, and what is said of events on them."""

    def __init__(self, group: panels.Group, as_of: datetime, stored: Sequence[EventRow]) -> None:
        end = next_week(monday_of(as_of.date()))
        self.group, self.models = group, reference.model_facts()
        self.weeks = panels.counted_weeks(end=end, as_of=as_of)
        self.market = flagged.market_events(self.models, end=end, as_of=as_of)
        self.policy = flagged.on_series(stored, group)
        self.states: Mapping[str, str] = {row.slug: row.state for row in stored}
        self.titles: Mapping[str, str] = {row.slug: row.title for row in stored}
        self._panels: dict[str, Panel] = {}

    def finding(self, event: Event, *, control: bool) -> Finding:
        """Return what the best denominator's series says of an event, before the list is judged."""
        denominator = panels.best_denominator(self.weeks, event, self.group)
        if denominator is None:
            reason = f"no week near it counts {self.group.name}"
            return _silent(event, self.group.key, reason)
        return compare(self._panel(denominator), event, control=control)

    def row(self, finding: Finding) -> dict[str, Any]:
        """Return a finding as plain values, with its event's title and state and the series' denominator."""
        event = finding.event
        return asdict(finding) | {
            "event": event.key,
            "event_name": event.name,
            "event_title": self.titles.get(event.key, ""),
            "state": self.states.get(event.key, ""),
            "day": event.day.isoformat(),
            "week": event.week.isoformat(),
            "denominator": panels.best_denominator(self.weeks, event, self.group),
        }

    def shares(self, denominator: str) -> dict[date, float]:
        """Return the group's counted shares by week."""
        panel = self._panel(denominator)
        return {
            week: float(share)
            for week, share in zip(panel.weeks, panel.shares[0], strict=True)
            if not isnan(share)
        }

    def _panel(self, denominator: str) -> Panel:
        """Return the series of one denominator."""
        if denominator not in self._panels:
            weeks = self.weeks[denominator]
            self._panels[denominator] = panels.panel(
                self.group, weeks, self.models, self.market.of, self.policy
            )
        return self._panels[denominator]


def synthetic_trial(*, now: datetime) -> Trial:
    """Return what the comparison says on SYNTHETIC histories that carry the real launches and terms changes.

    Nothing is stored. Raises UnknownEvent where the terms changes have not been collected.
    """
    models = reference.model_facts()
    launches = [
        Event(f"launch/{uid}", f"launch of {models[uid].name}", day)
        for uid in LAUNCHED
        if (day := models[uid].released_date)
    ]
    stored = flagged.stored_events(as_of=now, candidates=True)
    changes = [
        one
        for row in stored
        if row.slug in TERMS_CHANGES
        for one in flagged.dated(row)
        if TEXT_CHANGE in one.name and abs(one.week - launches[0].week) <= histories.NEAR
    ]
    if not changes:
        raise UnknownEvent(
            f"no terms change near the launches is stored ({', '.join(TERMS_CHANGES)}); run "
            "`manage.py collect curated.policy_events`"
        )
    return histories.trial(launches, changes, histories=histories.HISTORIES)
