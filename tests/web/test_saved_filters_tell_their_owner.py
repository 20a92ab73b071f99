"""Saved filters: news go out signed and once, by webhook or e-mail; only their owner sees and changes them."""

import base64
import hashlib
import hmac
import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

from apps.collectors import delivering
from apps.events import actions
from apps.events.models import SavedFilter
from apps.events.notices import secret_of
from apps.pipeline import jobs
from tests import build
from tests.api.world import candidate, settled, version
from tests.web.conftest import PUBLISHED
from tests.web.notice_world import NOW, UID, Receiver, desk, receiver, row, saved, words

__all__ = ["desk", "receiver"]


def test_the_signature_is_that_of_the_published_example() -> None:
    # The example of Standard Webhooks: secret, id, moment and body as printed there.
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    told = delivering.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_webhook_is_signed_with_the_secret_that_was_shown_once(desk: Client, receiver: Receiver) -> None:
    answer = saved(desk, state="CANDIDATE", kind="EXPORT_CONTROL", webhook_url=f"{receiver.url}/hook")
    secret = re.search(r"whsec_([A-Za-z0-9+/=]+)", answer.content.decode())
    assert secret is not None
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert secret[1] not in desk.get("/desk/notices/").content.decode()
    assert saved(desk, state="CANDIDATE", webhook_url=f"{receiver.url}/hook").status_code == 302
    assert SavedFilter.objects.count() == 1
    candidate("chip-rule", now=PUBLISHED)
    candidate("price-of-power", now=PUBLISHED, kind="ENERGY_POLICY", title="Cheaper power")
    assert jobs.send_notices(now=NOW) == 1
    headers, body = receiver.got[0]
    key = base64.b64decode(secret[1])
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - NOW.timestamp()) < 60
    told = json.loads(body)
    assert told["id"] == headers["webhook-id"]
    assert told["data"]["filter"]["query"] == {"kind": "EXPORT_CONTROL", "state": "CANDIDATE"}
    assert [(item["id"], item["op"]) for item in told["data"]["items"]] == [("chip-rule", "CREATED")]
    assert jobs.send_notices(now=NOW + timedelta(minutes=1)) == 0
    assert len(receiver.got) == 1
    log = words(desk.get(f"/desk/notices/{UID}/"))
    assert "taken (200)" in log
    assert "chip-rule" in log


def test_what_happened_before_it_was_saved_is_not_told(desk: Client, receiver: Receiver) -> None:
    candidate(now=PUBLISHED)
    saved(desk, state="CANDIDATE", webhook_url=receiver.url)
    assert jobs.send_notices(now=NOW) == 0
    assert receiver.got == []


def test_documents_are_followed_by_their_words(desk: Client, receiver: Receiver) -> None:
    saved(desk, resource="documents", q="openrouter", webhook_url=receiver.url)
    version("c1", "You may use it.", "2026-02-01T00:00:00", now=PUBLISHED, change="FIRST")
    assert jobs.send_notices(now=NOW) == 1
    item = json.loads(receiver.got[0][1])["data"]["items"][0]
    assert (item["title"], item["resource"]) == ("OpenRouter: Terms of Service", "documents")


def test_a_release_is_told_once_for_its_run(desk: Client, receiver: Receiver) -> None:
    saved(desk, resource="releases", webhook_url=receiver.url)
    build.published(now=PUBLISHED)
    settled()
    assert jobs.send_notices(now=NOW) == 1
    items = json.loads(receiver.got[0][1])["data"]["items"]
    assert [item["op"] for item in items] == ["PUBLISHED"]
    assert items[0]["api_url"] == f"/api/v1/runs/{items[0]['id']}"


def test_a_daily_notice_waits_for_the_next_day_and_holds_all(desk: Client, receiver: Receiver) -> None:
    saved(desk, state="CANDIDATE", pace="DAY", webhook_url=receiver.url)
    SavedFilter.objects.update(told_date=NOW.date())
    candidate("one", now=PUBLISHED)
    candidate("two", now=PUBLISHED, title="Another")
    assert jobs.send_notices(now=NOW) == 0
    assert jobs.send_notices(now=NOW + timedelta(days=1)) == 1
    items = json.loads(receiver.got[0][1])["data"]["items"]
    assert sorted(item["id"] for item in items) == ["one", "two"]


def test_a_receiver_that_fails_is_tried_seven_times_and_then_no_more(
    desk: Client, receiver: Receiver
) -> None:
    receiver.status = 500
    saved(desk, state="CANDIDATE", webhook_url=receiver.url)
    candidate(now=PUBLISHED)
    moment = NOW
    # 1 min, 5 min, 30 min, 2 h, 8 h and 24 h between the attempts.
    for minutes in (0, 1, 5, 30, 120, 480, 1440):
        if minutes:
            jobs.send_notices(now=moment + timedelta(minutes=minutes, seconds=-30))
        moment += timedelta(minutes=minutes, seconds=5)
        jobs.send_notices(now=moment)
    assert len(receiver.got) == 7
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert (row().state, len(row().attempts)) == ("FAILED", 7)
    jobs.send_notices(now=moment + timedelta(days=9))
    assert len(receiver.got) == 7
    log = words(desk.get(f"/desk/notices/{UID}/"))
    assert log.count("answers 500") == 7
    assert "failed for good" in log


