"""Refusals: the parameter, the value and what is allowed; never a 500."""

from typing import Any

import pytest
from django.test import Client

from apps.flows.releases import ReleaseRow

pytestmark = pytest.mark.django_db


def refusal(client: Client, url: str) -> tuple[int, dict[str, Any]]:
    answer = client.get(url)
    assert answer.headers["Content-Type"] == "application/problem+json", url
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("query", "kind", "parameter", "value", "allowed"),
    [
        ("measure=GOLD", "invalid-parameter", "measure", "GOLD", "TOKENS, ENERGY_KWH"),
        ("period=2026-02-17", "invalid-parameter", "period", "2026-02-17", "2026-02-16"),
        ("origin=ZZZ", "invalid-parameter", "origin", "ZZZ", "nearest"),
        ("limit=-1", "invalid-parameter", "limit", "-1", "1 to 5000"),
        ("limit=5001", "invalid-parameter", "limit", "5001", "1 to 5000"),
        ("limit=1e30", "invalid-parameter", "limit", "1e30", "1 to 5000"),
        ("limit=%D9%A3", "invalid-parameter", "limit", "٣", "1 to 5000"),
        ("basis=lab", "invalid-parameter", "basis", "lab", "LAB"),
        ("basis=", "invalid-parameter", "basis", "", "value"),
        ("basis=LAB&basis=LAB", "invalid-parameter", "basis", "LAB,LAB", "once"),
        ("colour=red", "unknown-parameter", "colour", "red", "basis"),
        ("fields=origin,colour", "invalid-parameter", "fields", "origin,colour", "destination"),
        ("as_of=2999-01-01", "invalid-parameter", "as_of", "2999-01-01", "not later"),
        ("as_of=2026-03-11T00:00:00+01:00", "invalid-parameter", "as_of", "2026-03-11T00:00:00 01:00", "%2B"),
        (
            "as_of=0001-01-01T00:00:00%2B14:00",
            "invalid-parameter",
            "as_of",
            "0001-01-01T00:00:00+14:00",
            "date",
        ),
        (
            "as_of=9999-12-31T23:59:59-14:00",
            "invalid-parameter",
            "as_of",
            "9999-12-31T23:59:59-14:00",
            "date",
        ),
        ("period=0000-01-03", "invalid-parameter", "period", "0000-01-03", "date"),
        ("period=10000-01-03", "invalid-parameter", "period", "10000-01-03", "date"),
        ("from=2026-03-02&to=2026-03-02", "invalid-parameter", "to", "2026-03-02", "after from"),
        ("period=2026-02-16&from=2026-02-16", "conflicting-parameters", "period", "2026-02-16", "either"),
        (
            "measure=ENERGY_KWH&basis=LAB",
            "measure-not-on-basis",
            "measure",
            "ENERGY_KWH",
            "counterfactual=true",
        ),
        ("measure=CARBON_KG&basis=COMPANY", "measure-not-on-basis", "measure", "CARBON_KG", "TOKENS"),
        ("scope=DOMESTIC", "scope-not-here", "scope", "DOMESTIC", "OBSERVED"),
        ("cursor=abc", "invalid-cursor", "cursor", "abc", "meta.next"),
    ],
)
def test_flows_name_parameter_value_and_what_is_allowed(
    client: Client, release: ReleaseRow, query: str, kind: str, parameter: str, value: str, allowed: str
) -> None:
    status, problem = refusal(client, f"/api/v1/flows.json?{query}")
    assert (status, problem["status"]) == (400, 400)
    assert problem["type"] == f"/api/v1/problems/{kind}"
    assert problem["instance"].startswith("urn:uuid:")
    error = next(item for item in problem["errors"] if item["parameter"] == parameter)
    assert error["value"] == value
    assert allowed in error["allowed"]


@pytest.mark.parametrize(
    ("url", "status", "kind"),
    [
        ("/api/v1/nothing", 404, "not-found"),
        ("/api/v1/nothing.json", 404, "not-found"),
        ("/api/", 404, "not-found"),
        ("/api/v2/flows", 404, "not-found"),
        ("/api/v1/flows.xml", 404, "no-such-format"),
        ("/api/v1/flows.xlsx", 404, "no-such-format"),
        ("/api/v1/frames.csv", 404, "no-such-format"),
        ("/api/v1/arcs.csv", 404, "no-such-format"),
        ("/api/v1/runs/0123456789abcdef.csv", 404, "no-such-format"),
        ("/api/v1/runs/0123456789abcdef.json", 404, "not-found"),
        ("/api/v1/runs/0123456789ABCDEF", 404, "not-found"),
        ("/api/v1/releases/0123456789abcdef", 404, "not-found"),
        ("/api/v1/flows.json?release=0123456789abcdef", 404, "not-found"),
        ("/api/v1/parameters.json?run=0123456789abcdef", 404, "not-found"),
        ("/api/v1/flows.json?as_of=2020-01-01", 404, "no-run-at-as-of"),
        ("/api/v1/problems/no-such-type", 404, "not-found"),
        (f"/api/v1/flows.json?q={'x' * 4000}", 414, "url-too-long"),
        ("/api/v1/flows.json?" + "a&" * 1500, 400, "malformed-request"),
    ],
)
def test_addresses_without_an_answer_say_so(
    client: Client, release: ReleaseRow, url: str, status: int, kind: str
) -> None:
    given, problem = refusal(client, url)
    assert (given, problem["type"]) == (status, f"/api/v1/problems/{kind}")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("url", ["/api/v1/flows.json", "/api/v1", "/api/v1/openapi.json", "/api/v1/docs"])
def test_writing_is_refused_with_what_is_allowed(client: Client, method: str, url: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(url)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["type"] == "/api/v1/problems/method-not-allowed"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("/api/v1/flows/", "/api/v1/flows"),
        ("/api/v1/flows.csv///?basis=LAB&limit=2", "/api/v1/flows.csv?basis=LAB&limit=2"),
        ("/api/v1/", "/api/v1"),
        ("/api/v1/a%0d%0aSet-Cookie:x/", "/api/v1/a%0D%0ASet-Cookie:x"),
    ],
)
def test_a_trailing_slash_is_sent_to_the_address_without(client: Client, url: str, target: str) -> None:
    answer = client.get(url)
    assert (answer.status_code, answer.headers["Location"]) == (308, target)


def test_each_problem_has_a_page_that_says_what_to_do(client: Client) -> None:
    from apps.api.problems import KINDS

    for name, kind in KINDS.items():
        answer = client.get(f"/api/v1/problems/{name}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert kind.title in answer.content.decode()
