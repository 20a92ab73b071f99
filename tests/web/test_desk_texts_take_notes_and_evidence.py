"""A text at the desk: words picked in any way become notes and evidence; marks overlap; nothing typed is lost."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.events import actions
from apps.events.faults import Person
from apps.events.models import Annotation, AnnotationSpan, Draft, EventEvidence, EventRevision, Proposal
from apps.web.desk.marked_text import PART
from tests import build
from tests.api.world import DOCUMENT, EVENT, candidate, version
from tests.web.conftest import PUBLISHED

PAGE = f"/desk/documents/{DOCUMENT}/aaa1/"
TEXT = "You may use it. Do not resell it. Do not resell it."
HOSTILE = "<script>alert(1)</script> \u202eesrever\u202c \x07 مرحبا <b>"


@pytest.fixture
def text(static_files: None, db: None) -> None:
    """Store one version of a document."""
    build.countries()
    build.sources()
    version("aaa1", TEXT, "2026-02-01T00:00:00", now=PUBLISHED, change="FIRST")


@pytest.fixture
def analyst(text: None) -> Client:
    """Return an analyst's browser."""
    return signed_in("ada", "analyst")


def signed_in(name: str, role: str) -> Client:
    actions.give_role(username=name, role=role)
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def marked(markup: str) -> str:
    return markup.partition('id="text"')[2].partition("</section>")[0]


def send(client: Client, status: int, path: str = PAGE, **fields: Any) -> str:
    answer = client.post(path, {"uid": str(uuid4()), **fields})
    assert answer.status_code == status, (answer.status_code, words(answer.content.decode())[:600])
    return answer.headers.get("Location", "") or answer.content.decode()


def test_the_whole_text_is_shown_with_the_character_of_each_run(analyst: Client) -> None:
    markup = analyst.get(PAGE).content.decode()
    assert f'<span data-start="0">{TEXT}</span>' in markup
    assert "No words of this version are marked." in markup
    assert analyst.get(f"/desk/documents/{DOCUMENT}/").headers["Location"] == PAGE
    assert "OpenRouter: Terms of Service" in analyst.get("/desk/documents/?q=openrouter").content.decode()


@pytest.mark.parametrize(
    "picked",
    [{"start": "16", "end": "33"}, {"quote": "Do not resell it."}, {"first": "Do", "last": "resell it."}],
)
def test_picked_words_are_shown_before_anything_is_stored(analyst: Client, picked: dict[str, str]) -> None:
    for markup in (send(analyst, 200, do="look", **picked), analyst.get(PAGE, picked).content.decode()):
        assert '<mark data-start="16" class=" picked">Do not resell it.</mark>' in markup
        assert "characters 16 to 33" in words(markup)
    assert not Annotation.objects.exists()


def test_a_note_keeps_its_words_and_stands_in_the_text(analyst: Client) -> None:
    assert send(analyst, 302, do="note", quote="use it", body="Who is you?") == f"{PAGE}?part=1#m1"
    span = AnnotationSpan.objects.get()
    assert (span.start, span.end, span.annotation.body) == (8, 14, "Who is you?")
    assert span.annotation.subject_key == f"document/{DOCUMENT}"
    markup = analyst.get(PAGE).content.decode()
    assert '<mark data-start="8" class="">use it</mark>' in markup
    assert "Who is you?" in markup.split('id="marks"')[1]


def test_the_same_form_sent_twice_is_one_note(analyst: Client) -> None:
    uid = str(uuid4())
    for _ in range(2):
        send(analyst, 302, do="note", quote="use it", body="Twice", uid=uid)
    assert Annotation.objects.count() == AnnotationSpan.objects.count() == 1
    told = words(send(analyst, 422, do="note", quote="use it", body="Another", uid=uid))
    assert "was used for another note" in told
    assert "Another" in told


