"""Writing: who may, what is refused, and that nothing is lost or doubled."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from apps.events import actions
from apps.events.models import AccessToken, Annotation, Dispute, EventRevision, PolicyEvent
from tests.api.world import EVENT, LOOKUPS
from tests.api.writers import Writer, an_event, kind_of, token
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


def stored() -> tuple[int, ...]:
    """Return how many rows the writes have made."""
    return tuple(table.objects.count() for table in (PolicyEvent, EventRevision, Annotation, Dispute))


def test_an_event_goes_from_proposal_to_confirmed_and_every_step_is_told() -> None:
    ada, bob = Writer("ada", "analyst"), Writer("bob", "reviewer")
    made = ada.send("events", an_event())
    assert (made.status_code, made.json()["data"]) == (
        201, {"slug": "example-terms", "revision": 1, "state": "CANDIDATE"},
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
    assert verdict.json()["data"] == {"slug": "example-terms", "revision": 4, "state": "CONFIRMED"}
    event = read("events/example-terms").json()["data"]
    assert (event["title"], event["revision"], event["countries"]) == ("New terms", 4, ["CHN"])
    assert [step["date"] for step in event["stages"]] == ["2026-02-27", "2026-04-04"]
    history = read("events/example-terms/history").json()["data"]
    assert [(line["revision"], line["what"], line["who"], line["why"]) for line in history] == [
        (1, "CREATED", "ada", ""),
        (2, "STAGE", "ada", ""),
        (3, "EDITED", "ada", "shorter"),
        (4, "REVIEW", "bob", "seen"),
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
        slug="bare", kind="NEWS", title="Bare", severity="LOW", recorded_at=datetime.now(UTC)
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


@pytest.mark.parametrize(
    ("path", "role", "scopes", "refusal"),
    [
        ("events", "reader", ("events:write",), (403, "not-your-role")),
        ("events", "admin", ("reviews:write",), (403, "scope-missing")),
        ("annotations", "reader", ("annotations:write",), (403, "not-your-role")),
        ("disputes", "reader", ("annotations:write",), (403, "scope-missing")),
        (f"events/{EVENT}/reviews", "analyst", ("reviews:write",), (403, "not-your-role")),
    ],
)
def test_scope_and_role_must_both_allow(
    path: str, role: str, scopes: tuple[str, ...], refusal: tuple[int, str]
) -> None:
    before = stored()
    assert kind_of(Writer("ada", role, scopes).send(path, {}, revision=1)) == refusal
    assert stored() == before


def test_writing_needs_a_token_and_a_session_is_none(client: Client) -> None:
    user = get_user_model().objects.create_superuser("root")
    client.force_login(user)
    answer = client.post("/api/v1/events", an_event(), content_type="application/json")
    assert kind_of(answer) == (401, "missing-token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_bad_token_is_refused_on_every_read(client: Client) -> None:
    good = token("ada", "analyst")
    expired = token("ada", "analyst", days=1, now=datetime.now(UTC) - timedelta(days=2))
    revoked = token("ada", "analyst")
    actions.revoke_token(token_id=revoked.split("_")[1], now=datetime.now(UTC))
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    url = "/api/v1/labs.json?limit=1"
    assert client.get(url, headers={"Authorization": f"Bearer {good}"}).status_code == 200
    bad = [expired, revoked, wrong, "x", "", "tt__", f"{good}, Bearer {good}", "tt_é_é", "\x00", "a" * 8000]
    for text in bad:
        answer = client.get(url, headers={"Authorization": f"Bearer {text}"})
        assert kind_of(answer) == (401, "invalid-token"), text
    assert kind_of(client.get(url, headers={"Authorization": "Basic eDp5"})) == (401, "invalid-token")
    assert kind_of(client.get("/api/v1/nothing", headers={"Authorization": "x"})) == (401, "invalid-token")
    get_user_model().objects.filter(username="ada").update(is_active=False)
    LOOKUPS.forget()
    assert kind_of(client.get(url, headers={"Authorization": f"Bearer {good}"})) == (401, "invalid-token")


def test_a_secret_is_stored_nowhere_and_its_use_is_dated() -> None:
    text = token("ada", "analyst")
    _, key, secret = text.split("_", 2)
    row = AccessToken.objects.get(pk=key)
    assert row.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(AccessToken.objects.filter(pk=key).values())
    assert row.last_used_date is None
    Client().get("/api/v1", headers={"Authorization": f"Bearer {text}"})
    row.refresh_from_db()
    assert row.last_used_date == datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"username": "nobody"}, "there is no account nobody"),
        ({"scopes": ("all",)}, "scopes are one or more of"),
        ({"scopes": ()}, "scopes are one or more of"),
        ({"lasts": timedelta(days=366)}, "1 to 365 days"),
        ({"lasts": timedelta(0)}, "1 to 365 days"),
        ({"label": " "}, "printable characters"),
    ],
)
def test_tokens_that_cannot_be_are_not_made(words: dict[str, Any], said: str) -> None:
    actions.give_role(username="ada", role="reader")
    plain = {
        "username": "ada",
        "label": "x",
        "scopes": ("raw:read",),
        "lasts": timedelta(days=1),
        "now": datetime.now(UTC),
    }
    with pytest.raises(actions.TokenNotMade, match=said):
        actions.issue_token(**plain | words)
    assert AccessToken.objects.count() == 0


def test_the_command_makes_lists_and_revokes(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    call_command("token", "create", "ada", "--role", "analyst", "--scopes", "raw:read, events:write")
    text = capsys.readouterr().out.strip()
    header = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/labs.json?limit=1", headers=header).status_code == 200
    call_command("token", "list")
    listed = capsys.readouterr().out
    assert "ada (analyst)  raw:read,events:write  works" in listed
    assert text.split("_", 2)[2] not in listed
    call_command("token", "revoke", text.split("_")[1])
    LOOKUPS.forget()
    assert client.get("/api/v1/labs.json?limit=1", headers=header).status_code == 401


def test_a_role_replaces_the_one_before() -> None:
    assert actions.ensure_roles() in (0, 4)
    assert actions.ensure_roles() == 0
    assert actions.give_role(username="new", role="admin") is True
    assert actions.give_role(username="new", role="reader") is False
    groups = get_user_model().objects.get(username="new").groups.values_list("name", flat=True)
    assert list(groups) == ["reader"]
