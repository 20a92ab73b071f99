"""Disputes: anybody may file one without scripts or account; nothing typed is lost, nothing private is shown."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import signing
from django.test import Client

from apps.events import actions
from apps.events.actions.filing import PER_HOUR
from apps.events.faults import Person
from apps.events.models import (
    Dispute,
    DisputeChange,
    DisputeDecision,
    DisputeFiling,
    EventRevision,
    PolicyEvent,
)
from apps.web import dispute_form
from tests import build
from tests.api.world import EVENT, candidate, settled
from tests.web.conftest import PUBLISHED

SUBJECT = f"event/{EVENT}"
CLAIM = "The rule was withdrawn in May and the page still says announced."
EVIDENCE = "https://example.org/withdrawn"
EMAIL = "someone.private@example.org"
NEW = "/disputes/new/"


@pytest.fixture
def event(db: None) -> str:
    build.countries()
    build.sources()
    candidate(now=PUBLISHED)
    return SUBJECT


def stamp(subject: str, monkeypatch: pytest.MonkeyPatch, *, seconds: float = 60) -> str:
    """Return the stamp of a form that was opened so long ago."""
    moment = time.time() - seconds
    with monkeypatch.context() as patch:
        patch.setattr(signing.time, "time", lambda: moment)
        return dispute_form.stamp(subject)


@pytest.fixture
def file(reader: Client, event: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what sends the form as a person without scripts does."""

    def sent(
        *, seconds: float = 60, address: str = "192.0.2.7", client: Client = reader, **typed: str
    ) -> Any:
        plain = {"subject": event, "claim": CLAIM, "evidence_url": EVIDENCE, "email": EMAIL}
        values = plain | typed
        values.setdefault("stamp", stamp(values["subject"], monkeypatch, seconds=seconds))
        answer = client.post(NEW, values, REMOTE_ADDR=address)
        settled()
        return answer

    return sent


def person(name: str, role: str) -> Person:
    actions.give_role(username=name, role=role)
    return Person(get_user_model().objects.get(username=name).pk, name, role)


def at_desk(name: str, role: str) -> Client:
    """Return the browser of somebody who is signed in."""
    person(name, role)
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_form_says_what_is_contested_and_what_it_says_now(reader: Client, event: str) -> None:
    answer = reader.get(NEW, {"subject": event})
    assert answer.status_code == 200
    assert "Event: Framework for AI diffusion" in words(answer)
    assert "revision 1: Announced 15 Jan 2025" in words(answer)
    assert "<script" not in answer.content.decode().split("<main")[1].split("</main>")[0]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_number_is_shown_with_its_value_and_release(reader: Client, tiny: str) -> None:
    text = words(reader.get(NEW, {"subject": "cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/USA"}))
    assert "Figure: China → United States, Tokens" in text
    assert f"As of release {tiny}." in text
    assert re.search(r"grade [A-D]", text)


@pytest.mark.parametrize(
    "subject", ["event/none-such", "claim/c99999", "cell/COMPUTE/OBSERVED/TOKENS/2026-02-17/CHN/USA", "country/QQQ",
                "corridor/CHN/QQQ", "model/none", "x", "event/" + "a" * 300, "<script>", "annotation/no-uuid",
                "run/zz"],
)  # fmt: skip
def test_what_is_not_there_cannot_be_contested(reader: Client, db: None, subject: str) -> None:
    answer = reader.get(NEW, {"subject": subject})
    assert answer.status_code == 404
    assert "Nothing has this address" in words(answer)
    assert "<script>" not in answer.content.decode()


def test_a_dispute_is_public_at_once_and_linked_from_what_it_contests(reader: Client, file: Any) -> None:
    answer = file()
    assert answer.status_code == 302
    shown = reader.get(answer.headers["Location"])
    assert "Your dispute is stored and public from now on." in words(shown)
    assert CLAIM in words(shown)
    assert "by a visitor" in words(shown)
    assert "It waits for a reviewer." in words(shown)
    filed = Dispute.objects.get()
    assert filed.due_at - filed.filed_at == timedelta(days=14)
    page = words(reader.get(f"/events/{EVENT}/", {"state": "CANDIDATE"}))
    assert "Contested: 1 open, 0 decided" in page
    listed = words(reader.get("/disputes/"))
    assert "all 1 open 1 upheld 0 declined 0" in listed
    assert "No dispute is in this state." in words(reader.get("/disputes/", {"state": "UPHELD"}))
    feed = reader.get(f"/api/v1/disputes.atom?subject_key={SUBJECT}")
    assert feed.status_code == 200
    assert f"<id>tag:tokentrade,2026:dispute/{filed.uid}</id>" in feed.content.decode()


def test_the_e_mail_is_in_no_page_answer_feed_or_log(reader: Client, file: Any, caplog: Any) -> None:
    with caplog.at_level("DEBUG"):
        uid = file().headers["Location"].split("/")[2]
        bodies = [
            reader.get(path).content.decode()
            for path in (
                f"/disputes/{uid}/", "/disputes/", f"/events/{EVENT}/?state=CANDIDATE", f"/api/v1/disputes/{uid}",
                f"/api/v1/disputes/{uid}/history", "/api/v1/disputes.json", "/api/v1/disputes.atom",
                "/api/v1/changes?since=2026-11-01",
            )
        ]  # fmt: skip
    assert DisputeFiling.objects.get().email == EMAIL
    assert [body for body in bodies if "someone.private" in body] == []
    assert "someone.private" not in caplog.text
    assert "192.0.2.7" not in DisputeFiling.objects.get().address_key


