"""Histories are public and whole: edits, merges and withdrawals keep their pages, people the names they chose."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.events import actions
from apps.events.faults import Person
from tests import build
from tests.api.world import EVENT, MODEL, candidate, settled
from tests.web.conftest import PUBLISHED

OTHER = "us-ai-diffusion-rule-again"


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def person(name: str, role: str) -> Person:
    actions.give_role(username=name, role=role)
    return Person(get_user_model().objects.get(username=name).pk, name, role)


def moment() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def people(reader: Client) -> tuple[Person, Person]:
    """Return an analyst and a reviewer, in a house with one candidate."""
    build.countries()
    build.sources()
    candidate(now=PUBLISHED)
    return person("ada.lovely", "analyst"), person("rita.review", "reviewer")


def edited(by: Person, expected: int = 1, slug: str = EVENT, **values: Any) -> int:
    made = actions.edit(slug=slug, expected=expected, values=values, reason="read again", by=by, now=moment())
    settled()
    return made.revision


def noted(by: Person, body: str, subject: str, *, supersedes: UUID | None = None) -> UUID:
    uid = uuid4()
    actions.annotate(
        uid=uid, subject_key=subject, body=body, supersedes=supersedes, body_sha256=body, by=by, now=moment()
    )
    settled()
    return uid


def test_a_history_tells_who_when_what_field_by_field_and_why(reader: Client, people: Any) -> None:
    ada, _ = people
    edited(ada, title="A new title", severity="HIGH")
    answer = reader.get(f"/events/{EVENT}/history/")
    markup = answer.content.decode()
    assert "<del><bdi>Framework for AI diffusion</bdi></del>" in markup
    assert "<ins><bdi>A new title</bdi></ins>" in markup
    assert "read again" in markup
    assert f"contributor-{ada.user_id}" in markup
    assert "analyst" in words(answer)
    assert "ada.lovely" not in markup
    actions.choose_name(name="Ada.L", by=ada, now=moment())
    settled()
    assert "Ada.L" in reader.get(f"/events/{EVENT}/history/").content.decode()
    api = reader.get(f"/api/v1/events/{EVENT}/history").json()["data"]
    assert [(line["who"], line["role"]) for line in api][1] == ("Ada.L", "analyst")


def test_a_merged_event_keeps_its_page_and_its_whole_history(reader: Client, people: Any) -> None:
    ada, rita = people
    candidate(OTHER, now=PUBLISHED, title="The same rule, told twice")
    revision = edited(ada, slug=OTHER, summary="Words of the double.")
    actions.judge(
        slug=OTHER, expected=revision, verdict="MERGE", reason="the same rule", merged_into=EVENT, by=rita, now=moment()
    )  # fmt: skip
    settled()
    assert reader.get(f"/events/{OTHER}/").headers["Location"] == f"/events/{EVENT}/"
    history = reader.get(f"/events/{OTHER}/history/")
    assert history.status_code == 200
    assert "Words of the double." in words(history)
    assert "This event was merged into another one" in words(history)
    assert "the same rule" in words(history)
    assert f'href="/events/{EVENT}/"' in history.content.decode()
    into = reader.get(f"/events/{EVENT}/history/").content.decode()
    assert f'href="/events/{OTHER}/history/"' in into
    assert reader.get(f"/api/v1/events/{OTHER}").status_code == 410


def test_a_note_has_a_page_with_each_of_its_versions(reader: Client, people: Any) -> None:
    ada, _ = people
    first = noted(ada, "The price fell.", "corridor/CHN/USA")
    second = noted(ada, "The price fell by half.", "corridor/CHN/USA", supersedes=first)
    old, new = reader.get(f"/annotations/{first}/"), reader.get(f"/annotations/{second}/")
    assert "Its author has replaced this version." in words(old)
    assert f'href="/annotations/{second}/"' in old.content.decode()
    assert "The price fell by half." in words(new)
    assert f'href="/annotations/{first}/"' in new.content.decode()
    assert "ada.lovely" not in new.content.decode()


def test_a_withdrawn_note_keeps_its_page_without_its_words(reader: Client, people: Any) -> None:
    ada, _ = people
    uid = noted(ada, "A hasty word.", f"event/{EVENT}")
    actions.withdraw(uid=uid, expected=1, reason="I was wrong", by=ada, now=moment())
    settled()
    page = reader.get(f"/annotations/{uid}/")
    assert page.status_code == 200
    assert "This note was withdrawn." in words(page)
    assert "I was wrong" in words(page)
    assert "hasty" not in page.content.decode()
    assert reader.get(f"/api/v1/annotations/{uid}").status_code == 410
    assert reader.get("/annotations/6f1c2a3e-5b7d-4c8e-9f10-2a3b4c5d6e7f/").status_code == 404


@pytest.mark.parametrize(
    ("subject", "path"),
    [
        (f"event/{EVENT}", f"/events/{EVENT}/?state=CANDIDATE"), ("country/CHN", "/countries/CHN/"),
        ("corridor/CHN/USA", "/flows/CHN/USA/"), (f"model/{MODEL}", f"/models/{MODEL}/"),
        ("lab/deepseek", "/labs/deepseek/"), ("claim/c01", "/claims/c01/"),
        ("cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/USA",
         "/revisions/?cell=cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/USA"),
    ],
)  # fmt: skip
def test_notes_stand_on_what_they_are_about_and_it_can_be_contested(
    reader: Client, people: Any, tiny: str, subject: str, path: str
) -> None:
    from apps.reference import claims

    key = claims.ledger()[0].claim.claim_id
    subject, path = subject.replace("c01", key), path.replace("c01", key)
    uid = noted(people[0], "A note on <b>this</b>.", subject)
    answer = reader.get(path)
    assert answer.status_code == 200
    markup = answer.content.decode()
    assert "A note on &lt;b&gt;this&lt;/b&gt;." in markup
    assert f'href="/annotations/{uid}/"' in markup
    assert f'href="/disputes/new/?subject={subject}"' in markup


def test_a_confirmed_event_stands_on_the_page_of_the_model_it_names(
    reader: Client, people: Any, tiny: str
) -> None:
    _, rita = people
    fact_name = "DeepSeek V3.2"
    candidate("names-a-model", now=PUBLISHED, title=f"A rule that names {fact_name}")
    actions.judge(
        slug="names-a-model",
        expected=1,
        verdict="CONFIRM",
        reason="seen",
        merged_into="",
        by=rita,
        now=moment(),
    )
    settled()
    assert 'href="/events/names-a-model/"' in reader.get(f"/models/{MODEL}/").content.decode()
