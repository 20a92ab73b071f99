"""Rate limits: what is told, what is free, what is refused, and that a lost counter refuses nobody."""

from typing import Any

import pytest
from django.test import Client

from apps.api import counters, limits
from apps.api.counters import OfTheBroker, OfThisProcess
from apps.api.counters import store as store_of_settings
from apps.events.peers import address_of
from tests.api.writers import Writer, kind_of

pytestmark = pytest.mark.django_db
URL = "/api/v1"
SMALL = {"keyless": (3, 100), "token": (5, 100), "writes": (2, 100)}


@pytest.fixture(autouse=True)
def counted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> OfThisProcess:
    """Count here, with small limits, in one minute that does not end."""
    settings.RATE_LIMITS, settings.API_LIMITS = True, SMALL
    store = OfThisProcess()
    monkeypatch.setattr(counters, "store", lambda: store)
    # 30 s into a minute, 30 s before its end.
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_030.0)
    return store


def told(answer: Any) -> tuple[int, str, str, str]:
    """Return the status and what the headers say."""
    names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    return answer.status_code, *(answer.headers[name] for name in names)


def test_headers_count_down_and_then_the_caller_waits(client: Client) -> None:
    assert [told(client.get(URL)) for _ in range(3)] == [
        (200, "3", "2", "30"), (200, "3", "1", "30"), (200, "3", "0", "30"),
    ]  # fmt: skip
    refused = client.get(URL)
    assert kind_of(refused) == (429, "too-many-requests")
    assert (refused.headers["Retry-After"], told(refused)) == ("30", (429, "3", "0", "30"))
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_an_unchanged_answer_is_free(client: Client) -> None:
    tag = client.get(URL).headers["ETag"]
    for _ in range(5):
        assert told(client.get(URL, headers={"If-None-Match": tag})) == (304, "3", "2", "30")


def test_problems_and_preflights(client: Client) -> None:
    assert told(client.get("/api/v1/nothing")) == (404, "3", "2", "30")
    for _ in range(9):
        assert client.options(URL).status_code == 204
    for _ in range(2):
        assert client.get(URL, headers={"Authorization": "Bearer guess"}).status_code == 401
    assert client.get(URL, headers={"Authorization": "Bearer guess"}).status_code == 429


def test_each_token_and_each_address_has_its_own_count(client: Client) -> None:
    ada = Writer("ada", "analyst")
    header = {"Authorization": f"Bearer {ada.token}"}
    assert [client.get(URL, headers=header).headers["RateLimit-Remaining"] for _ in range(2)] == ["4", "3"]
    assert client.get(URL).headers["RateLimit-Remaining"] == "2"
    assert client.get(URL, REMOTE_ADDR="192.0.2.7").headers["RateLimit-Remaining"] == "2"
    writes = [ada.send("annotations", {}) for _ in range(3)]
    assert [answer.status_code for answer in writes] == [422, 422, 429]


def test_the_day_is_counted_too(client: Client, settings: Any) -> None:
    settings.API_LIMITS = SMALL | {"keyless": (100, 2)}
    # 1,800,000,030 s since 1970 are 28,830 s after midnight: 57,570 s are left of that day.
    assert [told(client.get(URL))[1:] for _ in range(2)] == [("2", "1", "57570"), ("2", "0", "57570")]
    assert client.get(URL).headers["Retry-After"] == "57570"


@pytest.mark.parametrize(
    ("peer", "named", "trusted", "address"),
    [
        ("192.0.2.1", "198.51.100.9", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.0/24", "198.51.100.9"),
        ("192.0.2.1", "203.0.113.5, 198.51.100.9", "192.0.2.0/24", "198.51.100.9"),
        ("192.0.2.1", "203.0.113.5, 192.0.2.8", "192.0.2.0/24", "203.0.113.5"),
        ("192.0.2.1", "no address", "192.0.2.0/24", "unknown"),
        ("", "198.51.100.9", "192.0.2.0/24", "198.51.100.9"),
        ("", "198.51.100.9", "", "unknown"),
        ("::ffff:192.0.2.1", "", "", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "", "", "20010db800010002/64"),
    ],
)
def test_only_trusted_proxies_name_the_caller(
    rf: Any, settings: Any, peer: str, named: str, trusted: str, address: str
) -> None:
    from ipaddress import ip_network

    settings.TRUSTED_PROXIES = [ip_network(word) for word in trusted.split(",") if word]
    request = rf.get(URL, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=named)
    assert address_of(request.META) == address


def test_a_real_broker_counts_for_all_processes(
    broker_url: str, client: Client, monkeypatch: Any, settings: Any
) -> None:
    settings.BROKER_URL = broker_url
    monkeypatch.undo()
    settings.RATE_LIMITS, settings.API_LIMITS, settings.BROKER_URL = True, SMALL, broker_url
    made = [store_of_settings.__wrapped__() for _ in range(2)]
    assert all(isinstance(store, OfTheBroker) for store in made)
    window = [("a test of two processes", 5)]
    assert [made[0].add(window, 1), made[1].add(window, 1), made[0].add(window, -1)] == [[1], [2], [1]]


def test_counters_that_do_not_answer_refuse_nobody(
    client: Client, monkeypatch: Any, settings: Any, tmp_path: Any
) -> None:
    settings.BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"
    store = store_of_settings.__wrapped__()
    monkeypatch.setattr(counters, "store", lambda: store)
    answers = [client.get(URL) for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers


def test_a_broker_that_cannot_count_leaves_it_to_the_process(settings: Any) -> None:
    settings.BROKER_URL = "amqp://user:word@localhost//"
    assert isinstance(store_of_settings.__wrapped__(), OfThisProcess)


def test_counting_can_be_switched_off(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = False
    answers = [client.get(URL) for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers


def test_the_document_states_the_limits(settings: Any) -> None:
    assert limits.published()["keyless"] == {"requests_per_minute": 3, "requests_per_day": 100}
