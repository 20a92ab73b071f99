"""A contested event for the tests of disputes, and people who file, decide and read."""

import re
import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import signing
from django.test import Client

from apps.events import actions
from apps.events.faults import Person
from apps.web import dispute_form
from tests import build
from tests.api.world import EVENT, candidate, settled
from tests.web.conftest import PUBLISHED

SUBJECT = f"event/{EVENT}"
CLAIM = "The rule was withdrawn in May and the page still says announced."
EVIDENCE = "https://example.org/withdrawn"
EMAIL = "someone.private@example.org"
NEW = "/disputes/new/"


@pytest.fixture
def event(db: None) -> str:
    build.countries()
    build.sources()
    candidate(now=PUBLISHED)
    return SUBJECT


def stamp(subject: str, monkeypatch: pytest.MonkeyPatch, *, seconds: float = 60) -> str:
    """Return the stamp of a form that was opened so long ago."""
    moment = time.time() - seconds
    with monkeypatch.context() as patch:
        patch.setattr(signing.time, "time", lambda: moment)
        return dispute_form.stamp(subject)


@pytest.fixture
def file(reader: Client, event: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what sends the form as a person without scripts does."""

    def sent(
        *, seconds: float = 60, address: str = "192.0.2.7", client: Client = reader, **typed: str
    ) -> Any:
        plain = {"subject": event, "claim": CLAIM, "evidence_url": EVIDENCE, "email": EMAIL}
        values = plain | typed
        values.setdefault("stamp", stamp(values["subject"], monkeypatch, seconds=seconds))
        answer = client.post(NEW, values, REMOTE_ADDR=address)
        settled()
        return answer

    return sent


def person(name: str, role: str) -> Person:
    actions.give_role(username=name, role=role)
    return Person(get_user_model().objects.get(username=name).pk, name, role)


def at_desk(name: str, role: str) -> Client:
    """Return the browser of somebody who is signed in."""
    person(name, role)
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
