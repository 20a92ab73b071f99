"""Writing: who may, what is refused, and that nothing is lost or doubled."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.events.models import EventRevision, PolicyEvent
from tests.api.world import EVENT, LOOKUPS
from tests.api.writers import Writer, an_event, kind_of, stored
from tests.build import settle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]
STAGE = {
    "stage": "EFFECTIVE",
    "date": "2026-04-04",
    "evidence": {"url": "https://example.org/b", "quote": "from 4 April"},
}


def read(path: str) -> Any:
    """Return what a reader without token gets."""
    settle()
    LOOKUPS.forget()
    return Client().get(f"/api/v1/{path}")


def test_an_event_goes_from_proposal_to_confirmed_and_every_step_is_told() -> None:
    ada, bob = Writer("ada", "analyst"), Writer("bob", "reviewer")
    made = ada.send("events", an_event())
    assert (made.status_code, made.json()["data"]) == (
        201, {"slug": "example-terms", "revision": 1, "state": "CANDIDATE", "waits": False},
    )  # fmt: skip
    assert (made.headers["ETag"], made.headers["Location"]) == ('"r1"', "/api/v1/events/example-terms")
    assert read("events/example-terms").status_code == 404
    added = ada.send("events/example-terms/stages", STAGE, revision=1)
    assert (added.status_code, added.headers["ETag"]) == (201, '"r2"')
    changed = ada.send(
        "events/example-terms", {"title": "New terms", "reason": "shorter"}, revision=2, method="PATCH"
    )
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"r3"')
    verdict = bob.send("events/example-terms/reviews", {"verdict": "CONFIRM", "reason": "seen"}, revision=3)
    assert verdict.json()["data"] == {
        "slug": "example-terms", "revision": 4, "state": "CONFIRMED", "waits": False,
    }  # fmt: skip
    event = read("events/example-terms").json()["data"]
    assert (event["title"], event["revision"], event["countries"]) == ("New terms", 4, ["CHN"])
    assert [step["date"] for step in event["stages"]] == ["2026-02-27", "2026-04-04"]
    history = read("events/example-terms/history").json()["data"]
    assert [(line["revision"], line["what"], line["who"], line["why"]) for line in history] == [
        (1, "CREATED", ada.shown_as, ""),
        (2, "STAGE", ada.shown_as, ""),
        (3, "EDITED", ada.shown_as, "shorter"),
        (4, "REVIEW", bob.shown_as, "seen"),
    ]
    assert history[2]["changes"] == {"title": ["A provider changes its terms", "New terms"]}
    note = read("annotations?subject_key=event/example-terms").json()["data"][0]
    assert note["body"] == "title: 'A provider changes its terms' became 'New terms'\nWhy: shorter"
    changes = read("changes?since=2026-11-01&resource=events&limit=1000").json()["data"]
    mine = [(change["op"], change["url"]) for change in changes if change["id"] == "example-terms"]
    assert [op for op, _ in mine] == ["CREATED", "UPDATED", "UPDATED", "STATUS"]
    assert mine[0][1] == "/api/v1/events/example-terms"


def test_an_earlier_moment_still_tells_the_earlier_words() -> None:
    ada = Writer("ada", "analyst")
    ada.send("events", an_event())
    between = datetime.now(UTC)
    ada.send("events/example-terms", {"title": "Later", "targets": []}, revision=1, method="PATCH")
    moment = between.isoformat().replace("+00:00", "Z")
    before = read(f"events/example-terms?state=CANDIDATE&as_of={moment}").json()["data"]
    now = read("events/example-terms?state=CANDIDATE").json()["data"]
    assert (before["title"], before["countries"], before["revision"]) == (
        "A provider changes its terms",
        ["CHN"],
        1,
    )
    assert (now["title"], now["countries"], now["revision"]) == ("Later", [], 2)


def test_the_same_request_again_is_answered_again_and_stored_once() -> None:
    ada, eve = Writer("ada", "analyst"), Writer("eve", "analyst")
    uid = str(uuid4())
    note = {"uid": uid, "subject_key": "corridor/CHN/USA", "body": "A note"}
    dispute = {"uid": uid, "subject_key": "claim/c01", "claim": "No.", "evidence_url": "https://example.org/"}
    for path, body, other in (
        ("annotations", note, note | {"body": "Another"}),
        ("disputes", dispute, dispute | {"claim": "Never."}),
        ("events", an_event(), an_event(title="Another")),
    ):
        first = ada.send(path, body)
        again = ada.send(path, json.dumps(body, indent=3).encode())
        assert (first.status_code, again.status_code) == (201, 200), first.content
        assert first.json() == again.json()
        counted = stored()
        assert kind_of(ada.send(path, other)) == (409, "uid-reused")
        assert kind_of(eve.send(path, body)) == (409, "uid-reused")
        assert stored() == counted


def test_a_change_names_the_revision_it_was_made_on() -> None:
    ada = Writer("ada", "analyst")
    ada.send("events", an_event())
    path = "events/example-terms/stages"
    assert kind_of(ada.send(path, STAGE)) == (428, "precondition-required")
    stale = ada.send(path, STAGE, revision=9)
    assert kind_of(stale) == (412, "version-conflict")
    assert stale.json()["current"] == '"r1"'
    assert stale.json()["detail"] == "You sent revision 9; the event is at revision 1."
    for header in ("*", 'W/"r1"', '"r1", "r2"', "r1", '"r0"', '"r١"', '"r99999999999999999999"', ""):
        answer = ada.send(path, STAGE, **{"If-Match": header})
        assert answer.status_code == 412, header
    assert EventRevision.objects.filter(event__slug="example-terms").count() == 1


def test_nobody_judges_what_they_proposed_or_changed() -> None:
    bob, eve, root = Writer("bob", "reviewer"), Writer("eve", "reviewer"), Writer("root", "admin")
    bob.send("events", an_event())
    eve.send("events/example-terms", {"severity": "HIGH"}, revision=1, method="PATCH")
    verdict = {"verdict": "CONFIRM", "reason": "good"}
    for writer in (bob, eve):
        assert kind_of(writer.send("events/example-terms/reviews", verdict, revision=2)) == (403, "own-work")
    assert PolicyEvent.objects.get(slug="example-terms").state == "CANDIDATE"
    assert root.send("events/example-terms/reviews", verdict, revision=2).status_code == 201
    root.send("events", an_event("of-root"))
    assert kind_of(root.send("events/of-root/reviews", verdict, revision=1)) == (403, "own-work")


def test_confirming_needs_evidence_and_a_merge_a_target() -> None:
    bob = Writer("bob", "reviewer")
    PolicyEvent.objects.create(
        slug="bare", kind="DISCLOSURE", title="Bare", severity="LOW", recorded_at=datetime.now(UTC)
    )
    review = {"verdict": "CONFIRM", "reason": "seen"}
    assert kind_of(bob.send("events/bare/reviews", review, revision=1)) == (409, "wrong-state")
    merge = {"verdict": "MERGE", "reason": "the same"}
    for target in (None, "bare", "nothing-here"):
        body = merge | ({"merged_into": target} if target else {})
        assert kind_of(bob.send("events/bare/reviews", body, revision=1)) == (422, "invalid-field")
    assert bob.send("events/bare/reviews", merge | {"merged_into": EVENT}, revision=1).status_code == 201
    assert kind_of(bob.send("events/bare/reviews", review, revision=2)) == (409, "wrong-state")
    gone = read("events/bare")
    assert kind_of(gone) == (410, "gone")
    assert (
        gone.json()["detail"]
        == f"The event bare was taken back: the same. It was merged into /api/v1/events/{EVENT}."
    )


def test_a_quote_must_stand_in_the_version() -> None:
    ada = Writer("ada", "analyst")
    ada.send("events", an_event())
    path = "events/example-terms/evidence"
    where = {"document": "genai-contrib-openrouter-terms-of-service", "version": "c2"}
    assert kind_of(ada.send(path, where | {"quote": "logs for 30 days"}, revision=1)) == (
        422,
        "quote-not-found",
    )
    assert kind_of(ada.send(path, where | {"span": [0, 9999]}, revision=1)) == (422, "quote-not-found")
    assert kind_of(ada.send(path, where | {"span": [0, 3], "quote": "Yes"}, revision=1)) == (
        422,
        "quote-not-found",
    )
    # "You may use it. We keep logs for 90 days.": the words begin at character 16.
    assert ada.send(path, where | {"quote": "We keep logs for 90 days"}, revision=1).status_code == 201
    proof = read("events/example-terms?state=CANDIDATE").json()["data"]["evidence"][1]
    assert (proof["quote"], proof["locator"]) == ("We keep logs for 90 days", "characters 16-40")
    refused = (
        {},
        where | {"url": "https://example.org/"},
        {"document": where["document"]},
        {"snapshot": "0" * 64},
    )
    for body in refused:
        assert kind_of(ada.send(path, body, revision=2)) == (422, "invalid-field"), body


def test_a_note_is_replaced_by_its_author_and_withdrawn_with_a_reason() -> None:
    ada, eve, bob = Writer("ada", "analyst"), Writer("eve", "analyst"), Writer("bob", "reviewer")
    first, second = str(uuid4()), str(uuid4())
    about = {"subject_key": "corridor/CHN/DEU"}
    ada.send("annotations", about | {"uid": first, "body": "One"})
    newer = about | {"uid": second, "body": "Two", "supersedes": first}
    assert kind_of(eve.send("annotations", newer)) == (403, "not-your-role")
    assert ada.send("annotations", newer).json()["data"]["revision"] == 2
    assert kind_of(ada.send("annotations", newer | {"uid": str(uuid4())})) == (412, "version-conflict")
    path = f"annotations/{second}/withdraw"
    assert kind_of(eve.send(path, {"reason": "no"}, revision=2)) == (403, "not-your-role")
    assert kind_of(bob.send(path, {"reason": "no"}, revision=1)) == (412, "version-conflict")
    assert bob.send(path, {"reason": "another week"}, revision=2).json()["data"]["state"] == "WITHDRAWN"
    rows = read("annotations?subject_key=corridor/CHN/DEU").json()["data"]
    assert [(row["body"], row["is_withdrawn"], row["reason"]) for row in rows] == [
        (None, True, "another week")
    ] * 2
    assert kind_of(read(f"annotations/{second}")) == (410, "gone")
    assert [line["what"] for line in read(f"annotations/{first}/history").json()["data"]] == [
        "CREATED", "EDITED", "WITHDRAWN",
    ]  # fmt: skip


def test_a_dispute_is_filed_by_a_reader_and_decided_by_another_person() -> None:
    rea, bob, eve = Writer("rea", "reader"), Writer("bob", "reviewer"), Writer("eve", "reviewer")
    uid = str(uuid4())
    dispute = {
        "uid": uid,
        "subject_key": "claim/c01",
        "claim": "It counts requests.",
        "evidence_url": "https://example.org/",
    }
    assert rea.send("disputes", dispute).status_code == 201
    row = read(f"disputes/{uid}").json()["data"]
    filed, due = (datetime.fromisoformat(row[name]) for name in ("filed_at", "due_at"))
    assert (row["state"], row["filed_by"], due - filed) == ("OPEN", "reader", timedelta(days=14))
    verdict = {"state": "UPHELD", "outcome": "Right; see the next run."}
    assert kind_of(rea.send(f"disputes/{uid}/decision", verdict, revision=1)) == (403, "not-your-role")
    unknown = verdict | {"changed_run": "0" * 16}
    assert kind_of(bob.send(f"disputes/{uid}/decision", unknown, revision=1)) == (422, "invalid-field")
    assert bob.send(f"disputes/{uid}/decision", verdict, revision=1).status_code == 201
    assert kind_of(eve.send(f"disputes/{uid}/decision", verdict, revision=2)) == (409, "wrong-state")
    assert read(f"disputes/{uid}").json()["data"]["outcome"] == "Right; see the next run."
    own = dispute | {"uid": str(uuid4())}
    bob.send("disputes", own)
    assert kind_of(bob.send(f"disputes/{own['uid']}/decision", verdict, revision=1)) == (403, "own-work")
