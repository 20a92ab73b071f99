"""Documents: which version was in force when, what two versions differ in, and what is never passed on."""

from typing import Any

import pytest
from django.test import Client

from tests import build
from tests.api.world import DOCUMENT, at, settled, version

pytestmark = pytest.mark.django_db
NOW = at("2026-03-10T00:00:00")


TEXT = "Terms of use. " + "You may use it for 30 days. " * 20


@pytest.fixture
def terms(db: None) -> None:
    """Store three versions of one document; the last one is a change of tools."""
    build.countries()
    build.sources()
    version("c1", TEXT, "2026-02-01T10:00:00", now=NOW, change="FIRST")
    version("c2", TEXT.replace("30 days", "90 days", 1), "2026-02-20T10:00:00", now=NOW)
    version("c3", TEXT.replace("30 days", "90 days", 1) + "\n", "2026-03-01T10:00:00",
            now=at("2026-03-11T00:00:00"), change="TECHNICAL", is_technical_upgrade=True)  # fmt: skip


def read(client: Client, tail: str) -> Any:
    answer = client.get(f"/api/v1/documents/{DOCUMENT}/{tail}")
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def test_a_document_is_listed_with_its_versions(client: Client, terms: None) -> None:
    rows = client.get("/api/v1/documents.json?source=terms.archive&q=openrouter").json()["data"]
    assert [
        (row["id"], row["versions"], row["technical_versions"], row["last_version_at"]) for row in rows
    ] == [(DOCUMENT, 3, 1, "2026-03-01T10:00:00Z")]
    then = client.get("/api/v1/documents.json?as_of=2026-03-10").json()["data"]
    assert [(row["versions"], row["last_version_at"]) for row in then] == [(2, "2026-02-20T10:00:00Z")]
    assert client.get("/api/v1/documents.json?as_of=2026-03-09").json()["data"] == []
    assert client.get("/api/v1/documents.json?provider=openai").json()["data"] == []


@pytest.mark.parametrize(
    ("moment", "name"),
    [("2026-02-01", "c1"), ("2026-02-19T23:59:59Z", "c1"), ("2026-02-20T10:00:00Z", "c2"),
     ("2026-02-20T12:00:00+02:00", "c2"), ("2026-03-05", "c3")],
)  # fmt: skip
def test_the_version_in_force_then_is_given(client: Client, terms: None, moment: str, name: str) -> None:
    found = read(client, f"at/{moment}.json")
    assert (found["version"], found["document"]) == (name, DOCUMENT)
    assert read(client, f"at/{moment}") == found


def test_only_half_of_a_text_is_ever_shown(client: Client, terms: None) -> None:
    found = read(client, "at/2026-02-01")
    assert found["excerpt"] == TEXT[: len(TEXT) // 2]
    version("c4", "word " * 2_000, "2026-03-04T00:00:00", now=at("2026-03-12T00:00:00"))
    assert len(read(client, "at/2026-03-05")["excerpt"]) == 2_000


@pytest.mark.parametrize(
    ("tail", "status"),
    [
        ("at/2026-01-31", 404), ("at/2999-01-01", 400), ("at/2026-02-30", 400), ("at/T", 400), ("at/-", 400),
        ("at/2026-02-01T00:00:00Z.csv", 404), ("at/yesterday", 404), ("at/0000-00-00", 400),
        ("diff?from=zz", 404), ("diff?to=2999-01-01", 400), ("diff?from=2025-01-01", 404), ("diff?from=%00", 400),
        ("diff?from=a%2Fb", 400), ("diff.csv", 404),
    ],
)  # fmt: skip
def test_what_no_version_answers_is_a_problem(client: Client, terms: None, tail: str, status: int) -> None:
    answer = client.get(f"/api/v1/documents/{DOCUMENT}/{tail}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert client.get(f"/api/v1/documents/none/{tail}").status_code in (status, 404)


def test_a_difference_names_the_words_and_their_place(client: Client, terms: None) -> None:
    found = read(client, "diff?from=c1&to=c2")
    assert [(hunk["op"], hunk["before"], hunk["after"]) for hunk in found["hunks"]] == [
        ("REPLACE", "30", "90")
    ]
    start = TEXT.index("30 days")
    assert found["hunks"][0]["span"] == [start, start + 2]
    assert (found["is_technical_upgrade"], found["truncated"]) == (False, False)
    by_moment = read(client, "diff?from=2026-02-05&to=2026-02-25")
    assert by_moment["hunks"] == found["hunks"]


def test_a_change_of_tools_is_marked_and_the_same_version_is_empty(client: Client, terms: None) -> None:
    latest = read(client, "diff")
    assert (latest["before"]["version"], latest["after"]["version"]) == ("c2", "c3")
    assert (latest["is_technical_upgrade"], latest["hunks"]) == (True, [])
    assert read(client, "diff?from=c1&to=c1")["hunks"] == []
    assert read(client, "diff?as_of=2026-03-10")["after"]["version"] == "c2"


def test_two_documents_of_like_names_have_different_ids(client: Client, terms: None) -> None:
    from apps.events import actions
    from apps.events.rows import ReadDocument

    like = ReadDocument(
        key="genai-contrib/OpenRouter/Terms-of.Service", kind="x", title="x", url="https://example.org/", text="x",
        external_id="d1", snapshot_id=build.snapshot("terms.archive"), published_at=NOW, change="FIRST",
    )  # fmt: skip
    actions.record_documents(source_key="terms.archive", documents=[like], now=NOW)
    settled()
    ids = [row["id"] for row in client.get("/api/v1/documents.json").json()["data"]]
    assert (len(set(ids)), DOCUMENT in ids, ids[0][: len(DOCUMENT)] == ids[1][: len(DOCUMENT)]) == (
        2,
        True,
        True,
    )
