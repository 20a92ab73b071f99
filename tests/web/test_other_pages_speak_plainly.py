"""Sources, method, limits and errors: complete pages in plain words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from apps.collectors.queries import SourceHealthRow
from apps.web.views import errors
from apps.web.views.sources import NOT_ASKED, ago, cadence, state
from tests.web.test_home_page_tells_the_week import text_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEALTHY = SourceHealthRow(
    key="a.b", title="A", publisher="P", licence="L", citation="C", url="https://example.org/", kind="MEASURED",
    redistribution="FULL", cadence_seconds=86400, last_success_at=NOW - timedelta(hours=3), last_run_state="OK",
    last_run_at=NOW - timedelta(hours=3), last_problem="", last_notices=(), lag_seconds=None, rows=1, series=1,
    held=0, released=0, rejected=0, first_period=None, last_period=None, coverage_share=None,
    last_snapshot_sha256="", last_snapshot_at=None, is_stale=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "is_troubled", "words"),
    [
        ({}, False, "In order: last read well 3 hours ago."),
        ({"is_stale": True}, True, "Late: last read well 3 hours ago, which is more than twice its cadence."),
        (
            {"last_run_state": "FAILED", "last_problem": "page x, field y"},
            True,
            "Could not be read last time; the figures of 3 hours ago stand. page x, field y",
        ),
        ({"held": 2}, True, "2 readings are held for review. Last read well 3 hours ago."),
        (
            {"last_success_at": None, "last_run_state": "NEVER"},
            False,
            NOT_ASKED,
        ),
        (
            {"last_success_at": None, "last_run_state": "UNAVAILABLE", "last_problem": "no route"},
            True,
            "Never read successfully. no route",
        ),
    ],
)
def test_says_a_sources_state_in_one_sentence(
    change: dict[str, object], is_troubled: bool, words: str
) -> None:
    found = state(replace(HEALTHY, **change), NOW)  # type: ignore[arg-type]
    assert (found.is_troubled, found.sentence) == (is_troubled, words)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.5, "within the last hour"),
        (1, "1 hour ago"),
        (47, "47 hours ago"),
        (48, "2 days ago"),
        (-1, "within the last hour"),
    ],
)
def test_says_how_long_ago(hours: float, words: str) -> None:
    assert ago(NOW - timedelta(hours=hours), NOW) == words


def test_says_how_often() -> None:
    assert [cadence(seconds) for seconds in (3600, 21600, 86400, 604800)] == [
        "every hour",
        "every 6 hours",
        "every day",
        "every 7 days",
    ]


def test_lists_every_source_of_the_registry(reader: Client) -> None:
    from apps.collectors import registry

    told = text_of(reader.get("/sources/"))
    for key in registry.sources():
        assert key in told


def test_shows_each_parameter_with_range_unit_grade_and_link(reader: Client, tiny: str) -> None:
    page = reader.get("/method/").content.decode()
    told = text_of(reader.get("/method/"))
    assert 'id="parameter-cache_hit"' in page
    assert "electricity_price_usd_per_kwh" in told
    assert page.count('class="grade grade-') > 60
    assert 'href="https://' in page


def test_shows_the_choice_of_publication_and_the_sums(reader: Client, tiny: str) -> None:
    told = text_of(reader.get("/method/"))
    assert "Which publication was chosen" in told
    assert "top ten models only" in told
    # TOKENS on COMPUTE in the tiny world: 1,000 in twelve rows, to the last token.
    assert "Tokens Where it is computed 12 1.00 k 1.00 k below 1 in a million" in told


def test_explains_the_method_before_the_first_release(reader: Client) -> None:
    answer = reader.get("/method/")
    assert answer.status_code == 200
    assert "No release yet" in text_of(answer)
    assert 'id="parameter-cache_hit"' in answer.content.decode()


def test_page_about_says_whom_to_tell(reader: Client, db: None, settings: Any) -> None:
    settings.PROJECT_URL = "https://forge.example.org/tokentrade"
    answer = reader.get("/about/")
    assert 'href="https://forge.example.org/tokentrade"' in answer.content.decode()
    assert "WCAG 2.2, level AA" in text_of(answer)


def test_names_every_disputed_area_with_its_source(reader: Client) -> None:
    told = text_of(reader.get("/about/"))
    for name in (
        "Siachen",
        "Aksai Chin",
        "Golan",
        "Northern Cyprus",
        "Somaliland",
        "Western Sahara",
        "Crimea",
        "Abyei",
    ):
        assert name in told


def test_answers_an_unknown_address_with_a_friendly_404(reader: Client) -> None:
    answer = reader.get("/countries/CHN/nothing/")
    assert answer.status_code == 404
    assert "Nothing at this address" in text_of(answer)


def test_says_that_a_fault_is_ours() -> None:
    answer = errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "The fault is ours" in text_of(answer)
