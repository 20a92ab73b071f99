"""Documents: versions with what each brought, the text at a moment within its licence, differences to link to."""

import re

import pytest
from django.test import Client

from apps.events.models import WatchedDocument
from apps.events.rows import ReadEvidence
from tests import build
from tests.api.world import DOCUMENT, at, candidate, version
from tests.web.conftest import PUBLISHED

PAGE = f"/documents/{DOCUMENT}/"
LOGS = "You may use it.\n\nWe keep logs for {} days.\n\nThe end comes with notice."
HOSTILE = '<script>alert(1)</script> "q" & \u202eesrever\u202c \x0b مرحبا <b>bold</b>'


def page(client: Client, path: str, status: int = 200, **params: str) -> str:
    answer = client.get(path, params)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


@pytest.fixture
def house(db: None) -> None:
    """Load what documents point at."""
    build.countries()
    build.sources()


@pytest.fixture
def four(house: None) -> None:
    """Record a first text, an amendment, a flap back to the first, and a technical upgrade."""
    version("aaa1", LOGS.format(30), "2026-02-01T00:00:00", now=PUBLISHED, change="FIRST")
    version("bbb2", LOGS.format(90), "2026-02-20T00:00:00", now=PUBLISHED)
    version("ccc3", LOGS.format(30), "2026-03-01T00:00:00", now=PUBLISHED, change="KNOWN")
    version(
        "ddd4", LOGS.format(30) + " ", "2026-04-01T00:00:00", now=PUBLISHED, change="TECHNICAL",
        is_technical_upgrade=True,
    )  # fmt: skip


def test_without_documents_the_list_says_why(reader: Client, house: None) -> None:
    assert "No document has been gathered yet" in words(page(reader, "/documents/"))


def test_the_list_counts_versions_and_technical_ones(reader: Client, four: None) -> None:
    markup = page(reader, "/documents/")
    row = words(markup.split("<tbody>")[1].split("</tbody>")[0])
    assert row == "OpenRouter: Terms of Service 1 Apr 2026 4 1 terms.archive"
    assert "No document fits." in words(page(reader, "/documents/", q="nothing like it"))
    assert "OpenRouter: Terms" in page(reader, "/documents/", q="openrouter", source="terms.archive")


