"""Sentences that other rooms write in English are recognised and told in the reader's language."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from apps.estimator.findings import WORDS
from apps.flows.inputs.candidates import RULE
from apps.flows.question import read_forgiving
from apps.web import sentences, translation_files
from apps.web.asked import forgiving

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ALLOWED = frozenset({"measure", "period", "top", "country", "from", "to"})
# Each of these is refused for another reason.
REFUSED = [
    {"measure": "x"},
    {"period": "soon"},
    {"top": "many"},
    {"top": "-1"},
    {"country": "QQQ"},
    {"period": ""},
    {"nonsense": "1"},
]


@pytest.mark.parametrize("params", REFUSED)
def test_tells_every_notice_of_a_bad_value(params: dict[str, str]) -> None:
    (english,) = read_forgiving(params, allowed=ALLOWED, now=NOW)[1]
    assert forgiving(params, allowed=ALLOWED, now=NOW)[1] == [english]
    with translation.override("zh-hans"):
        (chinese,) = forgiving(params, allowed=ALLOWED, now=NOW)[1]
    name, value = next(iter(params.items()))
    assert chinese.startswith(f"{name}={value}")
    assert "已忽略" in chinese
    assert "allowed" not in chinese


def test_tells_a_notice_word_by_word() -> None:
    with translation.override("zh-hans"):
        assert forgiving({"period": "soon"}, allowed=ALLOWED, now=NOW)[1] == [
            "period=soon 已忽略：不是日期；允许：ISO 日期，例如 2026-02-16。"
        ]


def test_typed_text_is_never_taken_for_a_sentence() -> None:
    with translation.override("zh-hans"):
        told = sentences.said("measure=no statement was put aside: not one of; allowed: TOKENS.")
    assert told.startswith("measure=no statement ")


@pytest.mark.parametrize("text", ["", "x" * 5000, "no such sentence", "=" * 999])
def test_other_texts_stay_as_they_came(text: str) -> None:
    with translation.override("zh-hans"):
        assert sentences.said(text) == text


def test_knows_every_word_of_a_comparison_and_every_rule_of_choice() -> None:
    known = [*(words.format(others="a launch") for words in WORDS.values()), *RULE]
    with translation.override("zh-hans"):
        assert [text for text in known if sentences.said(text) == text] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("launch of GLM-5 (2026-02-12)", "GLM-5 推出（2026-02-12）"),
        ("models of labs in CHN", "CHN 的实验室的模型"),
        ("no week near it counts models of labs in CHN", "附近没有任何一周计入CHN 的实验室的模型"),
        (
            "5 usable weeks before and 0 after; at least 8 and 2 are needed",
            "事前可用 5 周，事后可用 0 周；至少需要 8 周和 2 周",
        ),
    ],
)
def test_tells_the_parts_in_their_place(english: str, chinese: str) -> None:
    assert sentences.said(english) == english
    with translation.override("zh-hans"):
        assert sentences.said(english) == chinese


def test_every_sentence_is_recognised_as_itself() -> None:
    # A sentence that another one swallowed would be told in the wrong words.
    stored = {m.id: m.string for m in translation_files.texts(translation_files.stored("zh_Hans"))}
    with translation.override("zh-hans"):
        for source in sentences.SENTENCES:
            names = sentences.PART.findall(source)
            parts = {name: f"<{name}>" for name in names}
            assert sentences.said(source % parts if names else source) == (
                stored[source] % parts if names else stored[source]
            ), source


def test_dates_in_sentences_stay_exact() -> None:
    day = date(2026, 4, 1).isoformat()
    with translation.override("zh-hans"):
        assert day in sentences.said(f"launch of X ({day})")
