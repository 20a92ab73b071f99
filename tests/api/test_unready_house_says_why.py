"""Before the first estimate is published."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests import build
from tests.api.conftest import FIRST

pytestmark = pytest.mark.django_db


def test_process_probe_answers_without_a_release(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readiness_names_the_missing_release(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (
        answer.json()["detail"] == "No estimate is published yet; the first one is being made or has failed."
    )


@pytest.mark.parametrize("name", ["flows", "balances", "arcs", "frames", "runs", "releases", "parameters"])
def test_estimates_are_unavailable_until_the_first_release(client: Client, name: str) -> None:
    answer = client.get(f"/api/v1/{name}.json")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json()["type"] == "/api/v1/problems/unavailable"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_countries_answer_without_a_release(client: Client) -> None:
    body = client.get("/api/v1/countries.json?country=CHN,UNK&fields=code,anchor_lat").json()
    assert body["meta"]["release"] is None
    assert [row["code"] for row in body["data"]] == ["CHN", "UNK"]
    assert body["data"][1]["anchor_lat"] is None


def test_readiness_answers_once_a_release_is_published(client: Client) -> None:
    build.published(now=FIRST)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_readiness_names_the_first_missing_migration(client: Client) -> None:
    ((_, newest),) = MigrationLoader(connection).graph.leaf_nodes("flows")
    MigrationRecorder(connection).record_unapplied("flows", newest)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["detail"] == (
        f"1 migrations are not applied, first flows.{newest}; run manage.py migrate."
    )


@pytest.fixture
def lost_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every new cursor fail as it does while the server is down."""

    def refuse(self: object, name: str | None = None) -> None:
        raise OperationalError("connection failed: the server is starting up")

    monkeypatch.setattr("django.db.backends.postgresql.base.DatabaseWrapper.create_cursor", refuse)


@pytest.mark.parametrize(
    "url", ["/readyz", "/api/v1/flows.json", "/api/v1/sources.csv", "/api/v1/frames.json"]
)
def test_a_lost_database_is_unavailable_and_says_when_to_ask_again(
    client: Client, lost_database: None, url: str
) -> None:
    answer = client.get(url)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json()["type"] == "/api/v1/problems/unavailable"
    assert client.get("/healthz").status_code == 200


def test_a_fault_of_ours_is_a_problem_without_its_trace(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**asked: object) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr("apps.flows.queries.release", broken)
    answer = client.get("/api/v1/flows.json")
    assert (answer.status_code, answer.json()["type"]) == (500, "/api/v1/problems/internal-error")
    assert b"secret words" not in answer.content
