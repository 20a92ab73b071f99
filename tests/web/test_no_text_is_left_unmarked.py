"""Pages in Chinese hold no English sentence of ours: one that is found was never marked for translation."""

import re
from html.parser import HTMLParser

from django.test import Client

PAGES = [
    "/",
    "/?country=CHN&basis=LAB",
    "/?scope=WORLD&evidence=A",
    "/?measure=x&period=soon",
    "/timeline/",
    "/timeline/?by=MODEL",
    "/timeline/before-after/?day=2026-04-01",
    "/countries/",
    "/countries/NRU/",
    "/flows/CHN/USA/",
    "/flows/UNK/USA/",
    "/models/",
    "/revisions/",
    "/search/?q=zzzz",
    "/price-gap/",
    "/calculator/",
    "/events/",
    "/events/codebook/",
    "/documents/",
    "/disputes/",
    "/data/stability/",
    "/about/",
    "/embed/map/",
    "/embed/timeline/",
    "/no-such-page/",
]
# Three words in a row; names of models, labs and measures are shorter or hold digits.
SENTENCE = re.compile(r"[A-Za-z’']+(?: [A-Za-z’']+){2,}")
SPOKEN = ("aria-label", "aria-valuetext", "title", "placeholder", "alt", "label")
# Quotes (bdi), code, formulas, and links to other sites, whose titles stay as they are.
QUIET = frozenset({"script", "style", "code", "math", "bdi", "kbd", "pre"})
EMPTY = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Texts(HTMLParser):
    """Collects what a reader sees or hears, but names and quotes of others."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if not self.is_quiet():
            self.found += [given[name] for name in SPOKEN if given.get(name)]
        if tag not in EMPTY:
            elsewhere = tag == "a" and given.get("href", "").startswith("http")
            self.open.append((tag, tag in QUIET or elsewhere or given.get("lang") == "en"))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.is_quiet():
            self.found.append(" ".join(data.split()))

    def is_quiet(self) -> bool:
        return any(quiet for _tag, quiet in self.open)


def english(page: str) -> list[str]:
    """Return the texts of a page that hold an English sentence."""
    reader = Texts()
    reader.feed(page)
    return [text for text in reader.found if SENTENCE.search(text)]


def test_an_unmarked_text_is_noticed() -> None:
    page = (
        '<p aria-label="choose a week here">词元</p><p>An estimated range here</p><code>a b in code</code>'
        '<a href="https://x.org/">Title of a source</a><br><bdi>words of other people</bdi><p>DeepSeek V3.2</p>'
    )
    assert english(page) == ["choose a week here", "An estimated range here"]


def test_pages_hold_no_english_sentence(reader: Client, tiny: str) -> None:
    found = {}
    for path in PAGES:
        answer = reader.get(f"{path}{'&' if '?' in path else '?'}lang=zh-hans")
        found[path] = english(answer.content.decode())
    assert {path: texts for path, texts in found.items() if texts} == {}