def test_two_marks_may_overlap(analyst: Client) -> None:
    # 0-15 "You may use it.", 8-22 "use it. Do not": together at 8-15.
    send(analyst, 302, do="note", start="0", end="15", body="one")
    send(analyst, 302, do="note", start="8", end="22", body="two")
    found = re.findall(
        r'<mark data-start="(\d+)" class="([^"]*)">([^<]+)</mark>', analyst.get(PAGE).content.decode()
    )
    assert found == [("0", "", "You may "), ("8", "deep", "use it."), ("15", "", " Do not")]


def test_a_withdrawn_note_leaves_the_text(analyst: Client) -> None:
    send(analyst, 302, do="note", quote="use it", body="Wrong")
    note = Annotation.objects.get()
    by = Person(note.author_id, "ada", "analyst")
    actions.withdraw(uid=note.uid, expected=1, reason="wrong words", by=by, now=PUBLISHED)
    assert "<mark" not in analyst.get(PAGE).content.decode()


def test_evidence_of_a_candidate_names_characters_and_hash(analyst: Client) -> None:
    candidate(now=PUBLISHED)
    quote = {"quote": "Do not resell it.", "start": "34", "end": "51"}
    assert send(analyst, 302, do="event", slug=EVENT, grade="A", **quote) == f"/desk/events/{EVENT}/"
    proof = EventEvidence.objects.get(span_start__isnull=False)
    assert (proof.span_start, proof.span_end, proof.quote, proof.grade) == (34, 51, "Do not resell it.", "A")
    assert proof.locator == "characters 34-51"
    log = EventRevision.objects.get(event__slug=EVENT, kind="EVIDENCE")
    assert (log.author.get_username(), log.codebook) == ("ada", "2")
    found = actions.check_quotes(now=PUBLISHED)
    assert (found.quotes, found.unmatched) == (1, 0)
    assert f'href="/desk/events/{EVENT}/"' in analyst.get(PAGE).content.decode()


def test_evidence_in_a_new_draft_keeps_its_second_place(analyst: Client) -> None:
    where = send(analyst, 302, do="new", start="34", end="51", locator="section 2")
    draft = Draft.objects.get()
    assert where == f"/desk/drafts/{draft.uid}/"
    told = {
        name.removeprefix("evidence-0-"): values[0] for name, values in draft.fields.items() if "-0-" in name
    }
    assert told["quote"] == "Do not resell it."
    assert told["locator"] == "characters 34-51; section 2"
    assert (told["document"], told["version"]) == (DOCUMENT, "aaa1")
    # A second piece goes into the next line.
    send(analyst, 302, do="draft", draft=str(draft.uid), quote="use it")
    draft.refresh_from_db()
    assert draft.fields["evidence-1-quote"] == ["use it"]
    assert draft.fields["evidence-0-quote"] == ["Do not resell it."]
    assert draft.fields["evidence-TOTAL_FORMS"] == ["2"]
    assert analyst.get(where).status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"do": "note", "quote": "not in it", "body": "kept text"},
            "these words do not stand in this version",
        ),
        ({"do": "note", "body": "kept text"}, "nothing is selected"),
        ({"do": "note", "start": "0", "end": "many", "body": "kept text"}, "is no whole number"),
        ({"do": "note", "start": "0", "end": "1" * 30, "body": "kept text"}, "is no whole number"),
        ({"do": "note", "start": "0", "end": "999", "body": "kept text"}, "lies outside the text"),
        ({"do": "note", "quote": "use it", "body": "kept text " * 600}, "at most 4,000"),
        ({"do": "note", "quote": "use it", "body": "kept text \x00"}, "U+0000"),
        ({"do": "note", "quote": "use it", "body": " ", "locator": "kept text"}, "the note is empty"),
        (
            {"do": "event", "quote": "use it", "slug": "no-such", "body": "kept text"},
            "There is no event no-such",
        ),
        ({"do": "event", "quote": "use it", "body": "kept text"}, "no event is named"),
        ({"do": "draft", "quote": "use it", "draft": "x", "body": "kept text"}, "no such open draft"),
        ({"do": "drop table", "quote": "use it", "body": "kept text"}, "drop table"),
    ],
)
def test_what_is_refused_says_why_and_gives_the_text_back(
    analyst: Client, fields: dict[str, str], said: str
) -> None:
    markup = send(analyst, 422, **fields)
    assert "Nothing was stored." in markup
    assert said in words(markup)
    assert "kept text" in markup
    assert not Annotation.objects.exists()
    assert not Draft.objects.exists()


