"""Slugs of the rankings become model keys and labs by one rule."""

import pytest

from apps.reference import naming, tables


@pytest.mark.parametrize(
    ("slug", "key"),
    [
        ("deepseek/deepseek-v4.1-flash-20260910:free", "deepseek-v4-1-flash-20260910"),
        ("deepseek/deepseek-v4.1-flash-20260910", "deepseek-v4-1-flash-20260910"),
        ("z-ai/glm-5.3-flash-20260826", "glm-5-3-flash-20260826"),
        ("nvidia/nemotron-3-ultra-550b-a55b-20260604:free", "nemotron-3-ultra-550b-a55b-20260604"),
        ("google/gemini-2.5-flash-lite", "gemini-2-5-flash-lite"),
        ("moonshotai/kimi-k2.5-0127", "kimi-k2-5-0127"),
        ("other", "other"),
        ("  openai/gpt-oss-120b ", "gpt-oss-120b"),
    ],
)
def test_a_slug_loses_author_variant_and_dots_but_keeps_its_date(slug: str, key: str) -> None:
    assert naming.model_key(slug) == key


def test_two_dated_versions_are_two_models() -> None:
    keys = {naming.model_key(f"deepseek/deepseek-v4.1-flash-2026{day}") for day in ("0910", "1017")}
    assert len(keys) == 2


def test_the_author_goes_in_front_only_where_another_author_holds_the_key() -> None:
    taken = {"aurora": "stealth/aurora", "nova": "amazon/nova"}
    assert naming.model_key("openai/aurora", taken) == "openai-aurora"
    assert naming.model_key("stealth/aurora:free", taken) == "aurora"
    assert naming.model_key("some.one/nova", taken) == "some-one-nova"
    assert naming.model_key("openai/borealis", taken) == "borealis"


@pytest.mark.parametrize("slug", ["", "/", "openai/", "/gpt", ":free", "openai/:free", "   "])
def test_a_slug_without_a_name_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="write author/model"):
        naming.model_key(slug)


@pytest.mark.parametrize(
    ("slug", "lab"),
    [
        ("meta/muse-spark-1.3-contributor-20260902", "meta"),
        ("meta-llama/llama-4-scout", "meta"),
        ("stealth/crouton-alpha", "unknown"),
        ("typesafe/jev-1.13-20260917", "unknown"),
        ("nobody-we-know/model", "unknown"),
        ("other", "unknown"),
        ("dots-studio/dots-3-note-preview-20260813:free", "dots-studio"),
    ],
)
def test_the_prefix_names_the_lab(slug: str, lab: str) -> None:
    assert naming.lab_of_slug(slug) == lab


def test_only_the_variant_free_is_the_free_tier() -> None:
    assert naming.is_free("a/b:free")
    assert not naming.is_free("a/b")
    assert not naming.is_free("a/b:batch")
    assert not naming.is_free("a/free")


def test_every_author_of_the_bundled_day_has_a_prefix_row() -> None:
    day = [figure.subject for figure in tables.published_figures() if figure.metric == "tokens_day_model"]
    authors = {naming.split_slug(slug)[0] or slug for slug in day}
    assert len(day) == 51
    assert authors <= set(tables.lab_prefixes())
