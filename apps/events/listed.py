"""Events as a list of pages: found by what is asked, only those of one page read whole."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from apps.events.happened import event_rows, state_at, verdicts
from apps.events.models import EventEvidence, EventStage, PolicyEvent

CONFIRMED, CANDIDATE = "CONFIRMED", "CANDIDATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """What is asked of a list of events; `places` are codes of a jurisdiction or a country it is aimed at.

    `start` and `end` are half-open days, one of which some stage must meet.
    """

    state: str = CONFIRMED
    kind: str = ""
    places: Collection[str] = ()
    start: date | None = None
    end: date | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page of events, the latest date first; how many fit in all, and how many candidates fit the same."""

    rows: list[dict[str, Any]]
    total: int
    waiting: int


def event_page(*, asked: EventQuery, as_of: datetime, start: int = 0, length: int) -> EventPage:
    """Return `length` events from place `start` on, as known at a moment."""
    found = _fitting(asked, as_of).values_list("slug", "state", "last_date")
    decided = verdicts()
    by_state: dict[str, list[tuple[date, str]]] = {}
    for slug, now, last in found:
        by_state.setdefault(state_at(now, decided.get(slug, []), as_of), []).append((last or date.min, slug))
    ordered = [slug for _, slug in sorted(by_state.get(asked.state, []), reverse=True)]
    chosen = ordered[start : start + length]
    rows = {row["slug"]: row for row in event_rows(states=(asked.state,), as_of=as_of, slugs=chosen)}
    return EventPage([rows[slug] for slug in chosen], len(ordered), len(by_state.get(CANDIDATE, [])))


def _fitting(asked: EventQuery, as_of: datetime) -> QuerySet[Any]:
    """Return the events of any state that fit, each with its latest date."""
    known = Q(stages__recorded_at__lte=as_of)
    found = PolicyEvent.objects.filter(recorded_at__lte=as_of, merged_into__isnull=True)
    found = found.filter(kind=asked.kind) if asked.kind else found
    if asked.about:
        found = found.filter(Q(title__icontains=asked.about) | Q(summary__icontains=asked.about))
    if asked.places:
        targets = PolicyEvent.targets.through.objects.filter(
            policyevent_id=OuterRef("pk"), country_id__in=asked.places
        )
        found = found.filter(Q(jurisdiction__in=asked.places) | Exists(targets))
    if asked.start or asked.end:
        dated = EventStage.objects.filter(event_id=OuterRef("pk"), recorded_at__lte=as_of)
        dated = dated.filter(date__gte=asked.start) if asked.start else dated
        found = found.filter(Exists(dated.filter(date__lt=asked.end) if asked.end else dated))
    return found.annotate(last_date=Max("stages__date", filter=known))


def event_places(*, as_of: datetime) -> list[str]:
    """Return every code that an event names as jurisdiction or target, in order."""
    known = PolicyEvent.objects.filter(recorded_at__lte=as_of)
    codes = {*known.values_list("jurisdiction", flat=True), *known.values_list("targets", flat=True)}
    return sorted(code for code in codes if code)


def events_of_document(*, document: int, version: int, as_of: datetime) -> list[tuple[str, str, str]]:
    """Return (slug, title, state) of the events, candidates too, that one version of a document shows."""
    shows = EventEvidence.objects.filter(
        event_id=OuterRef("pk"), document_version_id=version, document_version__document_id=document
    )
    found = PolicyEvent.objects.filter(Exists(shows), recorded_at__lte=as_of, merged_into__isnull=True)
    rows = list(found.order_by("slug").values_list("slug", "title", "state"))
    decided = verdicts(slugs=[slug for slug, _, _ in rows])
    told = [(slug, title, state_at(now, decided.get(slug, []), as_of)) for slug, title, now in rows]
    return [row for row in told if row[2] in (CONFIRMED, CANDIDATE)]
