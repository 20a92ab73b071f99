"""What other rooms learn about models, hosts, places and destinations."""

from datetime import UTC, date, datetime

import pytest

from apps.estimator.inputs import Location, Quantity
from apps.estimator.parameters import Parameters
from apps.reference import actions, queries
from apps.reference.parameters import from_tables

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.django_db
def test_a_slug_resolves_to_its_dated_model() -> None:
    actions.load_reference(now=NOW)

    def resolve(slug: str) -> str | None:
        return queries.resolve_model(source_key="openrouter.rankings", slug=slug)

    assert resolve("deepseek/deepseek-v4.1-flash-20260910") == "deepseek-v4-1-flash-20260910"
    assert resolve("nvidia/nemotron-3-ultra-550b-a55b-20260604:free") == "nemotron-3-ultra-550b-a55b-20260604"
    assert resolve("other") == "other"
    assert resolve("deepseek/deepseek-v4.1-flash") is None
    assert resolve("nobody/nothing") is None


@pytest.mark.django_db
def test_a_package_listing_resolves_only_exactly() -> None:
    actions.load_reference(now=NOW)

    def resolve(slug: str) -> str | None:
        return queries.resolve_model(source_key="package.genai_prices", slug=slug)

    assert resolve("novita/minimax/minimax-m2.5") == "minimax-m2-5-20260211"
    assert resolve("modal/deepseek-ai/DeepSeek-V4.1-Flash") == "deepseek-v4-1-flash-20260910"
    assert resolve("modal/deepseek-ai/DeepSeek-V4.1-Flash-1017") == "deepseek-v4-1-flash-20261017"
    assert resolve("modal/deepseek-ai/deepseek-v4.1-flash") is None
    assert resolve("openrouter/minimax/minimax-m2.5") is None


def test_listings_name_the_hosts_of_a_model() -> None:
    listed = queries.listed_as(source_key="package.genai_prices")["minimax-m2-5-20260211"]
    assert listed == ("avian/minimax/minimax-m2.5", "minimax/MiniMax-M2", "novita/minimax/minimax-m2.5")
    assert [queries.package_provider(name.partition("/")[0]) for name in listed] == [
        "avian",
        "minimax",
        "novita",
    ]
    assert queries.package_provider("openrouter") is None
    assert queries.package_provider("no-such-list") is None
    assert queries.known_hosts()["step-3-5-flash"] == (queries.ModelHost("stepfun", "C"),)


def test_a_name_that_moved_on_lists_the_older_model_no_more() -> None:
    def hosts(day: date, model: str) -> bool:
        listed = queries.listed_as(source_key="package.genai_prices", day=day)
        return "deepseek/deepseek-v4-flash" in listed[model]

    assert hosts(date(2026, 5, 18), "deepseek-v4-flash-20260423")
    assert hosts(date(2026, 9, 9), "deepseek-v4-flash-20260731")
    assert not hosts(date(2026, 7, 31), "deepseek-v4-flash-20260423")
    assert not hosts(date(2026, 9, 10), "deepseek-v4-flash-20260731")


def test_places_are_told_as_known_on_a_day() -> None:
    late = queries.provider_locations(as_of=NOW)
    early = queries.provider_locations(as_of=date(2026, 2, 1))
    assert {(place.country, place.kind, place.grade) for place in late["deepseek"]} == {
        ("CHN", "REGION_DOCUMENT", "B"),
        ("CHN", "SEAT", "D"),
    }
    assert early["deepseek"] == ()
    assert late["seed"] == ()
    assert {place.country for place in late["minimax"] if place.kind == "DECLARED"} == {"USA"}
    assert late["xai"][0].as_location() in (
        Location("USA", "REGION_DOCUMENT", "B"),
        Location("USA", "SEAT", "D"),
    )


@pytest.mark.django_db
def test_model_facts_cover_typed_and_seen_models() -> None:
    actions.load_reference(now=NOW)
    actions.note_subjects(slugs=["qwen/qwen9-20261120"], source_key="openrouter.rankings", now=NOW)
    facts = queries.model_facts()
    assert len(facts) == 79
    glm = facts["glm-5-20260211"]
    assert (glm.lab_country, glm.hosting, glm.open_weights) == ("CHN", "CHN/open", True)
    assert glm.params_active_b == Quantity(40, 40, 40)
    seen = facts["qwen9-20261120"]
    assert (seen.lab_country, seen.params_total_b, seen.hosting, seen.is_group) == ("CHN", None, "", False)
    assert (facts["other"].lab_country, facts["other"].is_group) == ("UNK", True)
    assert (facts["unnamed-chn"].lab_country, facts["unnamed-chn"].hosting) == ("CHN", "CHN/open")


def test_destinations_have_all_three_columns() -> None:
    facts = {row.country: row for row in queries.destination_facts(Parameters(from_tables()))}
    assert facts["CHN"].ai_user_share == 0.164
    # Singapore: 6,036,860 people x 0.65
    assert facts["SGP"].working_age_population == pytest.approx(6036860 * 0.65)
    assert facts["SGP"].is_billing_hub
    assert not facts["USA"].is_billing_hub
    assert "UNK" not in facts
    assert len(facts) == 146


@pytest.mark.django_db
def test_lists_are_plain_rows() -> None:
    actions.load_reference(now=NOW)
    assert ("glm-5-20260211", "GLM-5", "z-ai") in queries.models()
    assert queries.countries()[-1].code == "UNK"
    assert {row.key for row in queries.labs()} >= {"unknown", "deepseek", "openai"}
    assert len(queries.providers()) == 90
    assert queries.ai_user_shares()[0].country == "AFG"
    assert queries.country_codes() >= {"UNK", "XKX", "CHN"}
