"""Events and people for tests of double coding."""

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model

from apps.events import actions
from apps.events.coding import GivenCoding
from apps.events.faults import Person
from apps.events.given import GivenEvent, GivenEvidence, GivenStage
from apps.events.models import CodingTask
from apps.reference import actions as reference

# Before the clock of any test run: pages show what is known by now.
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 2, 16)


def person(name: str, role: str) -> Person:
    actions.give_role(username=name, role=role)
    return Person(get_user_model().objects.get(username=name).pk, name, role)


def events(number: int = 1, *, by: str = "author") -> list[str]:
    """Propose candidates with a quote each and return their slugs."""
    reference.load_reference(now=NOW)
    slugs = [f"event-{place:03d}" for place in range(number)]
    for slug in slugs:
        actions.propose(
            given=GivenEvent(
                slug=slug, kind="INCIDENT", title=f"Title of {slug}", summary="What happened.", severity="HIGH",
                evidence=(GivenEvidence(url=f"https://example.org/{slug}", quote="the quoted words"),),
                stages=(GivenStage(stage="RUMOUR", date=date(2026, 1, 1)),),
            ),
            body_sha256=slug, by=person(by, "analyst"), now=NOW,
        )  # fmt: skip
    return slugs


def draw(**changes: Any) -> int:
    given = {"seed": 7, "rate": 1.0, "state": "CANDIDATE", "by": person("drawer", "reviewer"), "now": NOW}
    return actions.draw_sample(**(given | changes))


def task(slug: str = "event-000") -> int:
    return CodingTask.objects.get(event__slug=slug).pk


def given(**changes: Any) -> GivenCoding:
    words = {"kind": "TARIFF", "severity": "LOW", "direction": "CLOSES", "confidence": "HIGH", "stage": "ANNOUNCED",
             "date": DAY, "precision": "DAY", "countries": ("CHN",)}  # fmt: skip
    return GivenCoding(**(words | changes))


def code(number: int, by: Person, now: datetime = NOW, **changes: Any) -> int:
    actions.take_seat(task_id=number, by=by, now=now)
    return actions.submit_coding(task_id=number, given=given(**changes), by=by, now=now)
