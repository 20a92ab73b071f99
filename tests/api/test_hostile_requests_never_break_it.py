"""Whatever is sent, the answer is one that the document promises."""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from apps.api.v1.urls import LISTS
from apps.flows.releases import ReleaseRow

pytestmark = pytest.mark.django_db
EXAMPLES = 6
# The WSGI transport of schemathesis unpacks nothing.
PLAIN = {"Accept-Encoding": "identity"}
NAMES = list(LISTS)


def is_promised(answer: Any) -> bool:
    """Tell whether an answer is good, or a problem in problem+json below 500."""
    if answer.status_code in (200, 304, 308):
        return True
    problem = json.loads(answer.content)
    return (
        answer.status_code < 500
        and answer.headers["Content-Type"] == "application/problem+json"
        and bool(problem)
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "query",
    [
        "period=%00",
        "%00=1",
        "period=%ED%A0%80",
        "period=%FF%FE",
        "period=%zz",
        "q=%00",
        "key=%00",
        "cursor=%00",
        "cursor=%ED%A0%80",
        "country=%F0%9F%8C%8D",
        "limit=1e30",
        "limit=NaN",
        "limit=99999999999999999999",
        "top=Infinity",
        "as_of=0001-01-01T00:00:00%2B23:59",
        "as_of=9999-12-31T23:59:59-23:59",
        "as_of=0000-01-01",
        "as_of=2026-02-30T25:61:61Z",
        "from=9999-12-27&to=0001-01-01",
        "release=%00",
        "fields=,",
        "shape[]=rows",
        "=",
        "&&&",
    ],
)
def test_broken_queries_are_refused_or_answered(
    client: Client, release: ReleaseRow, name: str, query: str
) -> None:
    answer = client.get(f"/api/v1/{name}", QUERY_STRING=query)
    assert is_promised(answer), answer.content


@pytest.mark.parametrize(
    "path",
    [
        "%00",
        "%ED%A0%80",
        "%FF",
        "flows%00.json",
        "flows.%00",
        "runs/%00",
        "runs/..%2f..%2fx",
        "%2e%2e/%2e%2e",
        "flows.json%0a",
        "x/" * 300,
    ],
)
def test_broken_paths_are_problems(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code in (308, 404)
    assert is_promised(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/xml"},
        {"Accept": "*/*;q=0"},
        {"Accept-Encoding": "\x00;q=é"},
        {"If-None-Match": 'W/"'},
        {"If-Match": "*"},
        {"Range": "bytes=0-1"},
        {"Cookie": "sessionid=%00"},
        {"X-Http-Method-Override": "DELETE"},
    ],
)
def test_odd_headers_change_nothing(client: Client, release: ReleaseRow, headers: dict[str, str]) -> None:
    assert client.get("/api/v1/flows.json?limit=1", headers=headers).status_code == 200


def test_an_unknown_host_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/flows.json", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "/api/v1/problems/malformed-request"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(NAMES), raw=st.binary(max_size=60))
def test_any_bytes_as_query_are_refused_or_answered(
    client: Client, release: ReleaseRow, name: str, raw: bytes
) -> None:
    answer = client.get(f"/api/v1/{name}", QUERY_STRING=raw.decode("latin-1").replace("#", ""))
    assert is_promised(answer), answer.content


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's connection, which a served request would close when it ends."""
    closing = (signals.request_started, signals.request_finished)
    for signal in closing:
        signal.disconnect(close_old_connections)
    yield
    for signal in closing:
        signal.connect(close_old_connections)


def test_generated_requests_get_documented_answers(release: ReleaseRow, one_connection: None) -> None:
    # Asked without the test client, which would connect the closing signals again.
    document = json.loads(json.dumps(import_module("apps.api.pages").document()))
    schema = schemathesis.openapi.from_dict(document)
    application = get_wsgi_application()
    asked = 0

    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            answer = case.call(app=application, base_url="http://localhost", headers=PLAIN)
            if answer.status_code == 503 and "/scenarios/" in case.path:
                # The small world was typed, not estimated: no week of it can be worked out anew.
                assert answer.json()["type"] == "/api/v1/problems/unavailable"
                assert "retry-after" in answer.headers
                return
            # That a Monday must be published, or that release excludes as_of, no document can say.
            case.validate_response(answer, excluded_checks=[positive_data_acceptance])

        ask()
    assert asked >= len(document["paths"]) * EXAMPLES / 2
