"""A receiver of webhooks on loopback, and somebody at the desk who saves filters."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.events import actions
from apps.events.models import WebhookDelivery
from tests import build

# After whatever a form of the test's own run is dated, and early in its day: some notices go out once a day.
NOW = datetime.combine(datetime.now(UTC) + timedelta(days=1), time(8), tzinfo=UTC)
UID = "6f1c2a3e-5b7d-4c8e-9f10-2a3b4c5d6e7f"


class Receiver:
    """A receiver of webhooks on loopback that remembers what it got and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status, self.headers, self.body = 200, {}, b""
        self.pause_s, self.is_slow = 0.0, threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                receiver.is_slow.wait(receiver.pause_s)
                self.send_response(receiver.status)
                for name, value in {"Content-Length": str(len(receiver.body)), **receiver.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(receiver.body)

            do_GET = do_POST

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """Run a receiver that the settings name, which is the only way into a private network."""
    found = Receiver()
    settings.NOTICE_RECEIVERS = [found.url]
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def desk(reader: Client) -> Client:
    """Return the browser of a reader who is signed in."""
    build.countries()
    build.sources()
    actions.give_role(username="rosa", role="reader")
    client = Client()
    client.force_login(get_user_model().objects.get(username="rosa"))
    return client


def saved(desk: Client, **typed: str) -> Any:
    plain = {
        "uid": UID,
        "resource": "events",
        "label": "Controls",
        "pace": "EACH",
        "webhook_url": "",
        "email": "",
    }
    return desk.post("/desk/notices/new/", plain | typed)


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def row() -> WebhookDelivery:
    return WebhookDelivery.objects.get()
