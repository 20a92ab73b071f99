"""Two versions compared: unchanged words unfold, each change has an address of its own, flapping is no change."""

import re

from django.test import Client

from apps.observations.models import Source
from apps.web.diff_parts import compared
from tests.api.world import version
from tests.web.conftest import PUBLISHED
from tests.web.test_document_pages_tell_versions_apart import PAGE, four, house, page, words

__all__ = ["four", "house"]


def test_two_texts_of_a_megabyte_are_compared_and_the_page_stays_small(reader: Client, house: None) -> None:
    # 20,000 paragraphs of 52 signs; every hundredth changes a word: 200 differences.
    before = [f"Paragraph {n:06d} says that nobody may resell anything." for n in range(20_000)]
    after = [text.replace("nobody", "everybody") if n % 100 == 0 else text for n, text in enumerate(before)]
    version("aaa1", "\n\n".join(before), "2026-02-01T00:00:00", now=PUBLISHED, change="FIRST")
    version("bbb2", "\n\n".join(after), "2026-02-20T00:00:00", now=PUBLISHED)
    markup = page(reader, f"{PAGE}diff/", layout="side")
    shown = markup.count('<article class="change"')
    hidden = re.findall(r"(\d+) further change", markup)
    # Each shows its 52 signs and up to 2 x 300 around it, 60,000 in all: some ninety.
    assert 60 <= shown <= 120
    assert shown + int(hidden[0]) == 200
    assert len(markup) < 400_000


def test_unchanged_words_unfold_without_a_script_and_no_more_than_the_licence_allows(
    reader: Client, house: None
) -> None:
    stays = "Stays. " * 400
    version("aaa1", f"{stays}\n\nOld.", "2026-02-01T00:00:00", now=PUBLISHED, change="FIRST")
    version("bbb2", f"{stays}\n\nNew.", "2026-02-20T00:00:00", now=PUBLISHED)
    markup = page(reader, f"{PAGE}diff/")
    fold = markup.split('<details class="fold">')[1].split("</details>")[0]
    assert "<summary>400 words unchanged</summary>" in fold
    # Two ends of at most 300 signs: 42 words of seven signs each.
    assert 80 <= fold.count("Stays.") <= 86
    assert "the rest of this part is in the archive" in fold
    build_open()
    fold = page(reader, f"{PAGE}diff/").split('<details class="fold">')[1].split("</details>")[0]
    assert fold.count("Stays.") == 400


def test_a_changed_passage_keeps_its_address_when_others_come_before_it(reader: Client, house: None) -> None:
    parts = ["Head {}.", "Stays one.", "Pay {} dollars.", "Stays two.", "Pay {} dollars."]
    texts = [(1, 5, 5), (1, 9, 9), (2, 9, 9)]
    for place, (head, one, two) in enumerate(texts):
        text = "\n\n".join(parts).format(head, one, two)
        version(f"v{place}x", text, f"2026-0{place + 2}-01T00:00:00", now=PUBLISHED)
    first = re.findall(
        r'id="(hunk-[0-9a-f]{10}[-\d]*)"', page(reader, f"{PAGE}diff/", **{"from": "v0x", "to": "v1x"})
    )
    later = re.findall(
        r'id="(hunk-[0-9a-f]{10}[-\d]*)"', page(reader, f"{PAGE}diff/", **{"from": "v0x", "to": "v2x"})
    )
    # The same words change twice: the second is numbered.
    assert len(first) == 2
    assert first[1] == f"{first[0]}-2"
    assert later[1:] == first


def test_a_text_that_comes_back_within_days_is_told_as_flapping_on_both_comparisons(
    reader: Client, four: None
) -> None:
    there = words(page(reader, f"{PAGE}diff/", **{"from": "aaa1", "to": "bbb2"}))
    assert "Flapping: this text stood for days only; from 1 Mar 2026 the earlier one stood again." in there
    back = words(page(reader, f"{PAGE}diff/", **{"from": "bbb2", "to": "ccc3"}))
    assert "Flapping: this is the text of 1 Feb 2026 again, after another one of some days." in back
    lead = words(page(reader, PAGE))
    assert "Technical: 1. Flapping: 1. Returns to an earlier text: 0." in lead
    assert "0 brought passages that the document never had." in lead


def build_open() -> None:
    """Let the archive's texts be passed on as a whole."""
    Source.objects.filter(key="terms.archive").update(redistribution="OPEN")
    compared.cache_clear()