def test_twenty_failures_in_a_row_switch_a_filter_off_and_say_so(desk: Client, receiver: Receiver) -> None:
    receiver.status = 503
    saved(desk, state="CANDIDATE", webhook_url=receiver.url)
    for number in range(25):
        candidate(f"event-{number}", now=PUBLISHED, title=f"Number {number}")
    jobs.send_notices(now=NOW)
    jobs.send_notices(now=NOW + timedelta(minutes=30))
    assert len(receiver.got) == 20
    page = words(desk.get("/desk/notices/"))
    assert "20 attempts in a row failed; the last: answers 503" in page
    receiver.status = 200
    assert desk.post(f"/desk/notices/{UID}/change/", {"do": "on"}).status_code == 302
    candidate("after", now=PUBLISHED, title="After all")
    assert jobs.send_notices(now=NOW + timedelta(minutes=31)) > 0


def test_a_receiver_that_answers_410_gets_no_more(desk: Client, receiver: Receiver) -> None:
    receiver.status = 410
    saved(desk, state="CANDIDATE", webhook_url=receiver.url)
    candidate(now=PUBLISHED)
    jobs.send_notices(now=NOW)
    assert row().state == "FAILED"
    assert "it wants no more" in words(desk.get("/desk/notices/"))


def test_e_mail_is_confirmed_by_its_reader_before_anything_is_sent(desk: Client, settings: Any) -> None:
    settings.EMAIL_IS_ON, settings.SITE_URL = True, "https://site.example"
    saved(desk, state="CANDIDATE", email="rosa@example.org")
    candidate("early", now=PUBLISHED)
    jobs.send_notices(now=NOW)
    assert [letter.subject for letter in mail.outbox] == ["Tokentrade: Controls"]
    token = re.search(r"token=(\S+)", mail.outbox[0].body)
    assert token is not None
    opened = Client().get("/notices/confirm/", {"token": token[1]})
    assert "May notices be sent to rosa@example.org?" in words(opened)
    assert SavedFilter.objects.get().email_confirmed_at is None
    assert "It is confirmed" in words(Client().post("/notices/confirm/", {"token": token[1]}))
    assert Client().post("/notices/confirm/", {"token": token[1] + "x"}).status_code == 422
    candidate("late", now=PUBLISHED, title="Late one")
    jobs.send_notices(now=NOW + timedelta(minutes=1))
    assert "Late one\nhttps://site.example/events/late/?state=CANDIDATE" in mail.outbox[1].body
    assert len(mail.outbox) == 2


def test_without_a_mail_server_the_page_says_so_and_takes_no_e_mail(desk: Client) -> None:
    assert "E-mail is not set up on this installation" in words(desk.get("/desk/notices/"))
    answer = saved(desk, email="rosa@example.org")
    assert answer.status_code == 422
    assert "rosa@example.org" in answer.content.decode()
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"webhook_url": "ftp://example.org/"}, "Give a whole https address."),
        ({}, "neither webhook nor e-mail"),
        ({"label": "", "webhook_url": "https://example.org/"}, "not a name"),
        ({"label": "a\nBcc: all@example.org", "webhook_url": "https://example.org/"}, "not a name"),
        ({"pace": "HOURLY", "webhook_url": "https://example.org/"}, "not a pace"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_with_what_was_typed(
    desk: Client, typed: dict[str, str], told: str
) -> None:
    answer = saved(desk, kind="TARIFF", **typed)
    assert answer.status_code == 422
    assert told in words(answer)
    assert 'name="kind" value="TARIFF"' in answer.content.decode()
    assert SavedFilter.objects.count() == 0


def test_nobody_sees_or_changes_the_filter_of_another(desk: Client) -> None:
    saved(desk, webhook_url="https://example.org/hook")
    actions.give_role(username="max", role="admin")
    other = Client()
    other.force_login(get_user_model().objects.get(username="max"))
    assert other.get(f"/desk/notices/{UID}/").status_code == 404
    assert other.post(f"/desk/notices/{UID}/change/", {"do": "delete"}).status_code == 404
    assert "example.org/hook" not in other.get("/desk/notices/").content.decode()
    assert Client().get("/desk/notices/").status_code == 302
    assert desk.post(f"/desk/notices/{UID}/change/", {"do": "delete"}).status_code == 302
    assert "Nothing is saved yet." in words(desk.get("/desk/notices/"))


def test_a_new_secret_replaces_the_old_one(desk: Client) -> None:
    first = saved(desk, webhook_url="https://example.org/hook")
    second = desk.post(f"/desk/notices/{UID}/change/", {"do": "secret"})
    secrets = [re.search(r"whsec_([A-Za-z0-9+/=]+)", one.content.decode()) for one in (first, second)]
    assert all(secrets)
    assert secrets[0][1] != secrets[1][1]  # type: ignore[index]
    kept = SavedFilter.objects.get(uid=UUID(UID))
    assert base64.b64encode(secret_of(kept.salt)).decode() == secrets[1][1]  # type: ignore[index]


def test_readers_see_the_name_that_was_chosen_and_no_other(desk: Client, reader: Client) -> None:
    person = get_user_model().objects.get(username="rosa")
    assert f"contributor-{person.pk}" in words(desk.get("/desk/notices/"))
    desk.post("/desk/notices/name/", {"name": "Rosa.L"})
    assert "As Rosa.L :" in words(desk.get("/desk/notices/"))
    actions.give_role(username="max", role="reader")
    other = Client()
    other.force_login(get_user_model().objects.get(username="max"))
    for taken in ("Rosa.L", f"contributor-{person.pk}", "<b>", "a" * 81):
        other.post("/desk/notices/name/", {"name": taken})
    assert "Rosa.L" not in words(other.get("/desk/notices/")).partition("How readers see you")[2]
    desk.post("/desk/notices/name/", {"name": ""})
    assert f"contributor-{person.pk}" in words(desk.get("/desk/notices/"))
