"""Our words in tables of data follow the reader's language; a text nobody translated stays as it is."""

from django.test import Client
from django.utils import translation

from apps.web import own_words

CLAIM = "One token is 0.75 English words."


def test_reads_every_table_of_our_words() -> None:
    found = set(own_words.texts())
    assert ("apps/reference/data/claims/claims.csv", CLAIM) in found
    assert ("apps/web/maps/disputed_areas.toml", "Western Sahara") in found
    # A group says what it holds; a model's name is its own.
    names = {text for path, text in found if path.endswith("ai_models.csv")}
    assert "Other models" in names
    assert "DeepSeek V3.2" not in names


def test_words_follow_the_language() -> None:
    with translation.override("zh-hans"):
        assert own_words.ours(CLAIM) == "一个词元相当于 0.75 个英文词。"
        assert own_words.ours("not in any table") == "not in any table"
        assert own_words.ours("") == ""
    assert own_words.ours(CLAIM) == CLAIM


def test_borders_are_told_alike_in_both_languages(reader: Client, tiny: str) -> None:
    chinese = reader.get("/about/?lang=zh-hans").content.decode()
    assert "有自身统计的经济体（TWN、HKG、MAC、PSE、ESH、XKX）单独列出，不影响其地位。" in chinese
    assert "阿克赛钦" in chinese
    english = reader.get("/about/?lang=en").content.decode()
    assert "stand separately, without prejudice to their status" in english
    assert "Aksai Chin" in english
