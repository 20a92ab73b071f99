"""The pages of held readings: what was read beside what stands, the weeks that follow, one decision."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from apps.events import actions
from apps.events.models import Review
from apps.flows.models import EstimateRun
from apps.observations import actions as observations
from apps.observations.models import Observation
from tests.observations.build import DAY, NOW, row, snapshot, source
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
REASON = "the day's total is 40 times the median of 30 days <b>odd</b>"


@pytest.fixture
def held() -> int:
    """Hold two numbers, of which one has an accepted forerunner, and return the review's number."""
    source()
    stored = snapshot(body=b"earlier")
    observations.record(
        source_key="made.up", rows=[row(5, day=DAY - timedelta(days=1))], snapshot_id=stored, now=NOW
    )
    rows = [row(200), row(7, "b", day=DAY + timedelta(days=7))]
    actions.hold(
        subject_key="reading/made.up/tokens", source_key="made.up", reason=REASON,
        snapshot_id=snapshot(body=b"the very <bytes>"), rows=rows, now=NOW,
    )  # fmt: skip
    return Review.objects.get().pk


def send(client: Client, number: int, verdict: str, reason: str = "the source confirmed it") -> Any:
    return client.post(f"/desk/held/{number}/", {"verdict": verdict, "reason": reason})


def test_the_page_tells_what_was_read_what_stands_and_what_follows(held: int) -> None:
    client = browser("grace", "reviewer")
    assert f'href="/desk/held/{held}/"' in client.get("/desk/held/").content.decode()
    page = client.get(f"/desk/held/{held}/").content.decode()
    assert "40 times the median of 30 days &lt;b&gt;odd&lt;/b&gt;" in page
    # 200 read on 7 October 2026, 5 accepted on 6 October: 40 times. Both days' weeks begin on Mondays 5 and 12 October.
    for words in (">200<", ">5<", "40.0 ×", "6 Oct 2026", "the weeks of 5 Oct 2026 to 12 Oct 2026"):
        assert words in page, words
    sent = client.get(f"/desk/held/{held}/bytes/")
    assert sent.content == b"the very <bytes>"
    assert sent["Content-Disposition"].startswith("attachment")


def test_a_release_stores_the_numbers_and_asks_for_their_weeks(held: int) -> None:
    answer = send(browser("grace", "reviewer"), held, "ACCEPT")
    assert answer.status_code == 302
    assert Observation.objects.count() == 3
    run = EstimateRun.objects.get()
    assert (run.state, run.period_from, run.period_to) == ("REQUESTED", date(2026, 10, 5), date(2026, 10, 19))
    review = Review.objects.get()
    assert (review.verdict, review.reviewer, review.reason) == ("ACCEPT", "grace", "the source confirmed it")


def test_a_rejection_stores_nothing(held: int) -> None:
    assert send(browser("grace", "reviewer"), held, "REJECT").status_code == 302
    assert (Observation.objects.count(), EstimateRun.objects.count()) == (1, 0)
    page = browser("ada", "analyst").get(f"/desk/held/{held}/").content.decode()
    assert "the source confirmed it" in page


def test_a_second_decision_is_refused_and_its_words_come_back(held: int) -> None:
    client = browser("grace", "reviewer")
    send(client, held, "REJECT")
    again = send(client, held, "ACCEPT", "I think otherwise")
    assert again.status_code == 409
    assert "is decided: REJECT by grace" in again.content.decode()
    assert (Observation.objects.count(), Review.objects.get().verdict) == (1, "REJECT")


@pytest.mark.parametrize(
    ("verdict", "reason"), [("ACCEPT", " "), ("REJECT", ""), ("", "x"), ("MERGE", "x"), ("ACCEPT", "a\x00")]
)
def test_a_decision_needs_a_verdict_and_a_reason(held: int, verdict: str, reason: str) -> None:
    assert send(browser("grace", "reviewer"), held, verdict, reason).status_code == 422
    assert Review.objects.get().verdict is None


@pytest.mark.parametrize(("role", "sees", "decides"), [
    ("reader", 403, 403), ("analyst", 200, 403), ("reviewer", 200, 302), ("admin", 200, 302),
])  # fmt: skip
def test_each_role_sees_and_does_its_own(held: int, role: str, sees: int, decides: int) -> None:
    client = browser("eve", role)
    for path in ("", f"{held}/", f"{held}/bytes/"):
        assert client.get(f"/desk/held/{path}").status_code == sees, path
    assert send(client, held, "ACCEPT").status_code == decides
    assert Observation.objects.count() == (3 if decides == 302 else 1)


def test_what_is_not_there_is_not_found() -> None:
    client = browser("grace", "reviewer")
    for path in ("5/", "99999999999999999999/", "5/bytes/"):
        assert client.get(f"/desk/held/{path}").status_code == 404, path
    assert send(client, 99999999999999999999, "ACCEPT").status_code == 404
    assert "No reading is held." in client.get("/desk/held/").content.decode()
