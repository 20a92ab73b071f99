"""Disputes: anybody may file one without scripts or account; nothing typed is lost, nothing private is shown."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from apps.events import actions
from apps.events.actions.filing import PER_HOUR
from apps.events.models import (
    Dispute,
    DisputeFiling,
)
from tests.api.world import EVENT
from tests.web.dispute_world import (
    CLAIM,
    EMAIL,
    EVIDENCE,
    NEW,
    SUBJECT,
    event,
    file,
    person,
    stamp,
    words,
)

__all__ = ["event", "file"]


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
