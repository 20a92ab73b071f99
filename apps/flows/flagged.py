"""What else happened on a series: launches, changes of list price, free promotions and policy events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.estimator.findings import Event
from apps.events import queries as events
from apps.events.queries import EventRow
from apps.flows.inputs import hosts
from apps.flows.inputs.hosts import Listings
from apps.flows.panels import Group, Weeks
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow

FREE = "FREE"
# A rumour is no date on which anything changed.
UNDATED_STAGES = ("RUMOUR",)
DAY = "DAY"
STATES = ("CONFIRMED", "CANDIDATE")


@dataclass(frozen=True, slots=True)
class MarketEvents:
    """Launches, changes of list price and free promotions of models, as known at a moment."""

    models: Mapping[str, ModelFactsRow]
    listings: Listings
    names: Mapping[str, tuple[str, ...]]

    def of(self, chosen: frozenset[str], weeks: Weeks) -> tuple[Event, ...]:
        """Return the events of these models in order of day and name."""
        found = [event for uid in sorted(chosen) for event in self._of_model(uid, weeks)]
        return tuple(sorted(found, key=lambda event: (event.day, event.name)))

    def _of_model(self, uid: str, weeks: Weeks) -> Iterator[Event]:
        """Yield the events of one model."""
        model = self.models[uid]
        if model.released_date:
            yield Event(f"launch/{uid}", f"launch of {model.name}", model.released_date)
        for day in self._price_changes(uid):
            yield Event(f"price/{uid}/{day}", f"change of list price of {model.name}", day)
        for day in _tier_changes(uid, weeks):
            yield Event(f"free/{uid}/{day}", f"free promotion of {model.name} begins or ends", day)

    def _price_changes(self, uid: str) -> list[date]:
        """Return the days on which the cheapest list price of a model, input or output, became another."""
        days = sorted(set(self._step_days(uid)))
        yesterday = timedelta(days=1)
        pairs = ((day, self._cheapest(uid, day - yesterday), self._cheapest(uid, day)) for day in days)
        return [day for day, before, after in pairs if before and after and before != after]

    def _cheapest(self, uid: str, day: date) -> tuple[float, float] | None:
        """Return the lowest input and the lowest output price on a day; None where nobody lists one."""
        listed = self.listings.hosts(uid, day)
        inputs = [host.price_input_usd_per_mtok for host in listed if host.price_input_usd_per_mtok]
        outputs = [host.price_output_usd_per_mtok for host in listed if host.price_output_usd_per_mtok]
        return (min(inputs), min(outputs)) if inputs and outputs else None

    def _step_days(self, uid: str) -> Iterator[date]:
        """Yield the days on which any listing of a model begins a price or ends."""
        for name in self.names.get(uid, ()):
            for steps in self.listings.steps.get(name, {}).values():
                yield from (day for day, _ in steps)
        for tags in self.listings.served.get(uid, {}).values():
            for tag in tags.values():
                for steps in (tag.listed, *tag.sides.values()):
                    yield from (day for day, _ in steps)


def _tier_changes(uid: str, weeks: Weeks) -> Iterator[date]:
    """Yield the Mondays of weeks in which a model's free tier is counted and was not before, or no longer is."""
    before: bool | None = None
    for week, one in sorted(weeks.items()):
        tiers = {row.tier for row in one.rows if row.subject == uid}
        if tiers:
            if before is not None and (FREE in tiers) != before:
                yield week
            before = FREE in tiers


def market_events(models: Mapping[str, ModelFactsRow], *, end: date, as_of: datetime) -> MarketEvents:
    """Return the reader of launches, prices and promotions that began before `end`, as known at a moment."""
    names = reference.listed_as(source_key=hosts.SOURCE)
    return MarketEvents(models, hosts.listings(end=end, as_of=as_of), names)


def stored_events(*, as_of: datetime, candidates: bool) -> list[EventRow]:
    """Return the confirmed policy events known at a moment, and on request those that nobody has confirmed."""
    states = STATES if candidates else STATES[:1]
    return [row for state in states for row in events.events(state=state, as_of=as_of)]


def dated(row: EventRow) -> list[Event]:
    """Return one event per week in which an exact date of it falls, named by the stages of that week."""
    stages: dict[date, list[str]] = {}
    first: dict[date, date] = {}
    for step in sorted(row.stages, key=lambda step: step.date):
        if step.date_precision == DAY and step.stage not in UNDATED_STAGES:
            week = Event("", "", step.date).week
            first.setdefault(week, step.date)
            if step.stage not in stages.setdefault(week, []):
                stages[week].append(step.stage)
    return [
        Event(row.slug, f"policy event {row.slug}: {', '.join(stages[week])}", day)
        for week, day in first.items()
    ]


def on_series(rows: Iterable[EventRow], group: Group) -> tuple[Event, ...]:
    """Return the dated policy events that may touch a group: those naming its country, and those naming none."""
    near = (row for row in rows if not row.targets or group.country in (row.jurisdiction, *row.targets))
    return tuple(event for row in near for event in dated(row))
