"""Text with script, HTML, control and right-to-left characters, and of any size: kept as typed or refused in words."""

import json
from typing import Any

import pytest

from apps.events.models import Draft, PolicyEvent, Proposal
from tests.web.desk_world import SLUG, Sitter, words, world

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)> "quoted" & \u202eesrever\u202c \x07 مرحبا 𝕏\n\ttabbed'


@pytest.fixture
def ana(static_files: None, db: None) -> Sitter:
    world()
    return Sitter("ana", "analyst")


def harmless(markup: str) -> bool:
    """Tell whether nothing of the hostile text is markup."""
    return "<script>alert" not in markup and "<img src=x" not in markup


def test_it_is_stored_as_typed_and_shown_harmless_everywhere(ana: Sitter) -> None:
    rea = Sitter("rea", "reviewer")
    draft = ana.take()
    title = HOSTILE.replace("\n\t", " ")
    typed = {
        "title": title,
        "summary": HOSTILE,
        "companies": HOSTILE.split("\n", maxsplit=1)[0],
        "reason": title,
    }
    typed |= {"direction": "CLOSES", "evidence-0-url": "https://example.org/", "evidence-0-quote": HOSTILE}
    first = ana.form(draft)
    ana.post(draft, first | typed | {"do": "save"})
    page = ana.get(draft)
    assert harmless(page)
    kept = Draft.objects.get().fields
    assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}
    ana.post(draft, ana.form(draft) | typed | {"do": "submit"})
    assert Proposal.objects.get().values["summary"] == HOSTILE
    for path in ("/desk/", "/desk/?view=waiting", f"/desk/events/{SLUG}/", "/desk/reviews/"):
        markup = rea.get(path)
        assert harmless(markup), path
        assert "\u202e" not in markup, path
    assert rea.judge("CONFIRM", reason=HOSTILE).status_code == 302
    event = PolicyEvent.objects.get(slug=SLUG)
    assert (event.summary, event.title) == (HOSTILE, title)
    for path in (f"/events/{SLUG}/", f"/events/{SLUG}/history/", f"/desk/events/{SLUG}/", "/events/"):
        markup = rea.get(path)
        assert harmless(markup), path
        assert "[U+202E]esrever" in markup, path


def test_a_megabyte_is_refused_in_words_and_stays_in_the_page(ana: Sitter) -> None:
    draft, long = ana.take(), "x" * 1_000_000
    fields = ana.form(draft) | {"summary": long}
    for do in ("save", "submit", "discard", "more-stages"):
        answer = ana.post(draft, fields | {"do": do}, 413).content.decode()
        assert "at most 200,000 are kept" in words(answer)
        assert long in answer
    told = ana.post(f"{draft}autosave/", fields, 413).json()
    assert "at most 200,000 are kept" in told["problem"]
    assert Draft.objects.get().fields == {}


def test_a_text_too_long_for_an_event_is_kept_as_a_draft(ana: Sitter) -> None:
    draft = ana.take()
    fields = ana.form(draft) | {"summary": "y" * 100_000}
    assert ana.post(f"{draft}autosave/", fields, 200).json()["saves"] == 1
    assert Draft.objects.get().fields["summary"] == ["y" * 100_000]
    refused = ana.post(draft, ana.form(draft) | {"do": "submit"}, 422).content.decode()
    assert "at most 4000 characters (it has 100000)" in words(refused)


def test_the_one_character_no_database_keeps_is_named(ana: Sitter) -> None:
    draft = ana.take()
    answer = ana.post(draft, ana.form(draft) | {"summary": "a\x00b", "do": "save"}, 422)
    assert "U+0000" in words(answer.content.decode())
    assert ana.post(f"{draft}autosave/", ana.form(draft) | {"title": "\x00"}, 413).json()["problem"]


def test_autosaves_are_counted_and_another_window_loses_nothing(ana: Sitter) -> None:
    draft = ana.take()
    fields = ana.form(draft)
    first = ana.post(f"{draft}autosave/", fields | {"summary": "one"}, 200).json()
    assert first["saves"] == 1
    # The same text again is no new save.
    assert ana.post(f"{draft}autosave/", fields | {"summary": "one", "saves": "1"}, 200).json()["saves"] == 1
    # A second window that began before: refused, told, and its text shown beside the saved one.
    assert (
        "another window" in ana.post(f"{draft}autosave/", fields | {"summary": "two"}, 409).json()["problem"]
    )
    page = words(ana.post(draft, fields | {"summary": "two", "do": "save"}, 409).content.decode())
    assert "one" in page
    assert "two" in page
    assert Draft.objects.get().fields["summary"] == ["one"]
    assert not Proposal.objects.exists()
    assert PolicyEvent.objects.get(slug=SLUG).summary == ""


def test_drafts_survive_signing_out_and_are_shown_again(ana: Sitter) -> None:
    draft = ana.take()
    ana.post(f"{draft}autosave/", ana.form(draft) | {"summary": "half a thought"}, 200)
    ana.client.post("/desk/sign-out/")
    again = Sitter("ana", "analyst")
    assert again.take() == draft
    assert again.form(draft)["summary"] == "half a thought"
    assert SLUG in again.get("/desk/?view=drafts")


def test_a_draft_that_is_closed_gives_the_text_back(ana: Sitter) -> None:
    draft = ana.take()
    fields = ana.form(draft)
    ana.post(draft, fields | {"do": "discard"})
    answer = ana.post(draft, fields | {"summary": "typed in the other window", "do": "save"}, 403)
    assert "typed in the other window" in answer.content.decode()
    assert ana.post(f"{draft}autosave/", fields, 404).json()["problem"]


@pytest.mark.parametrize(
    "junk", [{}, {"stages-TOTAL_FORMS": "x"}, {"saves": "-1"}, {"saves": "9" * 40}, {"do": "<b>"}]
)
def test_no_form_breaks_a_draft(ana: Sitter, junk: dict[str, str]) -> None:
    draft = ana.take()
    answer: Any = ana.client.post(draft, {"summary": "kept?"} | junk)
    assert answer.status_code in (302, 409, 422)
    for do in ("submit", "resolve", "more-evidence", "discard"):
        answer = ana.client.post(draft, {"summary": "kept?"} | junk | {"do": do})
        assert answer.status_code in (302, 403, 409, 422), do
    assert json.dumps([row.fields for row in Draft.objects.all()])


def test_a_bad_filter_gives_a_notice_and_the_queue(ana: Sitter) -> None:
    for query in ("kind=<b>", "view=%00", "severity=HUGE", "source=nowhere", "page=-1", "mine=perhaps"):
        assert "<b>" not in ana.get(f"/desk/?{query}").split("<main")[1].replace("<bdi>", ""), query
    assert ana.get("/desk/?kind=NEWS").count('<p class="notice">') == 1
    assert ana.client.get("/desk/events/no-such/").status_code == 404
    assert ana.client.post("/desk/events/no-such/take/").status_code == 404
    assert (
        ana.client.post(
            "/desk/events/no-such/judge/", {"verdict": "REJECT", "reason": "x", "revision": "1"}
        ).status_code
        == 404
    )
