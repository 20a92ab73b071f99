"""The shipped tables hold the facts we promise, each with its citation."""

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from genai_prices.data import providers as package_lists

from apps.reference import csvfile, tables


def test_the_countries_are_iso_with_kosovo_and_unknown() -> None:
    rows = {row.code: row for row in tables.countries()}
    assert len(rows) == 251  # 249 codes of ISO 3166-1, XKX and UNK
    assert rows["XKX"].status == "USER_ASSIGNED"
    assert rows["UNK"].anchor_lat is None
    assert [code for code, row in rows.items() if row.anchor_lat is None] == ["UNK"]
    assert (rows["CHN"].anchor_lon, rows["CHN"].anchor_lat) == (109.49, 32.43)


@pytest.mark.parametrize("path", sorted(csvfile.DATA.glob("*.csv")), ids=lambda path: path.name)
def test_every_row_was_read_by_the_day_it_shipped(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "\r" not in text
    rows = list(csv.DictReader(text.splitlines()))
    assert rows
    assert all(row["accessed"] <= "2026-11-22" for row in rows)


def test_the_week_of_16_february_keeps_two_publications_apart() -> None:
    week = [row for row in tables.published_figures() if row.window_start == date(2026, 2, 16)]
    week = [row for row in week if row.period_length == "WEEK"]
    found = {(row.publication, row.metric, row.denominator): row.value for row in week}
    assert found == {
        ("deeptide-2026-02-24", "tokens_week_top10", "TOP10"): Decimal("8700000000000"),
        ("deeptide-2026-02-24", "tokens_week_top10_lab_chn", "TOP10"): Decimal("5300000000000"),
        ("deeptide-2026-02-24", "tokens_week_model", "TOP10"): Decimal("2450000000000"),
        ("nbd-2026-02-16", "tokens_week_lab_chn", "LAB_PAIR"): Decimal("5160000000000"),
        ("nbd-2026-02-16", "tokens_week_lab_usa", "LAB_PAIR"): Decimal("2700000000000"),
        ("nbd-2026-02-16", "tokens_week_model", "LAB_PAIR"): Decimal("3070000000000"),
    }
    flags = {row.publication: row.flags for row in week}
    assert flags["deeptide-2026-02-24"] == ("window_assumed",)
    assert all(row.window_end == date(2026, 2, 23) for row in week)


def test_named_models_never_exceed_the_total_of_their_labs() -> None:
    publications = defaultdict(list)
    for row in tables.published_figures():
        if row.period_length == "WEEK":
            publications[row.publication].append(row)
    for publication, rows in publications.items():
        totals = {row.metric: row.value for row in rows if row.metric != "tokens_week_model"}
        china = totals.get("tokens_week_lab_chn") or totals.get("tokens_week_top10_lab_chn")
        named = sum(row.value for row in rows if row.metric == "tokens_week_model" and row.country == "CHN")
        if china is not None:
            assert named <= china, publication
        total = totals.get("tokens_week_total") or totals.get("tokens_week_top10")
        if total is not None and china is not None:
            assert china + totals.get("tokens_week_lab_usa", 0) <= total, publication


def test_the_press_totals_of_april_are_sums_of_the_listed_models() -> None:
    rows = {row.figure_id: row.value for row in tables.published_figures()}
    start = "techflow-2026-04-20."
    named = [value for key, value in rows.items() if key.startswith(start + "tokens_week_model")]
    # 1.28 + 1.15 + 1.05 + 0.961 = 4.441
    assert sum(named) == rows[start + "tokens_week_lab_chn.CHN"] == Decimal("4441000000000")


def test_the_bundled_day_adds_to_its_total() -> None:
    day = [row for row in tables.published_figures() if row.publication == "openrouter-day-2026-10-07"]
    total = sum(row.value for row in day)
    # The export prints 0.2993197303783515 as the share of its first model, 7,519,183,440,956 tokens.
    assert float(day[0].value / total) == pytest.approx(0.2993197303783515, rel=1e-15)
    assert total == Decimal("25120908105361")
    assert {row.denominator for row in day} == {"TOP50"}
    assert sum("free_tier" in row.flags for row in day) == 6
    assert next(row.value for row in day if row.subject == "other") == Decimal("1771712615873")
    assert all("CC BY 4.0" in row.note for row in day)


def test_figures_carry_grade_by_how_they_were_read() -> None:
    figures = tables.published_figures()
    assert {row.grade for row in figures if "derived" in row.flags} == {"D"}
    assert not any(row.is_verified for row in figures if "derived" in row.flags)
    assert {row.grade for row in figures if not row.is_verified} == {"C", "D"}
    assert all(row.denominator == "NATION" for row in figures if row.scope == "DOMESTIC")


def test_every_figure_names_a_window_of_its_length() -> None:
    lengths = {"DAY": 1, "WEEK": 7}
    for row in tables.published_figures():
        if row.window_end and row.period_length in lengths:
            assert (row.window_end - row.window_start).days == lengths[row.period_length]
            assert row.period_length == "DAY" or row.window_start.weekday() == 0


def test_listings_of_the_package_exist_and_are_ours() -> None:
    listed = {f"{row.id}/{model.id}" for row in package_lists for model in row.models}
    aliases = {alias for source, alias in tables.model_aliases() if source == "package.genai_prices"}
    served = {row.package_id for row in tables.package_providers() if row.provider}
    assert aliases <= listed
    assert {alias.partition("/")[0] for alias in aliases} <= served
    assert {row.id for row in package_lists} == {row.package_id for row in tables.package_providers()}


def test_a_provider_lists_a_model_once() -> None:
    provider_of = {row.package_id: row.provider for row in tables.package_providers()}
    pairs = Counter()
    for (source, alias), models in tables.model_aliases().items():
        if source == "package.genai_prices":
            pairs.update((provider_of[alias.partition("/")[0]], model) for model in models)
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_closed_models_have_guessed_sizes_of_grade_d() -> None:
    for row in tables.models():
        if row.open_weights is False and row.params_total is not None:
            assert (row.basis, row.grade) == ("JUDGEMENT", "D"), row.key
        if row.basis == "CITED":
            assert row.grade in "ABC", row.key
        if row.params_active is not None and row.params_total is not None:
            assert row.params_active.central <= row.params_total.central, row.key


def test_known_sizes_are_typed_exactly() -> None:
    size = {row.key: (row.params_total_b, row.params_active_b) for row in tables.models()}
    assert size["minimax-m2-5-20260211"] == (229, 10)
    assert size["kimi-k2-5-0127"] == (1000, 32)
    assert size["glm-5-20260211"] == (744, 40)
    assert size["deepseek-v3-2-20251201"] == (671, 37)
    assert size["other"] == (None, None)


def test_a_singapore_entity_of_a_chinese_lab_without_declared_centre_has_no_place() -> None:
    rows = {row.key: row for row in tables.providers()}
    assert (rows["seed"].company, rows["seed"].datacenters) == ("SGP", ())
    assert rows["deepseek"].datacenters is None
    assert not [row for row in tables.provider_locations() if row.provider == "seed"]


def test_no_recalled_share_is_shipped() -> None:
    assert not [row.key for row in tables.parameters() if row.key.startswith("recalled")]


def test_electricity_prices_cover_forty_countries_with_class_and_year() -> None:
    rows = {row.country: row for row in tables.electricity_prices()}
    assert len(rows) == 77
    assert (rows["CHN"].low, rows["CHN"].central, rows["CHN"].high) == (0.0532, 0.079, 0.1106)
    assert (rows["USA"].low, rows["USA"].central, rows["USA"].high) == (0.061, 0.0813, 0.1138)
    assert {row.grade for row in rows.values()} == {"C", "D"}


def test_the_hash_of_the_tables_is_stable() -> None:
    first = tables.reference_sha256()
    tables.forget()
    assert tables.reference_sha256() == first
    assert len(first) == 64
