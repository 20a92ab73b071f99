"""An ETag changes with the parts an answer is made from, and with no others; what was taken back says so."""

from datetime import date

import pytest
from django.test import Client

from apps.api.versions import LOOKUPS
from apps.flows import actions
from apps.flows.models import EstimateRun
from apps.flows.releases import ReleaseRow
from tests import build
from tests.api.conftest import SECOND
from tests.api.world import at, candidate, number, recorded, settled, version

pytestmark = pytest.mark.django_db
LATER = at("2026-11-19T12:00:00")
ADDRESSES = (
    "flows", "runs", "series", "observations?series=1", "prices", "models", "labs", "providers", "countries",
    "events", "documents", "claims", "changes?since=2026-11-17",
)  # fmt: skip
# What a write of each kind changes; all others answer 304 as before.
OF_NUMBERS = {"series", "observations?series=1", "prices", "models", "labs", "providers", "countries"}
OF_EVENTS = {"events", "documents"}


def tags(client: Client) -> dict[str, str]:
    LOOKUPS.forget()
    return {address: client.get(f"/api/v1/{address}").headers["ETag"] for address in ADDRESSES}


def changed(client: Client, before: dict[str, str]) -> set[str]:
    LOOKUPS.forget()
    return {
        address
        for address, tag in before.items()
        if client.get(f"/api/v1/{address}", headers={"If-None-Match": tag}).status_code == 200
    } - {"changes?since=2026-11-17"}


def test_a_new_number_changes_what_is_made_of_numbers(client: Client, release: ReleaseRow) -> None:
    before = tags(client)
    assert changed(client, before) == set()
    recorded("curated.published_figures", [number(5, "2026-03-09")], now=LATER)
    assert changed(client, before) == OF_NUMBERS


def test_a_new_event_and_a_new_text_change_what_happened(client: Client, release: ReleaseRow) -> None:
    before = tags(client)
    candidate("another-rule", now=LATER, identifiers=("x:1",))
    assert changed(client, before) == OF_EVENTS
    before = tags(client)
    version("c9", "A new text.", "2026-11-19T00:00:00", now=LATER)
    assert changed(client, before) == OF_EVENTS


def test_a_new_release_changes_what_is_estimated(client: Client, release: ReleaseRow) -> None:
    before = tags(client)
    build.published(weeks=[item.week for item in release.weeks], tokens=2000, now=SECOND, name="later")
    settled()
    assert changed(client, before) == {"flows", "runs"}


def test_a_late_commit_of_an_earlier_moment_is_noticed(client: Client, release: ReleaseRow) -> None:
    # Another source was recorded later and became visible earlier: the newest moment stays, the answer must not.
    recorded("package.codecarbon", [number(1, metric="tokens", subject="x")], now=at("2026-11-19T13:00:00"))
    before = tags(client)
    recorded("curated.published_figures", [number(6, "2026-03-09")], now=LATER)
    assert "observations?series=1" in changed(client, before)


def test_a_withdrawn_run_is_gone_with_its_reason(client: Client, release: ReleaseRow) -> None:
    later = build.published(weeks=[date(2026, 2, 16)], tokens=2000, now=SECOND, name="wrong")
    run = EstimateRun.objects.order_by("-id").first()
    assert run is not None
    actions.withdraw_run(run_id=run.pk, reason="a price was off by a thousand", now=at("2026-11-20T00:00:00"))
    settled()
    name = (run.fingerprint or "")[:16]
    answer = client.get(f"/api/v1/runs/{name}.json")
    assert (answer.status_code, answer.json()["type"]) == (410, "/api/v1/problems/gone")
    assert "off by a thousand" in answer.json()["detail"]
    told = client.get("/api/v1/changes.json?since=2026-11-19&resource=runs").json()["data"]
    assert [(row["op"], row["id"], row["reason"]) for row in told] == [
        ("PUBLISHED", name, ""), ("WITHDRAWN", name, "a price was off by a thousand"),
    ]  # fmt: skip
    assert told[1]["periods"] == ["2026-02-16"]
    assert client.get(told[1]["url"]).status_code == 410
    # What readers saw then stays readable.
    assert client.get(f"/api/v1/flows.json?release={later}").status_code == 200
