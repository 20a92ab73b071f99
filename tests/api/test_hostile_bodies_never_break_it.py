"""Whatever is sent as a write, the answer is a problem below 500, and nothing is stored."""

import json
from typing import Any

import pytest
from django.test import Client

from apps.api.kinds import KINDS
from apps.api.v1.writes import WRITES
from apps.events.models import (
    Annotation,
    Dispute,
    EventEvidence,
    EventRevision,
    EventStage,
    PolicyEvent,
    Review,
)
from tests.api.world import EVENT
from tests.api.writers import Writer, an_event, kind_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]
TABLES = (Annotation, Dispute, EventEvidence, EventRevision, EventStage, PolicyEvent, Review)
UID = "6f1c2a3e-5b7d-4c8e-9f10-2a3b4c5d6e7f"
ADDRESSES = [
    address.replace("<id:event>", EVENT).replace("<uid:annotation>", UID).replace("<uid:dispute>", UID)
    for address in WRITES
]
METHODS = {address: "PATCH" if address == f"events/{EVENT}" else "POST" for address in ADDRESSES}
DEEP = b'{"title":' + b"[" * 2000 + b"]" * 2000 + b"}"
BROKEN = [
    b"{", b"[]", b"null", b'"text"', b"1", b"\xff\xfe", b"\x00", b'{"a": NaN}', b'{"a": Infinity}',
    b'{"a": -Infinity}',
    b'{"a": 1, "a": 2}', b'{"a": "\xed\xa0\x80"}', DEEP, b'{"a": ' + b"9" * 5000 + b"}",
    "\ufeff{}".encode(), b"{} {}",
]  # fmt: skip


def rows() -> list[int]:
    """Return how many rows there are."""
    return [table.objects.count() for table in TABLES]


@pytest.fixture
def root(db: None) -> Writer:
    return Writer("root", "admin")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_broken_json_is_refused(root: Writer, address: str, body: bytes) -> None:
    before = rows()
    answer = root.send(address, body, revision=1, method=METHODS[address])
    assert kind_of(answer) == (400, "malformed-body")
    assert rows() == before


WORDS = (
    "title",
    "body",
    "claim",
    "reason",
    "outcome",
    "uid",
    "slug",
    "evidence",
    "stages",
    "date",
    "url",
    "quote",
)
VALUES = [
    None, True, 0, -1, 1e308, [], {}, "", " ", "\x00", "a\x00b", "\ud800", "x" * 5_000, "٣",
    "2026-13-45", "0000-01-01",
    "10000-01-01", "javascript:alert(1)", "http://", "http://[::1",
    "https://user:word@example.org/", [[]], [None], {"a": {}},
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_wrong_values_are_named(root: Writer, address: str, value: Any) -> None:
    before = rows()
    body = dict.fromkeys(WORDS, value)
    answer = root.send(address, body, revision=1, method=METHODS[address])
    assert kind_of(answer) == (422, "invalid-field")
    assert answer.json()["errors"]
    assert rows() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "a\x00b"), ("title", "\ud800"), ("title", "x" * 301), ("title", " \n"),
        ("targets", ["X" * 3]), ("targets", "CHN"),
        ("kind", "terms_of_service"), ("severity", None), ("slug", "A"), ("slug", "a" * 81), ("slug", "a.json"),
        ("stages", []), ("stages", [{}] * 21), ("stages", [{"stage": "EFFECTIVE",
        "date": "2026-04-04", "evidence": 7}]),
        ("stages", [{"stage": "EFFECTIVE", "date": "2026-4-4"}]), ("evidence", [{"url": "ftp://example.org/"}]),
        ("evidence", [{"url": "https://example.org/ x"}]), ("evidence", [{}]), ("jurisdiction", "Mars"), ("more", 1),
    ],
)  # fmt: skip
def test_each_field_of_an_event_is_judged(root: Writer, field: str, value: Any) -> None:
    before = rows()
    answer = root.send("events", an_event(**{field: value}))
    assert kind_of(answer) == (422, "invalid-field")
    assert answer.json()["errors"][0]["parameter"].startswith(field)
    assert rows() == before