LONG = "x y " * 501


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"claim": "wrong"}, "Say in at least 20 characters what is wrong."),
        ({"claim": LONG}, "2003 characters are too many; at most 2000."),
        (
            {"claim": "Buy cheap tokens at https://spam.example now"},
            "Addresses go into the field for evidence",
        ),
        ({"claim": "Buy cheap tokens at www.spam.example now"}, "Addresses go into the field for evidence"),
        ({"evidence_url": "no address"}, "Give one whole address"),
        ({"evidence_url": "javascript:alert(1)"}, "Give one whole address"),
        ({"evidence_url": "https://example.org/\u202eexe.pdf"}, "signs that nobody sees"),
        ({"evidence_url": ""}, "Give one whole address"),
        ({"email": "no e-mail"}, "This is no e-mail address."),
        ({"website": "https://spam.example"}, "A field that has to stay empty was filled in"),
        ({"stamp": "forged"}, "The form was not opened on this site."),
        ({"stamp": ""}, "The form was not opened on this site."),
    ],
)
def test_every_mistake_is_named_and_keeps_what_was_typed(file: Any, typed: dict[str, str], told: str) -> None:
    answer = file(**typed)
    assert answer.status_code == 422
    assert told in words(answer)
    values = {"claim": CLAIM, "evidence_url": EVIDENCE, "email": EMAIL} | typed
    kept = answer.content.decode()
    assert f">{values['claim'].strip()}</textarea>" in kept
    assert f'value="{values["evidence_url"]}"' in kept
    assert f'value="{values["email"]}"' in kept
    assert Dispute.objects.count() == 0


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "quicker than anybody types"), (90_000, "open for more than a day")]
)
def test_a_form_has_its_time(file: Any, seconds: float, told: str) -> None:
    answer = file(seconds=seconds)
    assert answer.status_code == 422
    assert told in words(answer)
    assert CLAIM in answer.content.decode()
    assert Dispute.objects.count() == 0


def test_a_stamp_holds_for_its_own_subject_only(file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = file(stamp=stamp("country/CHN", monkeypatch))
    assert "The form was opened for something else." in words(answer)
    assert Dispute.objects.count() == 0


def test_foreign_text_is_stored_as_typed_and_shown_harmless(reader: Client, file: Any) -> None:
    hostile = '<script>alert(1)</script> "quoted" & \u202eesrever\u202c \x07 مرحبا long enough'
    shown = reader.get(file(claim=hostile).headers["Location"]).content.decode()
    assert Dispute.objects.get().claim == hostile
    assert "<script>alert" not in shown
    assert "[U+202E]" in shown
    assert "[U+0007]" in shown
    assert "مرحبا" in shown


def test_the_same_form_sent_twice_is_one_dispute(file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    once = stamp(SUBJECT, monkeypatch)
    first, second = file(stamp=once), file(stamp=once)
    assert first.headers["Location"] == second.headers["Location"]
    assert Dispute.objects.count() == 1


def test_the_same_words_lead_to_the_dispute_that_stands(file: Any) -> None:
    uid = file().headers["Location"].split("/")[2]
    again = file(claim=CLAIM.upper().replace(" ", "  ") + "!!", address="198.51.100.1")
    assert again.status_code == 422
    assert "The same text stands already as a dispute" in words(again)
    assert f'href="/disputes/{uid}/"' in again.content.decode()
    assert Dispute.objects.count() == 1


def test_an_address_has_so_many_an_hour_and_another_address_its_own(file: Any, settings: Any) -> None:
    settings.RATE_LIMITS = True
    for number in range(PER_HOUR):
        assert file(claim=f"{CLAIM} Reason number {number}.").status_code == 302
    refused = file(claim=f"{CLAIM} One more reason.")
    assert refused.status_code == 429
    assert "The next one can be sent after" in words(refused)
    assert "One more reason." in refused.content.decode()
    assert file(claim=f"{CLAIM} One more reason.", address="198.51.100.1").status_code == 302
    assert Dispute.objects.count() == PER_HOUR + 1


def test_addresses_and_e_mails_are_forgotten_when_they_have_served(file: Any) -> None:
    file()
    filed = Dispute.objects.get()
    assert actions.forget_filers(now=filed.filed_at + timedelta(hours=47)) == 0
    assert actions.forget_filers(now=filed.filed_at + timedelta(hours=49)) == 1
    kept = DisputeFiling.objects.get()
    assert (kept.address_key, kept.email) == ("", EMAIL)
    decided = datetime.now(UTC)
    actions.decide(
        uid=filed.uid, expected=1, state="DECLINED", outcome="It stands.", changed_run="",
        by=person("rita", "reviewer"), now=decided,
    )  # fmt: skip
    assert actions.forget_filers(now=decided + timedelta(days=13)) == 0
    assert actions.forget_filers(now=decided + timedelta(days=15)) == 1
    assert DisputeFiling.objects.get().email == ""


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
