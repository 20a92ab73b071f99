"""Disputes are decided once, with a reason, by somebody else; nothing changes by that alone."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from apps.events import actions
from apps.events.models import (
    Dispute,
    DisputeChange,
    DisputeDecision,
    DisputeFiling,
    EventRevision,
    PolicyEvent,
)
from tests.api.world import EVENT, settled
from tests.web.dispute_world import (
    EMAIL,
    at_desk,
    event,
    file,
    person,
    words,
)

__all__ = ["event", "file"]


DECISION = {"state": "UPHELD", "outcome": "Read at the source: it was withdrawn.", "revision": "1"}


def test_a_reviewer_decides_and_the_contested_thing_stands_as_it_was(reader: Client, file: Any) -> None:
    uid = file().headers["Location"].split("/")[2]
    desk = at_desk("rita", "reviewer")
    assert EVENT in desk.get("/desk/disputes/").content.decode() or "Framework" in words(
        desk.get("/desk/disputes/")
    )
    assert EMAIL in words(desk.get(f"/desk/disputes/{uid}/"))
    before = PolicyEvent.objects.values().get(), EventRevision.objects.count()
    assert desk.post(f"/desk/disputes/{uid}/decide/", DECISION).status_code == 302
    settled()
    assert (PolicyEvent.objects.values().get(), EventRevision.objects.count()) == before
    public = words(reader.get(f"/disputes/{uid}/"))
    assert "Read at the source: it was withdrawn." in public
    assert "Nothing yet; the contested thing stands as it was" in public
    assert "rita" not in public
    assert "Contested: 0 open, 1 decided" in words(reader.get(f"/events/{EVENT}/", {"state": "CANDIDATE"}))
    assert desk.post(f"/desk/disputes/{uid}/answered/").status_code == 302
    assert DisputeFiling.objects.get().email == ""


def test_only_a_reviewed_revision_after_the_filing_is_linked(reader: Client, file: Any) -> None:
    uid = file().headers["Location"].split("/")[2]
    desk = at_desk("rita", "reviewer")
    desk.post(f"/desk/disputes/{uid}/decide/", DECISION)
    ada, rita = person("ada", "analyst"), person("rita", "reviewer")
    made = actions.edit(
        slug=EVENT, expected=1, values={"title": "Withdrawn rule"}, reason="", by=ada, now=datetime.now(UTC)
    )
    link = {"event": EVENT, "number": str(made.revision), "revision": "2"}
    refused = desk.post(f"/desk/disputes/{uid}/link/", link)
    assert refused.status_code == 422
    assert "nobody has reviewed it yet" in words(refused)
    actions.judge(
        slug=EVENT, expected=made.revision, verdict="CONFIRM", reason="right", merged_into="", by=rita,
        now=datetime.now(UTC),
    )  # fmt: skip
    assert desk.post(f"/desk/disputes/{uid}/link/", link).status_code == 302
    settled()
    shown = reader.get(f"/disputes/{uid}/").content.decode()
    assert f'href="/events/{EVENT}/history/#r{made.revision}"' in shown
    row = reader.get(f"/api/v1/disputes/{uid}").json()["data"]
    assert row["changed_revisions"] == [f"event/{EVENT}/{made.revision}"]
    assert row["revision"] == 3


def test_the_filer_an_analyst_and_a_visitor_decide_nothing(file: Any, event: str) -> None:
    rita = at_desk("rita", "reviewer")
    uid = file(client=rita).headers["Location"].split("/")[2]
    assert Dispute.objects.get().filer_role == "reviewer"
    own = rita.post(f"/desk/disputes/{uid}/decide/", DECISION)
    assert own.status_code == 403
    assert "You filed this dispute; another reviewer decides it." in words(own)
    assert at_desk("ada", "analyst").post(f"/desk/disputes/{uid}/decide/", DECISION).status_code == 403
    assert Client().post(f"/desk/disputes/{uid}/decide/", DECISION).status_code == 401
    assert DisputeDecision.objects.count() == DisputeChange.objects.count() == 0


def test_two_reviewers_at_once_leave_one_decision_and_both_texts(file: Any) -> None:
    uid = file().headers["Location"].split("/")[2]
    rita, otto = at_desk("rita", "reviewer"), at_desk("otto", "reviewer")
    assert rita.post(f"/desk/disputes/{uid}/decide/", DECISION).status_code == 302
    late = otto.post(
        f"/desk/disputes/{uid}/decide/", DECISION | {"state": "DECLINED", "outcome": "My own long reason."}
    )
    assert late.status_code == 409
    assert "My own long reason." in late.content.decode()
    assert DECISION["outcome"] in words(late)
    assert DisputeDecision.objects.get().state == "UPHELD"


def test_a_decision_without_reason_is_refused_and_kept(file: Any) -> None:
    uid = file().headers["Location"].split("/")[2]
    desk = at_desk("rita", "reviewer")
    answer = desk.post(f"/desk/disputes/{uid}/decide/", DECISION | {"outcome": "short", "run": "0" * 16})
    assert answer.status_code == 422
    assert "Give the reason in 10 to 2000 characters; it has 5." in words(answer)
    assert "only one that was published" in words(answer)
    assert ">short</textarea>" in answer.content.decode()
    assert DisputeDecision.objects.count() == 0
