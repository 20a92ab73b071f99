"""The log of changes as readers follow it: order, places to go on from, deletions, expiry."""

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client
from django.utils import timezone

from apps.observations import actions as observations
from tests import build
from tests.api.world import at, candidate, number, recorded, settled, version

pytestmark = pytest.mark.django_db
SOURCE = "curated.published_figures"


@pytest.fixture
def followed(db: None) -> None:
    """Report a week, publish it, restate it, publish again."""
    build.countries()
    build.sources()
    week = [date(2026, 3, 2)]
    recorded(SOURCE, [number(21_300_000_000_000)], now=at("2026-03-10T02:31:07"))
    build.published(weeks=week, tokens=21.3e12, now=at("2026-03-10T03:05:00"), name="one")
    recorded(SOURCE, [number(21_308_000_000_000)], now=at("2026-03-12T02:30:55"))
    build.published(weeks=week, tokens=21.308e12, now=at("2026-03-12T03:04:00"), name="two")
    settled()


def told(client: Client, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/changes.json?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_restatement_and_its_run_are_told_in_order(client: Client, followed: None) -> None:
    first, second = told(client, "since=2026-03-11T00:00:00Z")["data"]
    assert (first["op"], first["resource"], first["periods"]) == ("UPDATED", "observations", ["2026-03-02"])
    assert (second["op"], second["resource"], second["periods"]) == ("PUBLISHED", "runs", ["2026-03-02"])
    assert (first["seq"] < second["seq"], first["at"]) == (True, "2026-03-12T02:30:55Z")
    assert client.get(first["url"]).json()["data"][0]["value"] == "21308000000000"
    assert client.get(second["url"]).json()["data"]["run"] == second["run"]
    every = told(client, "since=2026-03-01")["data"]
    assert [row["op"] for row in every] == ["CREATED", "PUBLISHED", "UPDATED", "PUBLISHED"]
    assert [row["seq"] for row in every] == sorted(row["seq"] for row in every)
    assert [row["resource"] for row in told(client, "since=2026-03-01&resource=runs")["data"]] == [
        "runs",
        "runs",
    ]
    assert len(told(client, "since=2026-03-01&as_of=2026-03-11")["data"]) == 2


def test_the_place_of_an_answer_goes_on_without_gap_or_repetition(client: Client, followed: None) -> None:
    page = told(client, "since=2026-03-01&limit=3")
    rest = client.get(page["meta"]["next"]).json()
    assert [row["op"] for row in page["data"] + rest["data"]] == [
        "CREATED",
        "PUBLISHED",
        "UPDATED",
        "PUBLISHED",
    ]
    assert rest["meta"]["next"] is None
    place = rest["meta"]["since"]
    assert told(client, f"since={place}")["data"] == []
    candidate(now=at("2026-03-13T00:00:00"))
    version("c1", "A text.", "2026-03-13T00:00:00", now=at("2026-03-13T00:00:00"))
    later = told(client, f"since={place}")["data"]
    assert [(row["op"], row["resource"]) for row in later] == [
        ("CREATED", "events"),
        ("CREATED", "documents"),
    ]
    assert told(client, f"since={place}&resource=events")["data"] == later[:1]
    assert [client.get(row["url"], {"state": "CANDIDATE"}).status_code for row in later[:1]] == [200]
    assert client.get(later[1]["url"]).status_code == 200


def test_a_withdrawn_number_is_a_deletion_with_a_reason(client: Client, followed: None) -> None:
    recorded(SOURCE, [number(None)], now=at("2026-03-14T00:00:00"))
    row = told(client, "since=2026-03-13")["data"][0]
    assert (row["op"], row["reason"]) == ("DELETED", "the source withdrew the number")
    assert client.get(row["url"]).json()["data"][0]["value"] is None


def test_many_periods_are_told_by_their_ends(client: Client, followed: None) -> None:
    days = [date(2025, 1, 1) + timedelta(days=day) for day in range(101)]
    rows = [number(day.toordinal(), day.isoformat(), qualifier="daily") for day in days]
    recorded(SOURCE, rows, now=at("2026-03-14T00:00:00"))
    row = told(client, "since=2026-03-13")["data"][0]
    assert (row["periods"], row["is_span"]) == (["2025-01-01", "2025-04-11"], True)
    assert len(client.get(f"{row['url']}&limit=200").json()["data"]) == 101


def test_changes_are_forgotten_after_four_hundred_days(client: Client, followed: None) -> None:
    old = timezone.now() - timedelta(days=401)
    answer = client.get(f"/api/v1/changes.json?since={old.date()}")
    assert (answer.status_code, answer.json()["type"]) == (410, "/api/v1/problems/changes-expired")
    place = told(client, "since=2026-03-01&limit=1")["meta"]["since"]
    assert observations.forget_changes(now=at("2027-06-01T00:00:00")) == 3
    settled()
    assert client.get(f"/api/v1/changes.json?since={place}").status_code == 410
    assert observations.forget_changes(now=at("2027-06-01T00:00:00")) == 0


@pytest.mark.parametrize(
    "query",
    ["", "since=", "since=soon", "since=2999-01-01", "since=2026-02-30", "since=2026-03-01T00:00:00", "since=W10.x",
     "since=2026-03-01&resource=nothing", "since=2026-03-01&limit=1001", "since=%00", "since=2026-03-01&since=x",
     "since=2026-03-01&cursor=x"],
)  # fmt: skip
def test_a_place_that_cannot_be_read_is_refused(client: Client, followed: None, query: str) -> None:
    assert client.get(f"/api/v1/changes.json?{query}").status_code == 400


def test_the_feed_begins_with_the_newest(client: Client, followed: None) -> None:
    answer = client.get("/api/v1/changes.atom?resource=runs")
    entries = Xml.fromstring(answer.content).findall("{http://www.w3.org/2005/Atom}entry")
    assert [entry.findtext("{http://www.w3.org/2005/Atom}updated") for entry in entries] == [
        "2026-03-12T03:04:00Z", "2026-03-10T03:05:00Z",
    ]  # fmt: skip
    runs = Xml.fromstring(client.get("/api/v1/runs.atom").content)
    assert len(runs.findall("{http://www.w3.org/2005/Atom}entry")) == 2


def test_a_file_of_changes_joins_periods(client: Client, followed: None) -> None:
    text = client.get("/api/v1/changes.csv?since=2026-03-11").content.decode()
    assert text.splitlines()[1].startswith(
        text.splitlines()[1].split(",")[0] + ",2026-03-12T02:30:55Z,UPDATED,"
    )
    assert ",2026-03-02,false," in text
