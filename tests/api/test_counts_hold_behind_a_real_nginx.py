"""Behind the nginx of deploy/ each reader is counted by the address that nginx saw, whatever the reader claims."""

import http.client
import shutil
import socketserver
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application

from apps.api import counters
from tests.house.edge import NGINX, Edge, running

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        NGINX is None or shutil.which("openssl") is None,
        reason="nginx or openssl is not installed: the edge was not tried",
    ),
]
# An address of the API that needs nothing published.
URL = "/api/v1"
LIMIT = 3


class Quiet(WSGIRequestHandler):
    """Says nothing of each request, and looks up no names."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def address_string(self) -> str:
        """Return the peer's address."""
        return str(self.client_address[0])


class Threaded(socketserver.ThreadingMixIn, WSGIServer):
    """The product's own application; a thread for each connection."""

    daemon_threads = True


def product(edge: Edge) -> Threaded:
    server = Threaded(("127.0.0.1", edge.upstream), Quiet)
    server.set_app(get_wsgi_application())
    return server


@pytest.fixture
def edge(tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Edge]:
    settings.RATE_LIMITS = True
    settings.API_LIMITS = dict.fromkeys(("keyless", "token", "writes"), (LIMIT, 1000))
    settings.TRUSTED_PROXIES = (ip_network("127.0.0.1/32"),)
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    store = counters.OfThisProcess()
    monkeypatch.setattr(counters, "store", lambda: store)
    # A minute that ends within the test would begin the count anew.
    monkeypatch.setattr("apps.api.limits.time.time", lambda: 1_800_000_000.0)
    with running(tmp_path, product) as ready:
        yield ready


def left(answer: tuple[int, list[tuple[str, str]], bytes]) -> tuple[int, str]:
    status, headers, _body = answer
    return status, next(text for name, text in headers if name.lower() == "ratelimit-remaining")


def ask(edge: Edge, number: int, source: str, **headers: str) -> tuple[int, str]:
    # Each address is another one for the cache of nginx, which would answer the second time itself.
    return left(edge.ask(f"{URL}?{number}", source=source, Host=f"127.0.0.1:{edge.secure}", **headers))


def test_readers_are_told_apart_by_the_address_that_nginx_saw(edge: Edge) -> None:
    assert [ask(edge, n, "127.0.0.2") for n in range(3)] == [(200, "2"), (200, "1"), (200, "0")]
    assert ask(edge, 3, "127.0.0.2") == (429, "0")
    # Another reader has the whole limit, and no claim of the first one helps him.
    assert ask(edge, 4, "127.0.0.3") == (200, "2")
    for claimed in ("203.0.113.9", "127.0.0.3", "203.0.113.9, 198.51.100.7", "127.0.0.1", "", "x"):
        assert ask(edge, 5, "127.0.0.2", X_Forwarded_For=claimed) == (429, "0")
    assert ask(edge, 6, "127.0.0.3") == (200, "1")


def test_who_passes_nginx_by_is_not_believed(edge: Edge) -> None:
    def directly(claimed: str) -> tuple[int, str]:
        client = http.client.HTTPConnection(
            "127.0.0.1", edge.upstream, timeout=5, source_address=("127.0.0.4", 0)
        )
        client.request("GET", URL, headers={"X-Forwarded-For": claimed, "X-Forwarded-Proto": "https"})
        answer = client.getresponse()
        body = answer.read()
        client.close()
        return left((answer.status, answer.getheaders(), body))

    found = [directly(f"203.0.113.{n}") for n in range(4)]
    assert found == [(200, "2"), (200, "1"), (200, "0"), (429, "0")]
