"""From a candidate to a published event: drafts survive, conflicts keep both texts, a second person decides."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.events import actions
from apps.events.faults import OwnWork, Person
from apps.events.models import Draft, EventRevision, EventStage, PolicyEvent, Proposal
from apps.events.rows import ReadCandidate, ReadEvidence, ReadStage
from apps.events.words import VERDICTS
from tests.api.world import TERMS, settled
from tests.web.desk_world import CLAUSE, SLUG, Sitter, fields_of, revision_of, words, world

TITLE = "OpenRouter forbids third-party agents"


@pytest.fixture
def people(static_files: None, db: None) -> tuple[Sitter, Sitter, Sitter]:
    world()
    return Sitter("ana", "analyst"), Sitter("ben", "analyst"), Sitter("rea", "reviewer")


def handed_in(sitter: Sitter, *, slug: str = SLUG, **typed: str) -> Any:
    """Take an event, type into its form and hand it in."""
    draft = sitter.take(slug)
    fields = sitter.form(draft) | {"title": TITLE, "direction": "CLOSES", "confidence": "HIGH"} | typed
    return sitter.post(draft, fields | {"do": "submit"})


def public(slug: str = SLUG) -> Any:
    return Client().get(f"/events/{slug}/")


def test_a_candidate_becomes_a_published_event(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, _, rea = people
    handed_in(
        ana,
        summary="Agents are named.",
        targets="chn, DEU",
        companies="Acme, Inc.\nBetter Ltd",
        reason="read it",
    )
    assert public().status_code == 404
    page = rea.get(f"/desk/events/{SLUG}/")
    assert "Agents are named." in words(page)
    assert f"<mark>{CLAUSE}</mark>" in page
    assert "…" in page.split("<mark>")[0][-400:] or "We keep logs" in page.split("<mark>")[0][-400:]
    assert rea.judge("CONFIRM").status_code == 302
    event = PolicyEvent.objects.get(slug=SLUG)
    assert (event.state, event.title, event.direction, event.confidence) == (
        "CONFIRMED",
        TITLE,
        "CLOSES",
        "HIGH",
    )
    assert event.companies == ["Acme, Inc.", "Better Ltd"]
    assert sorted(event.targets.values_list("pk", flat=True)) == ["CHN", "DEU"]
    assert TITLE in public().content.decode()
    kinds = list(
        EventRevision.objects.filter(event=event).order_by("number").values_list("kind", "author__username")
    )
    assert kinds == [("CREATED", None), ("PROPOSED", "ana"), ("EDITED", "ana"), ("REVIEW", "rea")]
    assert not Draft.objects.filter(ended_at__isnull=True).exists()


def test_a_published_text_changes_only_through_a_second_person(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, ben, rea = people
    handed_in(ana, summary="First.")
    rea.judge("CONFIRM")
    handed_in(ben, summary="Second.", title=TITLE)
    assert "First." in public().content.decode()
    assert "Second." not in public().content.decode()
    markup = rea.get(f"/desk/events/{SLUG}/")
    assert "<del><bdi>First. </bdi></del>" in markup
    assert "<ins><bdi>Second. </bdi></ins>" in markup
    assert ana.judge("CONFIRM").status_code == 403
    assert rea.judge("CONFIRM").status_code == 302
    assert "Second." in public().content.decode()
    log = EventRevision.objects.filter(event__slug=SLUG, kind="EDITED").order_by("-number")[0]
    assert log.changes == {"summary": ["First.", "Second."]}


def test_what_waits_is_not_told_in_the_public_history(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, ben, rea = people
    handed_in(ana, summary="First.")
    rea.judge("CONFIRM")
    handed_in(ben, summary="An unreviewed word.", title=TITLE)
    for path in (f"/events/{SLUG}/", f"/events/{SLUG}/history/", f"/api/v1/events/{SLUG}/history"):
        assert "unreviewed word" not in Client().get(path).content.decode(), path


def test_two_analysts_at_once_lose_neither_text(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, ben, rea = people
    hers, his = ana.take(), ben.take()
    his_form = ben.form(his) | {"title": "Ben's title", "summary": "Ben's summary", "do": "submit"}
    ana.post(hers, ana.form(hers) | {"title": "Ana's title", "summary": "Ana's summary", "do": "submit"})
    conflict = ben.post(his, his_form, 409).content.decode()
    text = words(conflict)
    for found in (
        "Ana's title",
        "Ben's title",
        "Ana's summary",
        "Ben's summary",
        "at revision 1 and is at 2",
    ):
        assert found in text
    # His text is his draft already, whatever he does now.
    assert Draft.objects.get(author__username="ben").fields["summary"] == ["Ben's summary"]
    chosen = fields_of(conflict.split('class="lead"')[1]) | {
        "choose-title": "theirs",
        "choose-summary": "mine",
    }
    fresh = ben.post(his, chosen).headers["Location"]
    form = ben.form(fresh)
    assert (form["title"], form["summary"], form["revision"]) == ("Ana's title", "Ben's summary", "2")
    ben.post(fresh, form | {"do": "submit"})
    assert rea.judge("CONFIRM").status_code == 302
    event = PolicyEvent.objects.get(slug=SLUG)
    assert (event.title, event.summary) == ("Ana's title", "Ben's summary")
    # Both texts stay: hers as a replaced text, his first draft as it was typed.
    assert Proposal.objects.get(author__username="ana").values["summary"] == "Ana's summary"
    assert Draft.objects.filter(
        author__username="ben", fields__title=["Ben's title"], end="DISCARDED"
    ).exists()
    page = words(rea.get(f"/desk/events/{SLUG}/"))
    assert "Ana's summary" in page


def test_own_work_is_refused_by_page_and_by_forged_form(people: tuple[Sitter, Sitter, Sitter]) -> None:
    rea, root = people[2], Sitter("root", "admin")
    handed_in(rea)
    handed_in(root, title="By root")
    before = revision_of(SLUG)
    for own in (rea, root):
        assert 'id="judge"' not in own.get(f"/desk/events/{SLUG}/")
        person = Person(get_user_model().objects.get(username=own.name).pk, own.name, "admin")
        for verdict in VERDICTS:
            assert own.judge(verdict, merged_into="").status_code in (403, 422), verdict
            with pytest.raises(OwnWork):
                actions.judge(
                    slug=SLUG, expected=before, verdict=verdict, reason="x", merged_into="", by=person,
                    now=datetime.now(UTC),
                )  # fmt: skip
    assert (revision_of(SLUG), PolicyEvent.objects.get(slug=SLUG).state) == (before, "CANDIDATE")


def test_an_analyst_cannot_confirm_with_a_forged_form(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, ben, _ = people
    assert ben.judge("CONFIRM").status_code == 403
    handed_in(ana)
    for verdict in VERDICTS:
        assert ben.judge(verdict, merged_into="").status_code in (403, 422), verdict
    assert PolicyEvent.objects.get(slug=SLUG).state == "CANDIDATE"


def test_a_text_that_was_sent_back_is_where_one_goes_on(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, _, rea = people
    handed_in(ana, summary="Half a")
    assert rea.judge("NEEDS_WORK", reason="say which agents").status_code == 302
    assert "say which agents" in words(ana.get("/desk/?view=returned"))
    form = ana.form(ana.take())
    assert form["summary"] == "Half a"
    assert rea.judge("DECLINE").status_code == 409


def test_a_verdict_on_a_text_one_has_not_seen_is_refused(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, ben, rea = people
    handed_in(ana, summary="First.")
    seen = revision_of(SLUG)
    handed_in(ben, summary="Second.")
    answer = rea.judge("CONFIRM", revision=seen, reason="long reason that must not be lost")
    assert answer.status_code == 409
    assert "long reason that must not be lost" in answer.content.decode()
    assert PolicyEvent.objects.get(slug=SLUG).state == "CANDIDATE"


def test_a_stage_is_added_beside_and_one_is_corrected(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, _, rea = people
    standing = EventStage.objects.get(event__slug=SLUG)
    draft = ana.take()
    fields = ana.form(draft) | {
        "stages-TOTAL_FORMS": "2", "stages-0-stage": "EFFECTIVE", "stages-0-date": "2026-11-30", "stages-0-proof": "n0",
        "stages-0-date_precision": "DAY", "stages-1-stage": "TEXT_CHANGE", "stages-1-date": "2026-11-19",
        "stages-1-date_precision": "MONTH", "stages-1-proof": f"e{standing.evidence_id}", "stages-1-is_disputed": "on",
        "stages-1-supersedes": str(standing.pk), "evidence-0-url": "https://example.org/statement",
        "evidence-0-quote": "from 30 November", "evidence-0-grade": "B", "do": "submit",
    }  # fmt: skip
    ana.post(draft, fields)
    assert EventStage.objects.count() == 1
    page = words(rea.get(f"/desk/events/{SLUG}/"))
    assert "from 30 November" in page
    rea.judge("CONFIRM")
    added, corrected = EventStage.objects.order_by("pk")[1:]
    assert (added.stage, added.evidence.url) == ("EFFECTIVE", "https://example.org/statement")
    assert (corrected.supersedes_id, corrected.date_precision, corrected.is_disputed) == (
        standing.pk,
        "MONTH",
        True,
    )


def test_a_duplicate_is_merged_and_everything_stays_findable(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, ben, rea = people
    other = ReadCandidate(
        slug="another-telling", kind="DISCLOSURE", title="The same from elsewhere",
        evidence=(ReadEvidence(url="https://example.org/news", quote="agents are out"),),
        stages=(ReadStage(stage="ANNOUNCED", date=date(2026, 11, 1)),),
    )  # fmt: skip
    actions.record_candidates(source_key=TERMS, candidates=[other], now=datetime.now(UTC))
    settled()
    handed_in(ana)
    rea.judge("CONFIRM")
    # Into a published event only a reviewer merges.
    assert ben.judge("MERGE", slug="another-telling", merged_into=SLUG).status_code == 403
    assert rea.judge("MERGE", slug="another-telling", merged_into="no-such").status_code == 422
    assert rea.judge("MERGE", slug="another-telling", merged_into=SLUG).status_code == 302
    answer = Client().get("/events/another-telling/")
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"/events/{SLUG}/")
    page = words(public().content.decode())
    assert "agents are out" in page
    assert "1 Nov 2026" in page
    kinds = EventRevision.objects.filter(event__slug=SLUG).order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["CREATED", "PROPOSED", "EDITED", "REVIEW", "MERGED"]
    # The old event keeps its own rows and its history.
    assert EventStage.objects.filter(event__slug="another-telling").count() == 1
    assert "another-telling" in rea.get(f"/desk/events/{SLUG}/")
    assert "read at the source" in words(rea.get("/desk/events/another-telling/"))
    # The source tells of it again: what it says goes to the event that stays, and nothing doubles.
    actions.record_candidates(source_key=TERMS, candidates=[other], now=datetime.now(UTC))
    assert EventStage.objects.filter(event__slug=SLUG).count() == 2


def test_an_analyst_rejects_a_candidate_that_nobody_worked_on(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana, _, rea = people
    assert ana.judge("REJECT", reason="").status_code == 422
    assert ana.judge("REJECT", reason="noise: a link changed").status_code == 302
    assert "noise: a link changed" in public().content.decode()
    ana.get("/desk/")
    assert SLUG not in ana.get("/desk/?view=all")
    assert rea.judge("CONFIRM", reason="it is none").status_code == 302