def test_somebody_elses_draft_is_not_there(analyst: Client) -> None:
    send(signed_in("eve", "analyst"), 302, do="new", quote="use it")
    other = Draft.objects.get()
    send(analyst, 422, do="draft", draft=str(other.uid), quote="You may")
    other.refresh_from_db()
    assert "evidence-1-quote" not in other.fields


def test_evidence_of_a_published_event_waits_for_a_second_person(analyst: Client) -> None:
    candidate(now=PUBLISHED)
    from_source = EventEvidence.objects.count()
    reviewer = get_user_model().objects.create(username="rev")
    actions.give_role(username="rev", role="reviewer")
    actions.judge(
        slug=EVENT, expected=1, verdict="CONFIRM", reason="read", merged_into="", now=PUBLISHED,
        by=Person(reviewer.pk, "rev", "reviewer"),
    )  # fmt: skip
    send(analyst, 302, do="event", slug=EVENT, quote="use it")
    assert EventEvidence.objects.count() == from_source
    waiting = Proposal.objects.get()
    assert (waiting.evidence[0]["quote"], waiting.evidence[0]["span_start"]) == ("use it", 8)


def test_hostile_text_and_note_are_shown_harmless_and_stored_as_typed(analyst: Client) -> None:
    version("bbb2", f"Before {HOSTILE} after\rend.", "2026-02-20T00:00:00", now=PUBLISHED)
    path = f"/desk/documents/{DOCUMENT}/bbb2/"
    send(analyst, 302, path, do="note", start="0", end="6", body=HOSTILE)
    assert Annotation.objects.get().body == HOSTILE
    markup = analyst.get(path).content.decode()
    assert "<script>alert" not in markup
    assert "\u202e" not in markup
    assert "\x07" not in markup
    # One character each, whatever its code's length: 7 + 26 are before the mark of direction.
    assert '<span data-start="33" data-sign class="sign">[U+202E]</span><span data-start="34">' in markup
    assert "[U+000D]" in marked(markup)


def test_a_megabyte_is_read_in_parts_and_marked_by_characters(analyst: Client) -> None:
    long = "\n\n".join(f"Paragraph {n:06d} says nothing." for n in range(32_000))
    assert len(long) > 1_000_000
    version("ccc3", long, "2026-03-01T00:00:00", now=PUBLISHED)
    path = f"/desk/documents/{DOCUMENT}/ccc3/"
    where = send(analyst, 302, path, do="note", quote="Paragraph 031000 says", body="far down")
    assert re.fullmatch(rf"{path}\?part=1[67]#m1", where)
    markup = analyst.get(where.partition("#")[0]).content.decode()
    assert ">Paragraph 031000 says</mark>" in markup
    assert len(markup) < 3 * PART


@pytest.mark.parametrize("path", [PAGE, f"/desk/documents/{DOCUMENT}/", "/desk/documents/", "/desk/quotes/"])
def test_only_analysts_open_texts(text: None, path: str) -> None:
    assert Client().get(path).status_code == 302
    assert signed_in("reading", "reader").get(path).status_code == 403


@pytest.mark.parametrize(
    "path", [f"/desk/documents/{DOCUMENT}/a/", f"/desk/documents/{DOCUMENT}/zzz/", "/desk/documents/no/aaa1/"]
)
def test_what_is_no_version_is_not_found(analyst: Client, path: str) -> None:
    assert analyst.get(path).status_code == 404
