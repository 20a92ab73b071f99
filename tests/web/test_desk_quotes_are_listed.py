"""The desk lists quotes that no longer stand; a long text is cut into parts that hold every character."""

from django.test import Client

from apps.web.desk.marked_text import parts_of, runs
from tests.api.world import EVENT, candidate, version
from tests.web.conftest import PUBLISHED
from tests.web.test_desk_texts_take_notes_and_evidence import analyst, send, text, words

__all__ = ["analyst", "text"]


def test_the_desk_lists_quotes_that_no_longer_stand(analyst: Client) -> None:
    candidate(now=PUBLISHED)
    send(analyst, 302, do="event", slug=EVENT, quote="use it")
    assert "No look was taken yet." in analyst.get("/desk/quotes/").content.decode()
    assert analyst.post("/desk/quotes/").status_code == 302
    assert "Every quote stands." in analyst.get("/desk/quotes/").content.decode()
    version("bbb2", "Nothing of it.", "2026-02-20T00:00:00", now=PUBLISHED)
    analyst.post("/desk/quotes/")
    row = words(analyst.get("/desk/quotes/").content.decode().split("<tbody>")[1])
    assert "use it stands in the stored text as quoted aaa1 gone bbb2" in row


def test_parts_are_cut_between_paragraphs_and_hold_every_character() -> None:
    text = ("a" * 40_000 + "\n\n") * 4
    parts = parts_of(text)
    assert parts == [(0, 40_002), (40_002, 80_004), (80_004, 120_006), (120_006, 160_008)]
    assert "".join(run.text for part in parts for run in runs(text, part, [])) == text
    assert parts_of("b" * 130_000) == [(0, 60_000), (60_000, 120_000), (120_000, 130_000)]
    assert parts_of("") == [(0, 0)]
