"""The method page: an anchor for every measure and analysis, parameters with their influence, checks of the release."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from apps.estimator.measures import MEASURES
from apps.flows import actions, queries
from apps.web.influence import cell_name, influence, influences
from apps.web.method_subjects import ANCHORS, GROUPS, MEASURE_ANCHORS
from tests import build
from tests.web.conftest import PUBLISHED
from tests.web.test_home_page_tells_the_week import text_of

SENSITIVITY = {
    "parameter": "cache_hit", "scope": "", "rank_correlation": -0.254, "value_of_information": 0.021,
    "cell": "cell/COMPUTE/OBSERVED/SERVICE_VALUE_USD/2026-02-16/ALL/ALL", "measure": "SERVICE_VALUE_USD",
    "median_low": 5.07e7, "median_high": 2.66e7,
}  # fmt: skip


def ids(page: str) -> list[str]:
    """Return every id of a page."""
    return re.findall(r'\sid="([^"]+)"', page)


def method(reader: Client) -> str:
    """Return the page."""
    answer = reader.get("/method/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_subject_and_measure_has_its_anchor_once(reader: Client, tiny: str) -> None:
    found = ids(method(reader))
    assert set(found) >= ANCHORS
    assert len(found) == len(set(found))
    assert set(MEASURE_ANCHORS) == set(MEASURES)


def test_every_inner_link_leads_somewhere(reader: Client, tiny: str) -> None:
    page = method(reader)
    linked = set(re.findall(r'href="#([^"]+)"', page))
    assert linked - set(ids(page)) == set()
    assert {subject for _, _, subjects in GROUPS for subject, _ in subjects} <= linked


@pytest.fixture
def analysed(db: None) -> str:
    """Publish and analyse one small measured week; return its release."""
    build.countries(now=PUBLISHED)
    rows = [(build.WEEK, "minimax/minimax-m2.5-20260211", 1000), (build.WEEK, "other", 500)]
    build.usage(rows, now=PUBLISHED)
    span = {"period_from": build.WEEK, "period_to": build.WEEK + timedelta(days=7)}
    made = actions.estimate(**span, as_of=PUBLISHED, now=PUBLISHED, draws=50)
    release = actions.publish_run(run_id=made, now=PUBLISHED)
    actions.analyse(run_id=made, now=PUBLISHED)
    return release


def test_every_analysis_is_defined_on_the_page(analysed: str) -> None:
    release = queries.release(release_id=analysed)
    assert release is not None
    states = queries.analysis_states(release)
    defined = {row["definition"] for state in states for row in queries.analysis(release, state["name"])}
    assert len(defined) > 10
    assert defined <= ANCHORS


def test_the_page_of_an_analysed_release_shows_what_was_worked_out(reader: Client, analysed: str) -> None:
    page, told = method(reader), text_of(reader.get("/method/"))
    assert "being worked out" not in told
    # DeepSeek's day: 226.86 nodes worked out against 226.75 stated.
    assert "Nodes kept busy for a day 226.9 226.75 +0.050 %" in told
    assert (
        "the fleet implies 0.14 to 0.32; our central value for this model and mix is 0.35, 9 % above" in told
    )
    assert "Stated inputs, all served in China 5.30 T" in told
    assert "not measured yet" not in told
    assert "not drawn in flows" in told
    assert page.count("<math ") > 20


def test_before_the_analyses_the_page_says_that_they_are_being_worked_out(reader: Client, tiny: str) -> None:
    told = text_of(reader.get("/method/"))
    assert told.count("being worked out") == 4
    assert "not measured yet" in told


def test_the_page_names_its_version_and_what_changed(reader: Client) -> None:
    told = text_of(reader.get("/method/"))
    assert "Method 2.0." in told
    assert "2.0 (22 November 2026)" in told


def test_the_page_is_light_enough(reader: Client, analysed: str) -> None:
    assert len(reader.get("/method/").content) <= 250_000


def test_influence_is_the_largest_rank_correlation_of_the_whole_assumption() -> None:
    weaker = SENSITIVITY | {"rank_correlation": 0.11, "measure": "ENERGY_KWH"}
    of_one = SENSITIVITY | {"rank_correlation": 0.9, "scope": "CHN"}
    found = influences([weaker, SENSITIVITY, of_one])["cache_hit"]
    assert (found.correlation, found.narrower, str(found.on)) == (
        "−0.25",
        "2 %",
        "Service value at list price",
    )


def test_what_would_not_narrow_a_range_says_nothing() -> None:
    assert influence(SENSITIVITY | {"value_of_information": -0.05}).narrower == ""


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("cell/COMPUTE/OBSERVED/value_multiple/2026-02-16/ALL/ALL", "Value multiple"),
        ("cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/ALL", "Tokens from CHN"),
        ("cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/UNK/USA", "Tokens, unknown → USA"),
    ],
)
def test_a_cell_is_named_in_words(address: str, name: str) -> None:
    assert cell_name(address) == name
