"""What is really new in a text that keeps changing: one promise of the noise filter per test."""

import pytest

from apps.collectors import noise
from apps.collectors.languages import language_of
from apps.collectors.noise import CHANGE, FIRST, TECHNICAL, Version, verdicts
from apps.collectors.paragraphs import key_of, paragraphs

ENGLISH = "You may use the service with your account. We are not liable for the results that it gives to you."
GERMAN = (
    "Sie dürfen den Dienst mit Ihrem Konto nutzen. Wir haften nicht für die Ergebnisse, die er Ihnen liefert"
    " und die Sie nutzen."
)


def history(*texts, kinds=()):
    kinds = [*kinds, *[CHANGE] * len(texts)]
    kinds[0] = FIRST
    return list(
        verdicts(
            Version(f"c{place}", kind, text)
            for place, (kind, text) in enumerate(zip(kinds, texts, strict=False))
        )
    )


def changes(*texts, **words):
    return [verdict.change for verdict in history(*texts, **words)]


@pytest.mark.parametrize(("before", "after"), [
    ("See [terms](https://example.org/a?utm=1).", "See [terms](https://example.org/b#top)."),
    ("See https://example.org/a?id=1 first.", "See https://example.org/a?id=2#x first."),
    ("![Logo](https://example.org/1.png) Welcome", "![Logo](https://example.org/2.png) Welcome"),
    ("Updated 22 days ago by us", "Updated 3 weeks ago by us"),
    ("*   You may stop.", "-  You may stop."),
    ("4.1 You may stop.", "5.2 You may stop."),
    ("4\\. You may stop.", "7\\. You may stop."),
    ("(iv) You may stop.", "(v) You may stop."),
    ("YOU may\tstop.", "You   may stop."),
    ("Effective March 3, 2026", "Effective 3 March 2026"),
    ("**You** may `stop`.", "You _may_ stop."),
    ("You’ll stop.", "You'll stop."),
])  # fmt: skip
def test_rendering_is_no_change(before, after):
    assert changes(before, after) == ["FIRST", "SAME"]


@pytest.mark.parametrize(("before", "after"), [
    ("The fee is $20 a month.", "The fee is $25 a month."),
    ("The fee is $20.", "The fee is €20."),
    ("The fee is 10.50 dollars.", "The fee is 50.10 dollars."),
    ("Effective March 3, 2026", "Effective March 4, 2026"),
    ("You may use it.", "You may not use it."),
    ("At least 16 years old.", "At least 18 years old."),
])  # fmt: skip
def test_a_real_amendment_survives(before, after):
    assert changes(before, after) == ["FIRST", "NEW"]


def test_a_tracking_id_over_a_hundred_versions_gives_none():
    texts = [f"{ENGLISH}\n\nRead [more](https://example.org/?sid={place})." for place in range(100)]
    assert set(changes(*texts)[1:]) == {"SAME"}


def test_a_section_that_flips_in_and_out_gives_none():
    assert changes(*[f"{ENGLISH}\n\nSection B of it.", ENGLISH] * 3) == ["FIRST", *["KNOWN"] * 5]


def test_upgrades_give_none_and_feed_the_memory():
    texts = (ENGLISH, f"{ENGLISH}\n\nA menu.", ENGLISH, f"{ENGLISH}\n\nA menu.")
    assert changes(*texts, kinds=(FIRST, TECHNICAL, CHANGE)) == ["FIRST", "TECHNICAL", "KNOWN", "KNOWN"]


def test_a_removal_is_known_and_says_what_is_gone():
    gone = history(f"{ENGLISH}\n\nYou own the output.", ENGLISH)[1]
    assert (gone.change, gone.severity) == ("KNOWN", "LOW")
    assert [one["text"] for one in gone.new_passages["removed"]] == ["You own the output."]
    assert gone.new_passages["removed"][0]["key"] == key_of("you OWN the output")


def test_what_returns_is_named_by_its_key():
    back = history(f"{ENGLISH}\n\nA menu.", ENGLISH, f"{ENGLISH}\n\nA menu.")[2]
    assert back.new_passages["returned"] == [key_of("A menu.")]


def test_another_language_is_held_and_the_way_back_is_known():
    assert changes(ENGLISH, GERMAN, ENGLISH) == ["FIRST", "LOCALE", "KNOWN"]


def test_a_new_text_in_the_same_language_is_new():
    other = "They are to be paid by you, and the price of it is in the list that we keep for your use."
    assert changes(ENGLISH, other) == ["FIRST", "NEW"]


def test_a_quote_is_the_added_sentence_at_its_place():
    before = f"# Terms\n\n{ENGLISH} You own the output."
    clause = "Third-party tools that use your login are a breach."
    new = history(before, f"# Terms\n\n{ENGLISH} {clause} You own the output.")[1]
    # '# Terms' and two line ends are 9 characters, the first two sentences and a blank follow.
    start = 9 + len(ENGLISH) + 1
    assert [(one.quote, one.start, one.end) for one in new.quotes] == [(clause, start, start + len(clause))]
    assert (new.severity, new.topics) == ("HIGH", ("third_party_access", "credentials"))
    assert new.new_passages["counts"] == {"paragraphs": 2, "added": 1, "removed": 1}


def test_the_words_that_changed_are_told():
    new = history(f"{ENGLISH} The fee is $20 a month.", f"{ENGLISH} The fee is $25 a month.")[1]
    assert new.new_passages["added"][0]["words"] == [
        ["=", "The fee is $"], ["-", "20"], ["+", "25"], ["=", " a month."],
    ]  # fmt: skip
    assert (new.severity, new.topics) == ("MEDIUM", ("price",))


def test_the_same_history_gives_the_same_verdicts():
    texts = (ENGLISH, GERMAN, f"{ENGLISH} More.", ENGLISH)
    told = [[(one.change, one.new_passages) for one in history(*texts)] for _ in range(2)]
    assert told[0] == told[1]


def test_a_document_recorded_anew_remembers_what_it_said():
    assert changes(ENGLISH, "Gone.", ENGLISH, f"{ENGLISH}\n\nGone.", kinds=(FIRST, TECHNICAL, FIRST)) == [
        "FIRST", "TECHNICAL", "FIRST", "KNOWN",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "\n\n---\n***\n", "*" * 100_000, "\n" * 100_000, "(" * 50_000, "1." * 50_000]
)
def test_texts_without_words_or_made_to_hurt_are_read_quickly(text):
    assert len(paragraphs(text)) <= 1


@pytest.mark.parametrize(("text", "language"), [
    (ENGLISH, "en"), (GERMAN, "de"), ("您可以使用本服务。我们对结果不承担任何责任。", "zh"),
    ("本サービスをご利用いただけます。結果について責任を負いません。", "ja"), ("Llama 4", ""),
])  # fmt: skip
def test_a_language_is_told_by_its_small_words(text, language):
    assert language_of(text) == language


def test_levels_follow_the_gravest_topic():
    assert [noise.severity(topics) for topics in ([], ["price"], ["price", "resale"])] == [
        "LOW",
        "MEDIUM",
        "HIGH",
    ]


def test_the_gravest_quote_comes_first_and_a_new_date_last():
    added = "\n\n".join(
        ["Updated June 12, 2026", "A long sentence about nothing in particular.", "Never resell it."]
    )
    new = history(ENGLISH, f"{ENGLISH}\n\n{added}")[1]
    assert [one.quote for one in noise.by_weight(new.quotes)] == [
        "Never resell it.", "A long sentence about nothing in particular.", "Updated June 12, 2026",
    ]  # fmt: skip