def test_versions_are_marked_new_technical_or_flapping(reader: Client, four: None) -> None:
    markup = page(reader, PAGE).split('id="versions"')[1]
    rows = [words(row) for row in re.findall(r"<tr[ >].*?</tr>", markup, re.DOTALL)][1:]
    assert [row.split(",")[0] for row in rows] == ["1 Apr 2026", "1 Mar 2026", "20 Feb 2026", "1 Feb 2026"]
    assert "technical" in rows[0]
    assert "flapping: back to the text of 1 Feb 2026" in rows[1]
    assert "new passage" in rows[2]
    # It stood for nine days, until 1 March: neither it nor the return is a change.
    assert "flapping: the text before came back on 1 Mar 2026" in rows[2]
    assert "<strong>new passage" not in markup
    assert "first record" in rows[3]


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"at": "2026-02-10"}, 30),
        ({"at": "2026-02-20T00:00:00Z"}, 90),
        ({"version": "bbb2"}, 90),
        ({"version": "bb"}, 90),
    ],
)
def test_the_text_in_force_at_a_moment_is_shown(
    reader: Client, four: None, asked: dict[str, str], days: int
) -> None:
    shown = page(reader, PAGE, **asked).split('class="excerpt"')[1].split("</div>")[0]
    # Half of the text is shown: up to the beginning of the changed sentence.
    assert "You may use it." in shown
    text = LOGS.format(days)
    assert text[: len(text) // 2] in shown
    assert text not in shown


@pytest.mark.parametrize(
    "asked",
    [
        {"at": "2026-01-01"},
        {"at": "2999-01-01"},
        {"at": "yesterday"},
        {"at": "2026-02-30"},
        {"at": "\x00"},
        {"version": "zzz"},
        {"version": "%00" * 60},
        {"version": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
    ],
)
def test_a_moment_or_version_that_is_not_there_gives_a_notice(
    reader: Client, four: None, asked: dict[str, str]
) -> None:
    markup = page(reader, PAGE, **asked)
    assert markup.count('<p class="notice">') == 1
    assert "The text of 1 Apr 2026" in markup


def test_no_more_than_two_thousand_signs_of_a_foreign_text_are_served(reader: Client, house: None) -> None:
    version("aaa1", "word " * 100_000, "2026-02-01T00:00:00", now=PUBLISHED, change="FIRST")
    markup = page(reader, PAGE)
    assert 390 <= markup.count("word ") <= 402
    assert "no more than 2,000 characters" in words(markup)
    assert len(markup) < 20_000


def test_a_difference_is_told_word_by_word_with_a_place_to_link_to(reader: Client, four: None) -> None:
    markup = page(reader, f"{PAGE}diff/", **{"from": "aaa1", "to": "bbb2"})
    change = markup.split('<article class="change"')[1].split("</article>")[0]
    anchor = re.findall(r'id="(hunk-[0-9a-f]{10})"', change)[0]
    assert f'href="#{anchor}"' in change
    assert 'id="hunk-1"' in change
    assert "We keep logs for <del>30</del> <ins>90</ins> days." in change
    folded = re.findall(r'class="fold"><summary>([^<]+)<', markup)
    # Before: "You may use it." After: "days." and "The end comes with notice."
    assert folded == ["4 words unchanged", "6 words unchanged"]
    assert markup.count("<code>") >= 4


def test_side_by_side_each_text_stands_alone(reader: Client, four: None) -> None:
    markup = page(reader, f"{PAGE}diff/", layout="side", **{"from": "aaa1", "to": "bbb2"})
    sides = re.findall(r'<p dir="auto">(.*?)</p>', markup)
    assert sides == ["We keep logs for <del>30</del> days.", "We keep logs for <ins>90</ins> days."]


def test_versions_given_the_wrong_way_round_are_put_in_order(reader: Client, four: None) -> None:
    markup = page(reader, f"{PAGE}diff/", **{"from": "bbb2", "to": "aaa1"})
    assert "<del>30</del> <ins>90</ins>" in markup


def test_without_words_the_latest_change_is_shown(reader: Client, four: None) -> None:
    text = words(page(reader, f"{PAGE}diff/"))
    assert "Before: 1 Mar 2026" in text
    assert "After: 1 Apr 2026" in text
    assert "This is no event." in text
    assert "Only white space differs." in text


def test_a_moment_names_the_version_in_force(reader: Client, four: None) -> None:
    assert "<del>30</del> <ins>90</ins>" in page(reader, f"{PAGE}diff/", to="2026-02-21")


@pytest.mark.parametrize("asked", [{"from": "zzz"}, {"to": "\x00"}, {"layout": "<b>"}, {"to": "x" * 5_000}])
def test_a_bad_word_gives_a_notice_and_the_latest_change(
    reader: Client, four: None, asked: dict[str, str]
) -> None:
    markup = page(reader, f"{PAGE}diff/", **asked)
    assert '<p class="notice">' in markup
    assert "After: 1 Apr 2026" in words(markup)


def test_the_same_version_twice_has_no_difference(reader: Client, four: None) -> None:
    assert "letter for letter" in page(reader, f"{PAGE}diff/", **{"from": "aaa1", "to": "ccc3"})


def test_foreign_text_is_shown_harmless(reader: Client, house: None) -> None:
    version("aaa1", "Before. " * 40, "2026-02-01T00:00:00", now=PUBLISHED, change="FIRST")
    WatchedDocument.objects.update(title=HOSTILE, agency=HOSTILE, url="javascript:alert(3)")
    version("bbb2", f"{HOSTILE} " * 40, "2026-02-20T00:00:00", now=PUBLISHED)
    for path in ("/documents/", PAGE, f"{PAGE}diff/", f"{PAGE}diff/?layout=side"):
        markup = page(reader, path)
        assert "<script>alert" not in markup, path
        assert "<b>bold" not in markup, path
        assert "\u202e" not in markup, path
        assert "\x0b" not in markup, path
        assert 'href="javascript' not in markup, path
    assert "[U+202E]esrever[U+202C]" in page(reader, f"{PAGE}diff/")


def test_a_huge_text_is_answered_and_not_compared(reader: Client, house: None) -> None:
    version("aaa1", "word " * 410_000, "2026-02-01T00:00:00", now=PUBLISHED, change="FIRST")
    version("bbb2", "other " * 410_000, "2026-02-20T00:00:00", now=PUBLISHED)
    markup = page(reader, f"{PAGE}diff/")
    assert "longer than 2,000,000 characters" in words(markup)
    assert len(markup) < 20_000


def test_an_event_of_a_version_is_linked_with_its_mark(reader: Client, four: None) -> None:
    key = "genai-contrib/OpenRouter/Terms of Service"
    proof = ReadEvidence(document=(key, "bbb2"), quote="We keep logs for 90 days.", grade="A")
    candidate("terms-changed", now=PUBLISHED, evidence=(proof,))
    text = page(reader, PAGE, version="bbb2")
    assert 'href="/events/terms-changed/?state=CANDIDATE"' in text
    assert "terms-changed" not in page(reader, PAGE, version="aaa1")
    event = page(reader, "/events/terms-changed/", state="CANDIDATE")
    assert f'href="{PAGE}?version=bbb2"' in event
    assert f'href="{PAGE}diff/?to=bbb2"' in event
    assert "We keep logs for 90 days.</blockquote>" in event


@pytest.mark.parametrize("path", ["/documents/no-such/", "/documents/no-such/diff/"])
def test_what_is_no_document_is_not_found(reader: Client, house: None, path: str) -> None:
    page(reader, path, status=404)


def test_what_was_not_recorded_yet_is_not_shown(reader: Client, house: None) -> None:
    version("aaa1", LOGS.format(30), "2026-02-01T00:00:00", now=at("2026-03-01T00:00:00"), change="FIRST")
    page(reader, PAGE, status=404, as_of="2026-02-15")
    page(reader, PAGE, as_of="2026-03-02")


def test_search_leads_to_the_document(reader: Client, four: None) -> None:
    assert f'href="{PAGE}"' in page(reader, "/search/", q="openrouter")
