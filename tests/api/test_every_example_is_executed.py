"""Each parameter of each read has an example in the OpenAPI document that answers 200, and each write a body."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from apps.api.v1.writes import WRITES
from apps.flows.releases import ReleaseRow
from tests.api.writers import Writer

pytestmark = pytest.mark.django_db
JSON = "application/json"
Operation = dict[str, Any]
# What-ifs are drawn from a real run: their examples are asked of the bundled weeks.
OF_BUNDLED = "/api/v1/scenarios/"


@pytest.fixture
def document(client: Client, release: ReleaseRow) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def example(parameter: dict[str, Any]) -> str:
    given = parameter["schema"]["examples"][0]
    return ",".join(map(str, given)) if isinstance(given, list) else str(given)


def listed(operation: Operation, place: str) -> list[dict[str, Any]]:
    return [one for one in operation.get("parameters", []) if one["in"] == place]


def address(path: str, operation: Operation) -> str:
    """Return the path with the examples of its words; one that only some parameters find is its first sample's."""
    for parameter in listed(operation, "path"):
        path = path.replace(f"{{{parameter['name']}}}", example(parameter))
    return path


def reads(document: dict[str, Any]) -> list[tuple[str, Operation]]:
    return [
        (path, item["get"])
        for path, item in document["paths"].items()
        if "get" in item and not path.startswith(OF_BUNDLED)
    ]


def questions(path: str, operation: Operation) -> dict[str, str]:
    """Return what is asked of a read: {parameter: address with its example and with those that must be sent}."""
    given = {one["name"]: one for one in listed(operation, "query") if one["schema"].get("examples")}
    # Where the first sample has a query, the plain address answers nothing; what must be sent is in it.
    sample = operation.get("x-samples", [""])[0].partition("?")[2]
    needed = dict(parse_qsl(sample)) | {
        name: example(one) for name, one in given.items() if one.get("required")
    }
    start = address(path, operation)
    return {
        name: f"{start}?{'&'.join(f'{key}={text}' for key, text in (needed | {name: example(one)}).items())}"
        for name, one in given.items()
    }


def test_every_example_answers_200(client: Client, document: dict[str, Any]) -> None:
    asked = [url for path, operation in reads(document) for url in questions(path, operation).values()]
    asked += [url for _path, operation in reads(document) for url in operation.get("x-samples", [])]
    assert len(asked) > 600
    answered = {url: client.get(url).status_code for url in asked}
    assert {url: status for url, status in answered.items() if status != 200} == {}


def test_no_parameter_is_without_an_example(document: dict[str, Any]) -> None:
    lacking = set()
    for path, operation in reads(document):
        samples = " ".join(operation.get("x-samples", []))
        for parameter in [*listed(operation, "path"), *listed(operation, "query")]:
            is_sampled = f"{parameter['name']}=" in samples
            if not (parameter["schema"].get("examples") or is_sampled or parameter["name"] == "cursor"):
                lacking.add((path, parameter["name"]))
    assert lacking == set()


def test_every_cursor_is_followed(client: Client, document: dict[str, Any]) -> None:
    followed, short = [], []
    for path, operation in reads(document):
        if "cursor" not in {one["name"] for one in listed(operation, "query")} or not path.endswith(".json"):
            continue
        urls = questions(path, operation)
        needed = [one["name"] for one in listed(operation, "query") if one.get("required")]
        # The example of `limit` with those that must be sent, but one row a page.
        start = urls["limit"].replace("limit=10", "limit=1")
        first = client.get(start).json()
        if first["meta"]["next"] is None:
            short.append(path)
            continue
        second = client.get(first["meta"]["next"])
        assert second.status_code == 200, (path, needed)
        assert second.json()["data"][0] != first["data"][0]
        followed.append(path)
    # Lists that have one row at most in the world of these tests; the bundled weeks walk the others of them.
    assert {path.removeprefix("/api/v1/") for path in short} <= {
        "annotations.json", "disputes.json", "documents.json", "releases.json", "runs.json", "price-gap.json",
        "value-multiple.json", "attribution.json", "events.json", "series.json", "observations.json",
        "annotations/{annotation}/history.json", "disputes/{dispute}/history.json", "events/{event}/history.json",
    }  # fmt: skip
    assert len(followed) >= 10


# What must have happened before the body of the document can be sent: (path, who sends it, revision).
SENT = {
    "annotations": ("POST", "annotations", "analyst", None),
    "annotations/<uid:annotation>/withdraw": ("POST", "annotations/{annotation}/withdraw", "reviewer", 1),
    "events": ("POST", "events", "analyst", None),
    "events/<id:event>": ("PATCH", "events/{event}", "analyst", 1),
    "events/<id:event>/stages": ("POST", "events/{event}/stages", "analyst", 1),
    "events/<id:event>/evidence": ("POST", "events/{event}/evidence", "analyst", 1),
    "events/<id:event>/reviews": ("POST", "events/{event}/reviews", "reviewer", 1),
    "disputes": ("POST", "disputes", "reader", None),
    "disputes/<uid:dispute>/decision": ("POST", "disputes/{dispute}/decision", "reviewer", 1),
}


@pytest.mark.parametrize("name", WRITES)
def test_the_body_of_every_write_is_taken(client: Client, document: dict[str, Any], name: str) -> None:
    method, path, role, revision = SENT[name]
    operation = document["paths"][f"/api/v1/{path}"][method.lower()]
    examples = operation["requestBody"]["content"][JSON]["examples"]
    (body,) = [one["value"] for one in examples.values()]
    if "uid" in body:
        # The world of these tests has a note and a dispute of the document's own uid.
        body = body | {"uid": "0f6e1c2a-0000-4000-8000-000000000001"}
    target = address(f"/api/v1/{path}", operation).removeprefix("/api/v1/")
    answer = Writer("grace", role).send(target, body, revision=revision, method=method)
    assert answer.status_code in (200, 201), answer.content
    assert json.loads(answer.content)["data"]
