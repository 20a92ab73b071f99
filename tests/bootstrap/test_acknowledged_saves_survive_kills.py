"""Saves that were acknowledged are there after kill -9 of the web process and of the database, in the midst of it."""

import http.client
import json
import signal
import threading
import time
from datetime import date, timedelta
from typing import Any

import pytest

from tests.bootstrap.conftest import Run
from tests.bootstrap.product import Product, wait_for

pytestmark = pytest.mark.slow
PEOPLE, FIRST = 6, date(2000, 1, 1)
SLUG = "killed-in-the-middle"
# Under the limit of 60 writes a minute of each token, refused tries counted too.
TRIES, PAUSE_S = 50, 0.05
KILLS = ("web", "postgres")


def asked(product: Product, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """Return status and JSON of a request; raise OSError or HTTPException where nobody answers."""
    line = http.client.HTTPConnection("127.0.0.1", product.port, timeout=10)
    try:
        raw = json.dumps(body).encode() if body is not None else None
        line.request(method, f"/api/v1/{path}", raw, {"Content-Type": "application/json", **headers})
        answer = line.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        line.close()


class Saver(threading.Thread):
    """Somebody who adds stages, each with a day of its own, and remembers which were acknowledged."""

    def __init__(self, product: Product, number: int, token: str, is_over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.product, self.number, self.token, self.is_over = product, number, token, is_over
        self.acknowledged: dict[str, int] = {}
        self.statuses: set[int] = set()

    def run(self) -> None:
        """Save until the end is called, with the revision the last answer told."""
        revision, days = 1, iter(range(10_000))
        day = next(days)
        for _try in range(TRIES):
            if self.is_over.is_set():
                return
            stage = {
                "stage": "CLARIFIED", "date": (FIRST + timedelta(days=PEOPLE * day + self.number)).isoformat(),
                "evidence": {"url": "https://example.org/"},
            }  # fmt: skip
            headers = {"Authorization": f"Bearer {self.token}", "If-Match": f'"r{revision}"'}
            try:
                status, told = asked(self.product, "POST", f"events/{SLUG}/stages", stage, **headers)
            except (OSError, http.client.HTTPException, ValueError):
                # Nobody answered: whether it was stored nobody knows, so this day is not tried again.
                day = next(days)
                time.sleep(0.2)
                continue
            self.statuses.add(status)
            if status == 201:
                revision = told["data"]["revision"]
                self.acknowledged[stage["date"]] = revision
                day = next(days)
            elif status == 412:
                revision = int(told["current"].strip('"r'))
            time.sleep(PAUSE_S)


def go_on(savers: list[Saver], product: Product) -> None:
    """Wait until some more saves are acknowledged, or nobody tries any longer."""

    def done() -> int:
        return sum(len(saver.acknowledged) for saver in savers)

    before = done()
    wait_for(
        lambda: done() > before + 3 or not any(saver.is_alive() for saver in savers), within_s=20,
        why=product.said(),
    )  # fmt: skip


def kill(product: Product, name: str) -> None:
    """Kill a child and wait until another one does its work."""
    old = product.send(name, signal.SIGKILL)
    wait_for(
        lambda: product.child(name) not in (0, old) and product.get("/readyz", timeout_s=2.0) == 200,
        within_s=20, why=product.said(),
    )  # fmt: skip


def test_no_acknowledged_save_is_lost_by_a_kill_of_web_or_database(product: Product, manage: Run) -> None:
    tokens = []
    for number in range(PEOPLE):
        made = manage(
            "token", "create", f"saver-{number}", "--role", "analyst", "--scopes", "events:write",
            TOKENTRADE_DATA_DIR=str(product.data),
        )  # fmt: skip
        assert made.returncode == 0, made.stdout + made.stderr
        tokens.append(next(word for word in made.stdout.split() if word.startswith("tt_")))
    event = {
        "slug": SLUG, "kind": "DISCLOSURE", "title": "Saved while servers die", "targets": [],
        "stages": [{"stage": "ANNOUNCED", "date": "1999-01-01"}], "evidence": [{"url": "https://example.org/"}],
    }  # fmt: skip
    assert asked(product, "POST", "events", event, Authorization=f"Bearer {tokens[0]}")[0] == 201
    is_over = threading.Event()
    savers = [Saver(product, number, token, is_over) for number, token in enumerate(tokens)]
    for saver in savers:
        saver.start()
    for name in KILLS:
        go_on(savers, product)
        kill(product, name)
    go_on(savers, product)
    is_over.set()
    for saver in savers:
        saver.join(20)
    status, told = asked(product, "GET", f"events/{SLUG}/history.json?limit=1000")
    assert status == 200
    stored = {line["changes"]["date"]: line["revision"] for line in told["data"] if line["what"] == "STAGE"}
    acknowledged = {day: revision for saver in savers for day, revision in saver.acknowledged.items()}
    print(f"{len(acknowledged)} saves acknowledged, {len(stored)} stored")
    assert {day: stored.get(day) for day in acknowledged} == acknowledged
    numbers = [line["revision"] for line in told["data"]]
    assert numbers == list(range(1, len(numbers) + 1))
    # While a server was away there was no answer or a 503 of the house, never a broken page.
    assert set().union(*(saver.statuses for saver in savers)) <= {201, 412, 429, 503}
