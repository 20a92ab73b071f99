"""Events: candidates only when asked for, conflicting dates side by side, foreign text harmless, history public."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from apps.collectors import run
from apps.events.models import EventRevision, PolicyEvent, Review
from apps.events.rows import ReadEvidence, ReadStage
from apps.observations import actions as observations
from apps.observations.rows import ChangeNote
from tests import build
from tests.api.world import EVENT, at, candidate, settled
from tests.web.conftest import PUBLISHED

ANTIGRAVITY = "google-antigravity-third-party-access"
ANTHROPIC = "anthropic-subscription-credentials-third-party-tools"
ASKED = {"state": "CANDIDATE"}
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)> "quoted" & \u202eesrever\u202c \x07 مرحبا'


def page(client: Client, path: str, status: int = 200, **params: str) -> str:
    answer = client.get(path, params)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def confirmed(slug: str = EVENT, *, reason: str = "read at the source") -> None:
    """Confirm an event as a reviewer does."""
    person, _ = get_user_model().objects.get_or_create(username="reviewer-1")
    event = PolicyEvent.objects.get(slug=slug)
    Review.objects.create(
        subject_key=f"event/{slug}", source_key="desk", payload={}, opened_at=PUBLISHED, reviewer="reviewer-1",
        verdict="CONFIRM", reason=reason, decided_at=PUBLISHED,
    )  # fmt: skip
    EventRevision.objects.create(
        event=event, number=2, kind="REVIEW", author=person, at=PUBLISHED, reason=reason,
        changes={"state": ["CANDIDATE", "CONFIRMED"]},
    )  # fmt: skip
    PolicyEvent.objects.filter(slug=slug).update(state="CONFIRMED")
    told = ChangeNote(op="STATUS", resource="events", id=slug, reason=reason)
    observations.note_changes(part="EVENTS", changes=[told], now=PUBLISHED)
    settled()


@pytest.fixture
def house(db: None) -> None:
    """Load what events point at."""
    build.countries()
    build.sources()


@pytest.fixture
def bundled(house: None) -> None:
    """Collect the events that ship with the product."""
    run.collect(source="curated.policy_events", now=PUBLISHED)
    settled()


def test_without_a_confirmed_event_the_list_says_how_many_candidates_wait(
    reader: Client, bundled: None
) -> None:
    text = words(page(reader, "/events/"))
    assert "No confirmed event yet; 19 candidates wait for review." in text
    assert "Antigravity" not in text


def test_candidates_are_shown_when_asked_for_each_marked(reader: Client, bundled: None) -> None:
    markup = page(reader, "/events/", **ASKED)
    assert markup.count('<li class="event-line">') == 19
    assert markup.count("candidate, not reviewed</span>") == 19
    assert "19 candidates" in words(markup)
    assert "/api/v1/events.atom?state=CANDIDATE" in markup


def test_filters_keep_what_fits(reader: Client, bundled: None) -> None:
    terms = page(
        reader, "/events/", kind="TERMS_CHANGE", **{"from": "2026-02-27", "to": "2026-02-27"}, **ASKED
    )
    assert re.findall(r'href="/events/([a-z0-9-]+)/\?', terms) == [ANTIGRAVITY]
    # Programs' `to` is the day after the last one.
    assert "kind=TERMS_CHANGE&amp;state=CANDIDATE&amp;to=2026-02-28" in terms
    none = words(page(reader, "/events/", kind="LAUNCH", country="CHN"))
    assert "No event fits, confirmed or waiting." in none or "No confirmed event fits yet" in none


def test_conflicting_dates_of_antigravity_stand_beside_their_sources(reader: Client, bundled: None) -> None:
    markup = page(reader, f"/events/{ANTIGRAVITY}/", **ASKED)
    enforced = markup.split("<h3>Enforced</h3>")[1].split("<h3>")[0]
    assert "Sources disagree about the date" in enforced
    assert re.findall(r'<time datetime="([\d-]+)"', enforced) == ["2026-02-12", "2026-02-14", "2026-02-23"]
    assert enforced.count(">disputed</span>") == 2
    assert "falcao.org" in enforced
    assert "euno.news" in enforced
    changed = markup.split("<h3>Text changed</h3>")[1].split("</ol>")[0]
    assert re.findall(r'<time datetime="([\d-]+)"', changed) == ["2026-02-13", "2026-02-27", "2026-05-20"]
    assert "Sources disagree" not in changed


def test_the_chain_of_anthropic_shows_four_stages_and_its_doubt(reader: Client, bundled: None) -> None:
    markup = page(reader, f"/events/{ANTHROPIC}/", **ASKED)
    stages = markup.split('id="stages"')[1].split("</section>")[0]
    assert re.findall(r"<h3>([^<]+)</h3>", stages) == ["Enforced", "Text changed", "Clarified", "In effect"]
    dates = re.findall(r'<time datetime="([\d-]+)"', stages)
    assert dates == ["2026-01-09", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-19", "2026-04-04"]
    assert "19 February by the press, others say 20 February" in words(markup)


def test_on_the_bundled_weeks_before_and_after_make_no_statement(
    reader: Client, static_files: None, tiny: str
) -> None:
    run.collect(source="curated.policy_events", now=PUBLISHED)
    settled()
    panel = (
        page(reader, f"/events/{ANTIGRAVITY}/", **ASKED).split('id="before-after"')[1].split("</section>")[0]
    )
    assert "association, not cause" in panel
    assert re.findall(r"<strong>([^<]+)</strong>", panel) == ["no statement"] * 3


@pytest.mark.parametrize("path", [f"/events/{EVENT}/", f"/events/{EVENT}/?state=CONFIRMED"])
def test_a_candidate_has_no_page_unless_asked_for(reader: Client, house: None, path: str) -> None:
    candidate(now=PUBLISHED)
    text = page(reader, path, status=404)
    assert "Framework for AI diffusion" not in text
    assert f"/events/{EVENT}/?state=CANDIDATE" in text


def test_an_event_taken_back_says_why(reader: Client, house: None) -> None:
    candidate(now=PUBLISHED)
    Review.objects.create(
        subject_key=f"event/{EVENT}", source_key="desk", payload={}, opened_at=PUBLISHED, reviewer="r",
        verdict="REJECT", reason="it never happened", decided_at=PUBLISHED,
    )  # fmt: skip
    PolicyEvent.objects.update(state="REJECTED")
    assert "it never happened" in page(reader, f"/events/{EVENT}/", status=410)


@pytest.mark.parametrize("path", ["/events/no-such/", "/events/no-such/?state=CANDIDATE"])
def test_what_is_no_event_is_not_found(reader: Client, house: None, path: str) -> None:
    assert "No event has this name." in page(reader, path, status=404)


def test_foreign_text_is_shown_harmless(reader: Client, house: None) -> None:
    proofs = (ReadEvidence(url="javascript:alert(3)", quote=HOSTILE, locator=HOSTILE, grade="A"),)
    candidate(
        now=PUBLISHED, title=HOSTILE.replace("\x07", ""), summary=HOSTILE + "x" * 9_000, doubt=HOSTILE, evidence=proofs,
        stages=(ReadStage(stage="ANNOUNCED", date=date(2025, 1, 15)),),
    )  # fmt: skip
    for path in ("/events/", f"/events/{EVENT}/"):
        markup = page(reader, path, **ASKED)
        assert "<script>alert" not in markup
        assert "<img src=x" not in markup
        assert "\u202e" not in markup
        assert "\x07" not in markup
        assert "[U+202E]esrever[U+202C]" in markup
        assert "مرحبا" in markup
        assert "javascript:alert(3)" not in re.findall(r'href="([^"]*)"', markup)
        assert len(markup) < 60_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "<b>x</b>"),
        ("state", "REJECTED"),
        ("from", "2026-13-01"),
        ("to", "99999-01-01"),
        ("country", "ZZZ"),
        ("from", "0001-01-01"),
        ("kind", "\x00"),
    ],
)
def test_a_bad_filter_gives_a_notice_and_the_list(reader: Client, house: None, name: str, value: str) -> None:
    markup = page(reader, "/events/", **{name: value})
    assert markup.count('<p class="notice">') == 1
    assert "<b>x</b>" not in markup


@pytest.mark.parametrize("number", ["0", "-1", "999999999999999999999", "x", "\u0663", "2"])
def test_any_page_number_is_answered(reader: Client, house: None, number: str) -> None:
    candidate(now=PUBLISHED)
    page(reader, "/events/", page=number, **ASKED)


def test_a_confirmed_event_stands_on_its_countries_corridor_and_timeline(reader: Client, tiny: str) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    build.sources()
    steps = (
        ReadStage(stage="ANNOUNCED", date=date(2026, 2, 18)),
        ReadStage(stage="RUMOUR", date=date(2026, 2, 24)),
    )
    candidate(now=PUBLISHED, stages=steps)
    for path in ("/countries/CHN/", "/countries/USA/", "/flows/CHN/USA/"):
        assert "1 candidate waits for review" in words(page(reader, path)), path
    assert "event-ring" not in page(reader, "/timeline/")
    confirmed()
    for path in ("/events/", "/countries/CHN/", "/countries/USA/", "/flows/CHN/USA/"):
        assert f'href="/events/{EVENT}/"' in page(reader, path), path
    assert f'href="/events/{EVENT}/"' not in page(reader, "/countries/FRA/")
    markup = page(reader, "/timeline/")
    # Two drawings, wide and narrow; the rumour is no mark.
    assert markup.count("event-ring") == 4
    assert "Framework for AI diffusion: Announced, 18 Feb 2026" in words(markup)


def test_history_says_who_when_what_and_why(reader: Client, house: None) -> None:
    candidate(now=PUBLISHED)
    confirmed(reason="read at the source <b>twice</b>")
    markup = page(reader, f"/events/{EVENT}/")
    rows = [words(row) for row in re.findall(r'<tr id="r\d+">.*?</tr>', markup, re.DOTALL)]
    # Readers see the reviewer under a number, which hangs on the accounts that were made before.
    assert re.match(
        r"2 18 Nov 2026, 09:00 UTC contributor-\d+ Reviewed codebook 1 state : CANDIDATE CONFIRMED", rows[0]
    )
    assert rows[0].endswith("read at the source &lt;b&gt;twice&lt;/b&gt;")
    assert rows[1].startswith("1 18 Nov 2026, 09:00 UTC curated.policy_events Made")


def test_as_of_before_its_recording_there_is_no_event(reader: Client, house: None) -> None:
    candidate(now=at("2026-11-10T00:00:00"))
    page(reader, f"/events/{EVENT}/", status=404, as_of="2026-11-09", **ASKED)
    page(reader, f"/events/{EVENT}/", as_of="2026-11-10", **ASKED)


def test_the_address_of_a_view_keeps_what_was_known(reader: Client, house: None) -> None:
    candidate(now=at("2026-11-10T00:00:00"))
    markup: Any = page(reader, f"/events/{EVENT}/", as_of="2026-11-12T10:00:00Z", **ASKED)
    assert f"/events/{EVENT}/?state=CANDIDATE&amp;as_of=2026-11-12T10:00:00Z" in markup
