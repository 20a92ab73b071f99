"""The pages of double coding: the evidence without codes, nobody's coding before both are in, then the comparison."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.events import actions
from apps.events.actions.agreeing import reckon_agreement
from apps.events.models import Adjudication, Coding, CodingSeat, CodingTask, PolicyEvent
from tests.events.coded import draw, events, given, task
from tests.web.people import browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
NASTY = "<script>alert(1)</script> \u202egnirts"
CELLS = {
    "kind": "TARIFF", "severity": "LOW", "direction": "CLOSES", "confidence": "HIGH", "stage": "ANNOUNCED",
    "date": "2026-02-16", "precision": "DAY", "countries": "chn, usa", "note": NASTY,
}  # fmt: skip


@pytest.fixture
def number() -> int:
    """Draw one candidate and return its task."""
    events()
    draw()
    return task()


def hand_in(client: Client, number: int, **changes: str) -> Any:
    client.post(f"/desk/coding/{number}/take/")
    return client.post(f"/desk/coding/{number}/", CELLS | changes)


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_form_shows_the_evidence_and_none_of_the_codes(number: int) -> None:
    ada = browser("ada", "analyst")
    assert "Take this event" in text(ada, f"/desk/coding/{number}/")
    assert ada.post(f"/desk/coding/{number}/take/").status_code == 302
    page = text(ada, f"/desk/coding/{number}/")
    assert "the quoted words" in page
    # The event is coded INCIDENT, HIGH, with a rumour of 1 January: no choice is made beforehand, no date shown.
    assert not re.search(r"<option value=\"[A-Z_]+\" selected", page)
    assert "1 Jan 2026" not in page
    assert 'name="date" type="date" value=""' in page


def test_two_analysts_code_and_a_reviewer_settles(number: int) -> None:
    ada, bea, grace = browser("ada", "analyst"), browser("bea", "analyst"), browser("grace", "reviewer")
    bea.post(f"/desk/coding/{number}/take/")
    assert hand_in(ada, number).status_code == 302
    assert "Your coding is kept. You see the other one when it is in." in text(ada, f"/desk/coding/{number}/")
    for client in (bea, grace, browser("cyd", "analyst")):
        page = text(client, f"/desk/coding/{number}/")
        assert "alert(1)" not in page
        assert "Both codings" not in page
    assert hand_in(bea, number, kind="EXPORT_CONTROL", note="").status_code == 302
    page = text(bea, f"/desk/coding/{number}/")
    assert page.count(">differ<") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Why" not in page
    page = text(grace, f"/desk/coding/{number}/")
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    sent = CELLS | {"revision": revision[1], "kind": "EXPORT_CONTROL", "countries": "CHN USA"}
    refused = grace.post(f"/desk/coding/{number}/settle/", sent)
    assert (refused.status_code, Adjudication.objects.count()) == (422, 0)
    done = grace.post(
        f"/desk/coding/{number}/settle/", sent | {"reason-kind": "it is a licence rule"}, follow=True
    )
    page = done.content.decode()
    assert "Settled. The event carries these codes" in page
    assert "it is a licence rule" in page
    event = PolicyEvent.objects.get()
    assert (event.kind, event.direction, event.state) == ("EXPORT_CONTROL", "CLOSES", "CANDIDATE")


def test_a_coder_sees_the_event_nowhere_before_both_are_in(number: int) -> None:
    ada = browser("ada", "analyst")
    paths = ("/events/event-000/?state=CANDIDATE", "/events/event-000/history/", "/desk/events/event-000/")
    before = [ada.get(path).status_code for path in paths]
    assert 403 not in before
    assert "Title of event-000" in text(ada, "/events/?state=CANDIDATE")
    hand_in(ada, number)
    assert [ada.get(path).status_code for path in paths] == [403, 403, 403]
    for path in ("/events/?state=CANDIDATE", "/desk/"):
        assert "Title of event-000" not in text(ada, path), path
    hand_in(browser("bea", "analyst"), number)
    assert [ada.get(path).status_code for path in paths] == before
    assert "Title of event-000" in text(ada, "/events/?state=CANDIDATE")


def test_no_resource_of_the_api_tells_a_coding(number: int) -> None:
    hand_in(browser("ada", "analyst"), number)
    reader = Client()
    named = reader.get("/api/v1/openapi.json").content.decode().lower()
    assert "coding_task" not in named
    for path in ("/api/v1/events/event-000?state=CANDIDATE", "/api/v1/events?state=CANDIDATE", "/api/v1/annotations",
                 "/api/v1/changes", "/api/v1/events/event-000/history"):  # fmt: skip
        assert "alert(1)" not in reader.get(path).content.decode(), path


def test_what_was_typed_comes_back(number: int) -> None:
    ada = browser("ada", "analyst")
    answer = hand_in(ada, number, date="soon", countries='CHN "><b>x')
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is no date" in page
    assert 'value="soon"' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '"><b>x' not in page
    unknown = hand_in(ada, number, countries="CHN ATLANTIS").content.decode()
    assert "ATLANTIS" in unknown
    assert Coding.objects.count() == 0


def test_whose_seat_is_gone_keeps_the_typed_text(number: int) -> None:
    late = browser("late", "analyst")
    late.post(f"/desk/coding/{number}/take/")
    CodingSeat.objects.update(taken_at=timezone.now() - timezone.timedelta(days=8))
    for name in ("ada", "bea"):
        hand_in(browser(name, "analyst"), number)
    answer = late.post(f"/desk/coding/{number}/", CELLS)
    assert answer.status_code == 409
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.content.decode()
    assert Coding.objects.count() == 2


def test_a_forged_settlement_of_a_coder_is_refused(number: int) -> None:
    grace = browser("grace", "reviewer")
    hand_in(grace, number)
    hand_in(browser("ada", "analyst"), number, kind="SUBSIDY")
    assert "Settle" not in text(grace, f"/desk/coding/{number}/").replace("Settled", "")
    forged = CELLS | {"revision": "1", "reason-kind": "mine", "countries": "CHN USA"}
    assert grace.post(f"/desk/coding/{number}/settle/", forged).status_code == 403
    assert browser("ada", "analyst").post(f"/desk/coding/{number}/settle/", forged).status_code == 403
    assert (Adjudication.objects.count(), PolicyEvent.objects.get().kind) == (0, "INCIDENT")


@pytest.mark.parametrize(("role", "sees", "draws"), [
    ("reader", 403, 403), ("analyst", 200, 403), ("reviewer", 200, 302), ("admin", 200, 302),
])  # fmt: skip
def test_each_role_sees_and_does_its_own(number: int, role: str, sees: int, draws: int) -> None:
    events(3)
    client = browser("eve", role)
    for path in ("", f"{number}/", "agreement/"):
        assert client.get(f"/desk/coding/{path}").status_code == sees, path
    sent = {"seed": "5", "percent": "50", "state": "CANDIDATE"}
    assert client.post("/desk/coding/draw/", sent).status_code == draws
    assert CodingTask.objects.count() == (2 if draws == 302 else 1)
    assert Client().get("/desk/coding/").status_code == 302


@pytest.mark.parametrize("sent", [
    {"percent": "0"}, {"percent": "101"}, {"percent": "a"}, {"percent": "1e1"}, {"seed": ""}, {"seed": "-1"},
    {"seed": "99999999999"}, {"state": "x"}, {"seed": "٣"},
])  # fmt: skip
def test_a_draw_that_cannot_be_says_why_and_keeps_what_was_typed(sent: dict[str, str]) -> None:
    events(2)
    words = {"seed": "5", "percent": "50", "state": "CANDIDATE"} | sent
    answer = browser("grace", "reviewer").post("/desk/coding/draw/", words)
    assert (answer.status_code, CodingTask.objects.count()) == (422, 0)
    assert f'value="{words["percent"]}"' in answer.content.decode()


def test_what_is_not_there_is_not_found() -> None:
    client = browser("grace", "reviewer")
    for path in ("9/", "99999999999999999999/"):
        assert client.get(f"/desk/coding/{path}").status_code == 404
        assert client.post(f"/desk/coding/{path}take/").status_code == 404
        assert client.post(f"/desk/coding/{path}give-back/").status_code == 404
        assert client.post(f"/desk/coding/{path}", CELLS).status_code == 404
        assert client.post(f"/desk/coding/{path}settle/", CELLS | {"revision": "1"}).status_code == 404


def test_agreement_is_public_and_tells_no_number_from_too_few() -> None:
    reader = Client()
    assert "No figures yet" in text(reader, "/events/agreement/")
    slugs = events(10)
    draw()
    for place, slug in enumerate(slugs):
        for name, odd in (("ada", 5), ("bea", 4)):
            by = person(name, "analyst")
            actions.take_seat(task_id=task(slug), by=by, now=timezone.now())
            direction = "OPENS" if place < odd else "CLOSES"
            actions.submit_coding(
                task_id=task(slug), given=given(direction=direction), by=by, now=timezone.now()
            )
        if place == 8:
            reckon_agreement(now=timezone.now())
            page = text(reader, "/events/agreement/")
            assert page.count("too few") == 8
            assert not re.search(r">[01]\.\d\d<", page)
    reckon_agreement(now=timezone.now())
    page = text(reader, "/events/agreement/")
    # 1 - (1/10) / (198/380) = 0.808; nine of ten pairs are equal.
    assert ">0.81<" in page
    assert ">90 %<" in page
    assert "too few for a range" in page
    assert "no variation" in page
    assert "seed 7" in page
    assert ">0.81<" in text(browser("eve", "analyst"), "/desk/coding/agreement/")
