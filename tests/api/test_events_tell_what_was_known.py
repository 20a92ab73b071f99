"""Events: states as they were judged, conflicting dates, feeds."""

from datetime import date
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client

from apps.events.models import PolicyEvent, Review
from apps.events.rows import ReadEvidence, ReadStage
from apps.observations import actions as observations
from apps.observations.rows import ChangeNote
from tests import build
from tests.api.world import EVENT, at, candidate, settled

pytestmark = pytest.mark.django_db
NOW = at("2026-03-10T00:00:00")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def house(db: None) -> None:
    """Load what events point at."""
    build.countries()
    build.sources()


def verdict(slug: str, word: str, day: str, reason: str = "read at the source", into: str = "") -> None:
    """Write a reviewer's verdict on an event, as the desk does."""
    Review.objects.create(
        subject_key=f"event/{slug}", source_key="desk", payload={}, opened_at=at(day), reviewer="r", verdict=word,
        reason=reason, decided_at=at(day),
    )  # fmt: skip
    state = "CONFIRMED" if word == "CONFIRM" else "REJECTED"
    merged = PolicyEvent.objects.filter(slug=into).first()
    PolicyEvent.objects.filter(slug=slug).update(state=state, merged_into=merged)
    told = ChangeNote(op="STATUS", resource="events", id=slug, reason=reason)
    observations.note_changes(part="EVENTS", changes=[told], now=at(day))
    settled()


def slugs(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/events.json?{query}")
    assert answer.status_code == 200, answer.content
    return [row["slug"] for row in answer.json()["data"]]


def test_a_candidate_is_shown_only_when_asked_for(client: Client, house: None) -> None:
    candidate(now=NOW)
    assert slugs(client) == []
    assert slugs(client, "state=CANDIDATE") == [EVENT]
    assert client.get(f"/api/v1/events/{EVENT}").status_code == 404
    assert client.get(f"/api/v1/events/{EVENT}?state=CANDIDATE").json()["data"]["state"] == "CANDIDATE"


def test_the_state_is_that_of_the_last_verdict_by_then(client: Client, house: None) -> None:
    candidate(now=NOW)
    verdict(EVENT, "CONFIRM", "2026-03-12T00:00:00")
    assert slugs(client) == [EVENT]
    assert slugs(client, "as_of=2026-03-11") == []
    assert slugs(client, "as_of=2026-03-11&state=CANDIDATE") == [EVENT]
    assert slugs(client, "as_of=2026-03-09&state=CANDIDATE") == []


def test_conflicting_dates_stand_side_by_side(client: Client, house: None) -> None:
    proofs = (ReadEvidence(url="https://example.org/a"), ReadEvidence(url="https://example.org/b"))
    steps = (
        ReadStage(stage="ANNOUNCED", date=date(2026, 2, 17), is_disputed=True),
        ReadStage(stage="ANNOUNCED", date=date(2026, 2, 19), evidence=1),
        ReadStage(stage="EFFECTIVE", date=date(2026, 4, 4)),
    )
    candidate(now=NOW, evidence=proofs, stages=steps)
    event = client.get(f"/api/v1/events/{EVENT}?state=CANDIDATE").json()["data"]
    told = [
        (step["stage"], step["date"], step["is_disputed"], step["has_other_dates"])
        for step in event["stages"]
    ]
    assert told == [
        ("ANNOUNCED", "2026-02-17", True, True),
        ("ANNOUNCED", "2026-02-19", False, True),
        ("EFFECTIVE", "2026-04-04", False, False),
    ]
    addresses = {proof["id"]: proof["url"] for proof in event["evidence"]}
    assert [addresses[step["evidence"]][-1] for step in event["stages"]] == ["a", "b", "a"]
    assert (event["first_date"], event["last_date"], event["is_disputed"]) == (
        "2026-02-17",
        "2026-04-04",
        True,
    )
    assert event["revision"] == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=EXPORT_CONTROL", True),
        ("kind=TARIFF,SUBSIDY", False),
        ("stage=ANNOUNCED", True),
        ("stage=EFFECTIVE", False),
        ("country=CHN", True),
        ("country=USA", True),
        ("country=DEU", False),
        ("from=2025-01-15&to=2025-01-16", True),
        ("from=2025-01-16", False),
        ("to=2025-01-15", False),
        ("q=ai+diffusion", True),
        ("q=ascend", False),
        ("model=deepseek-v3-2-20251201", True),
        ("model=gpt-5", False),
    ],
)
def test_events_are_found_by_what_they_are(client: Client, house: None, query: str, found: bool) -> None:
    candidate(now=NOW)
    assert slugs(client, f"state=CANDIDATE&{query}") == [EVENT] * found