def test_text_is_kept_as_typed_in_one_normal_form(root: Writer) -> None:
    typed = "  <script>alert(1)</script> \u202eabc\u0007 e\u0301  "
    root.send(
        "annotations",
        {"uid": "7" * 8 + "-7777-4777-8777-" + "7" * 12, "subject_key": "country/DEU", "body": typed},
    )
    # e and its accent become one letter; nothing else changes.
    assert Annotation.objects.get(subject_key="country/DEU").body == typed.replace("e\u0301", "\u00e9")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_body_is_plain_json_of_64_kb_at_most(root: Writer, address: str) -> None:
    before = rows()
    header = {"Authorization": f"Bearer {root.token}", "If-Match": '"r1"'}
    send = Client().generic
    method, url = METHODS[address], f"/api/v1/{address}"
    large = json.dumps({"body": "x" * 65_536}).encode()
    assert kind_of(send(method, url, large, content_type="application/json", headers=header)) == (
        413,
        "body-too-large",
    )
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json; charset=latin-1",
        "",
    ):
        answer = send(method, url, b"{}", content_type=kind, headers=header)
        assert kind_of(answer) == (415, "unsupported-media-type"), kind
    packed = send(
        method, url, b"{}", content_type="application/json", headers=header | {"Content-Encoding": "gzip"}
    )
    assert kind_of(packed) == (415, "unsupported-media-type")
    assert kind_of(root.send(f"{address}?dry=1", {}, revision=1, method=method)) == (400, "unknown-parameter")
    assert kind_of(root.send(f"{address}?{'x' * 4094}", {}, revision=1, method=method)) == (
        414,
        "url-too-long",
    )
    assert rows() == before


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_methods_are_405_with_what_works(root: Writer, address: str) -> None:
    for method in ("PUT", "DELETE", "TRACE"):
        answer = root.send(address, {}, method=method)
        assert kind_of(answer) == (405, "method-not-allowed")
        assert METHODS[address] in answer.headers["Allow"]
    asked = Client().options(f"/api/v1/{address}")
    assert (asked.status_code, METHODS[address] in asked.headers["Allow"]) == (204, True)
    assert "POST" not in asked.headers.get("Access-Control-Allow-Methods", "")


@pytest.mark.parametrize(
    "path", ["events/nothing-here", "events/nothing-here/stages", "events/nothing-here/reviews"]
)
def test_writing_to_nothing_is_404(root: Writer, path: str) -> None:
    bodies = {"stages": {"stage": "RUMOUR", "date": "2026-01-01", "evidence": {"url": "https://example.org/"}},
              "reviews": {"verdict": "CONFIRM", "reason": "x"}}  # fmt: skip
    body = bodies.get(path.rpartition("/")[2], {"title": "x"})
    method = "PATCH" if path.endswith("here") else "POST"
    assert kind_of(root.send(path, body, revision=1, method=method)) == (404, "not-found")


@pytest.mark.parametrize(
    "path",
    ["nothing", "events/%00/stages", "events/%ED%A0%80/stages", "annotations/x/withdraw", "events.json"],
)
def test_writes_to_unknown_addresses_are_problems(root: Writer, path: str) -> None:
    assert kind_of(root.send(path, {}, revision=1))[0] in (404, 405)


def test_every_example_of_a_write_can_be_sent(root: Writer) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    bob, eve = Writer("bob", "reviewer"), Writer("eve", "analyst")
    told = {
        (method.upper(), path): next(
            iter(operation["requestBody"]["content"]["application/json"]["examples"].values())
        )["value"]
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "get"
    }
    assert len(told) == len(WRITES)
    fresh = {"uid": "00000000-0000-4000-8000-000000000001"}
    # In an order in which each finds what it needs: writer, address, revision, and what differs from the example.
    order: list[tuple[Writer, str, str, int | None, dict[str, Any]]] = [
        (root, "POST", "events", None, {}), (root, "PATCH", "events/{event}", 1, {}),
        (root, "POST", "events/{event}/stages", 2, {}), (root, "POST", "events/{event}/evidence", 3, {}),
        (bob, "POST", "events/{event}/reviews", 4, {}), (eve, "POST", "annotations", None, fresh),
        (eve, "POST", "annotations/{annotation}/withdraw", 1, {}), (eve, "POST", "disputes", None, fresh),
        (bob, "POST", "disputes/{dispute}/decision", 1, {}),
    ]  # fmt: skip
    for writer, method, path, revision, changes in order:
        body = told.pop((method, f"/api/v1/{path}")) | changes
        address = (
            path.format(event="example-terms-change", annotation=fresh["uid"], dispute=fresh["uid"])
            if "{" in path
            else path
        )
        answer = writer.send(address, body, revision=revision, method=method)
        assert answer.status_code in (200, 201), (path, answer.content)
    assert told == {}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_type_of_problem_has_a_page_that_says_what_to_do(client: Client, name: str) -> None:
    answer = client.get(f"/api/v1/problems/{name}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert KINDS[name].title in text.replace("&#x27;", "'")
    assert f"Status {KINDS[name].status}" in text
    assert f"/api/v1/problems/{name}" in client.get("/api/v1/docs").content.decode()


def test_a_fault_of_ours_shows_nothing_of_its_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    from apps.api import limits

    def broken(*_words: Any) -> None:
        raise RuntimeError("select secret from users")

    monkeypatch.setattr(limits, "take", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1")
    assert kind_of(answer) == (500, "internal-error")
    assert b"secret" not in answer.content
    assert b"Traceback" not in answer.content
