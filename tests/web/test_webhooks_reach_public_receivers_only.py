"""Webhooks go to public addresses only, looked up and checked at every attempt, within bounds of time and size."""

from typing import Any

import httpcore
import pytest
from django.test import Client

from apps.collectors.transports import posting
from apps.pipeline import jobs
from tests.api.world import candidate
from tests.web.conftest import PUBLISHED
from tests.web.notice_world import NOW, Receiver, desk, receiver, row, saved

__all__ = ["desk", "receiver"]


def test_a_redirect_to_a_private_address_is_refused(desk: Client, receiver: Receiver) -> None:
    inside = Receiver()
    receiver.status, receiver.headers = 307, {"Location": f"{inside.url}/secrets"}
    saved(desk, state="CANDIDATE", webhook_url=receiver.url)
    candidate(now=PUBLISHED)
    jobs.send_notices(now=NOW)
    assert inside.got == []
    assert "a redirect is not followed" in row().attempts[0]["problem"]
    inside.server.shutdown()
    inside.server.server_close()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "https://127.0.0.1:1/", "https://10.0.0.1/", "https://[::1]/", "https://localhost/",
     "https://169.254.169.254/latest/meta-data/", "https://[::ffff:10.0.0.1]/", "http://example.org/",
     "https://user:word@example.org/"],
)  # fmt: skip
def test_a_private_or_plain_address_gets_nothing(url: str, settings: Any) -> None:
    settings.NOTICE_RECEIVERS = []
    answer = posting.post(url, b"{}", {})
    assert answer.status == 0
    assert answer.problem


def test_a_name_that_turns_inside_between_two_attempts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [["93.184.216.34"], ["127.0.0.1"]]
    connected: list[list[str]] = []

    class Recorded(posting.CheckedBackend):
        def connect_tcp(self, *_args: Any, **_words: Any) -> Any:
            connected.append(self._addresses)
            raise httpcore.ConnectError("closed")

    monkeypatch.setattr(
        "socket.getaddrinfo", lambda *_a, **_w: [(2, 1, 6, "", (one, 443)) for one in found.pop(0)]
    )
    monkeypatch.setattr(posting, "CheckedBackend", Recorded)
    assert "closed" in posting.post("https://hooks.example/", b"{}", {}).problem
    refused = posting.post("https://hooks.example/", b"{}", {})
    assert refused.problem == "hooks.example leads to 127.0.0.1, which is not a public address"
    # The address that was looked up and checked is the one that was connected to.
    assert connected == [["93.184.216.34"]]


def test_a_slow_or_endless_receiver_holds_nobody_up(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.pause_s = 30.0
    monkeypatch.setattr(posting, "TOTAL_S", 0.4)
    assert posting.post(receiver.url, b"{}", {}).problem.startswith("ReadTimeout")
    receiver.is_slow.set()
    receiver.body = b"x" * 5_000_000
    monkeypatch.setattr(posting, "TOTAL_S", 5.0)
    assert posting.post(receiver.url, b"{}", {}).problem == ""