def test_a_rejected_event_is_gone_with_its_reason(client: Client, house: None) -> None:
    candidate(now=NOW)
    candidate("other-rule", now=NOW)
    verdict(EVENT, "REJECT", "2026-03-12T00:00:00", reason="a rumour")
    answer = client.get(f"/api/v1/events/{EVENT}.json")
    assert (answer.status_code, answer.json()["type"]) == (410, "/api/v1/problems/gone")
    assert "a rumour" in answer.json()["detail"]
    verdict("other-rule", "MERGE", "2026-03-13T00:00:00", reason="the same", into=EVENT)
    assert f"/api/v1/events/{EVENT}" in client.get("/api/v1/events/other-rule").json()["detail"]
    assert client.get("/api/v1/events/other-rule?as_of=2026-03-11&state=CANDIDATE").status_code == 200


@pytest.mark.parametrize(
    "query", ["state=REJECTED", "kind=war", "stage=LATER", "from=2026-13-01", "limit=201", "q="]
)
def test_events_refuse_what_cannot_be_read(client: Client, house: None, query: str) -> None:
    assert client.get(f"/api/v1/events.json?{query}").status_code == 400
    assert client.get(f"/api/v1/documents.json?{query}").status_code == 400


def test_walks_give_each_event_once(client: Client, house: None) -> None:
    for number in range(5):
        candidate(f"rule-{number}", now=NOW, identifiers=(f"x:{number}",))
    page = client.get("/api/v1/events.json?state=CANDIDATE&limit=2").json()
    candidate("late-rule", now=at("2026-03-11T00:00:00"), identifiers=("x:late",))
    found, following = page["data"], page["meta"]["next"]
    while following:
        page = client.get(following).json()
        found, following = found + page["data"], page["meta"]["next"]
    assert [row["slug"] for row in found] == [f"rule-{number}" for number in range(5)]
    assert "late-rule" in slugs(client, "state=CANDIDATE")


def test_a_feed_is_valid_whatever_a_title_holds(client: Client, house: None) -> None:
    hostile = 'A <b>"&amp;\x0b\ufffe]]> title \U0001f600 &#x0; </title><script>'
    candidate(now=NOW, title=hostile)
    verdict(EVENT, "CONFIRM", "2026-03-12T00:00:00")
    answer = client.get("/api/v1/events.atom?kind=EXPORT_CONTROL")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = Xml.fromstring(answer.content)
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == hostile.replace("\x0b", "\ufffd").replace("\ufffe", "\ufffd")
    assert entry.findtext(f"{ATOM}id") == f"tag:tokentrade,2026:event/{EVENT}"
    assert entry.findtext(f"{ATOM}updated") == "2026-03-12T00:00:00Z"
    assert feed.findtext(f"{ATOM}updated") is not None
    assert len(feed.findall(f"{ATOM}entry")) == 1


def test_a_feed_is_304_by_etag_and_by_date(client: Client, house: None) -> None:
    candidate(now=NOW)
    first = client.get("/api/v1/events.atom?state=CANDIDATE")
    assert first.headers["Last-Modified"] == "Tue, 10 Mar 2026 00:00:00 GMT"
    for name, held in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        assert client.get("/api/v1/events.atom?state=CANDIDATE", headers={name: held}).status_code == 304
    earlier = {"If-Modified-Since": "Mon, 09 Mar 2026 00:00:00 GMT"}
    assert client.get("/api/v1/events.atom?state=CANDIDATE", headers=earlier).status_code == 200
    assert client.get("/api/v1/events.atom", headers={"If-Modified-Since": "soon"}).status_code == 200
    assert client.get("/api/v1/events.atom?limit=1").status_code == 400


def test_an_event_changes_the_etag(client: Client, house: None) -> None:
    candidate(now=NOW)
    tag = client.get("/api/v1/events.json?state=CANDIDATE").headers["ETag"]
    assert (
        client.get("/api/v1/events.json?state=CANDIDATE", headers={"If-None-Match": tag}).status_code == 304
    )
    candidate("another", now=NOW, identifiers=("x:1",))
    assert (
        client.get("/api/v1/events.json?state=CANDIDATE", headers={"If-None-Match": tag}).status_code == 200
    )
