"""Attribution from the shipped figures: every level adds to its week, and readers get it in pages."""

from datetime import date

import orjson
import pytest
from django.db import connection, transaction

from apps.flows import queries
from apps.flows.attribution.checks import LEVELS
from apps.flows.attribution.queries import TABLE
from apps.flows.question import Question
from tests import build

pytestmark = pytest.mark.django_db
WEEK = build.WEEK
MEASURES = ("TOKENS", "SERVICE_VALUE_USD", "ENERGY_KWH")


@pytest.fixture(scope="module")
def bundled(django_db_setup, django_db_blocker):
    """Return the first release, made once for this module; the outer transaction takes everything back."""
    with django_db_blocker.unblock(), transaction.atomic():
        release = queries.release(release_id=build.bundled())
        connection.check_constraints()
        yield release
        transaction.set_rollback(True)


def added(release, week, measure, level):
    return sum(row["mean"] for row in queries.attribution_rows(release, week, level=level, measure=measure))


def test_every_level_adds_to_the_flows_of_its_week(bundled):
    for item in bundled.weeks:
        for measure in MEASURES:
            asked = Question(period=item.week, measure=measure)
            world = queries.balances(asked, bundled)
            if not world:
                continue
            for level in LEVELS:
                found = added(bundled, item.week, measure, level)
                assert found == pytest.approx(world[0]["total_mean"], rel=1e-6), (item.week, measure, level)


def test_the_week_of_16_february_adds_to_the_top_ten_as_published(bundled):
    # The top ten of that week: 8.7e12 tokens, 5.3e12 of labs in China.
    for level in LEVELS:
        assert added(bundled, WEEK, "TOKENS", level) == pytest.approx(8.7e12, rel=1e-6)
    split = {(row["lab"], row["split"]): row for row in queries.attribution_split(bundled, WEEK)}
    chinese = [row for (lab, _), row in split.items() if lab == "CHN"]
    assert sum(row["mean"] for row in chinese) == pytest.approx(5.3e12, rel=1e-6)
    assert {row["split"] for row in chinese} == {"SERVED_AT_HOME", "LICENCE_ONLY", "UNKNOWN"}
    for row in chinese:
        assert 0 <= row["share_low"] <= row["share_central"] <= row["share_high"] <= 1
    home = split["CHN", "SERVED_AT_HOME"]
    # Served at home: between what is known, and that with all of the unknown.
    assert home["bound_low"] == pytest.approx(home["low"])
    assert home["high"] < home["bound_high"] < 5.3e12
    assert split["UNK", "UNKNOWN"]["mean"] == pytest.approx(3.4e12, rel=1e-6)


def test_compute_countries_agree_with_the_flows_that_leave_them(bundled):
    flows = {}
    for row in queries.published_flows(Question(period=WEEK), bundled, limit=5000).rows:
        flows[row["origin"]] = flows.get(row["origin"], 0.0) + row["mean"]
    for row in queries.attribution_rows(bundled, WEEK, level="COMPUTE"):
        # Flows below the threshold stand in `unlisted`, which has no origin.
        assert 0 <= row["mean"] - flows[row["compute"]] <= flows[None]


def pages(release, question, **asked):
    """Return all rows of a question, read three at a time."""
    found, after = [], None
    while True:
        page = queries.attribution_text(
            question, release, columns=tuple(TABLE.columns), after=after, limit=3, **asked
        )
        found += orjson.loads(page.text)
        if page.next_key is None:
            return found
        after = page.next_key


def test_pages_of_attribution_are_whole_and_in_order(bundled):
    question = Question(period=WEEK, lab=("CHN",), destination=("DEU", "USA"))
    found = pages(bundled, question)
    assert found
    assert {row["lab"] for row in found} == {"CHN"}
    assert {row["destination"] for row in found} == {"DEU", "USA"}
    assert [row["mean"] for row in found] == sorted((row["mean"] for row in found), reverse=True)
    keys = [(row["compute"], row["destination"]) for row in found]
    assert len(set(keys)) == len(keys)
    whole = queries.attribution_text(question, bundled, columns=("compute", "destination"), limit=5000)
    assert [tuple(row.values()) for row in orjson.loads(whole.text)] == keys


def test_a_question_for_a_model_gets_where_it_was_computed(bundled):
    question = Question(period=WEEK, model=("minimax-m2-5-20260211",))
    found = pages(bundled, question)
    assert {row["level"] for row in found} == {"MODEL"}
    assert {row["destination"] for row in found} == {None}
    # Printed: MiniMax M2.5 had 2.45e12 tokens that week.
    assert sum(row["mean"] for row in found) == pytest.approx(2.45e12, rel=1e-6)
    assert {row["unit"] for row in found} == {"token"}
    assert all(row["run"] == bundled.weeks[0].run for row in found)


def test_attribution_comes_as_lines_and_as_columns_too(bundled):
    question = Question(period=WEEK, compute=("USA",), lab=("CHN",))
    lines = queries.attribution_text(
        question, bundled, columns=("lab", "compute", "split", "unit"), shape="csv", limit=5000, level="LAB_COMPUTE"
    )  # fmt: skip
    # Every row of a file says whether it is synthetic.
    assert lines.text == "CHN,USA,LICENCE_ONLY,token,false"
    table = queries.attribution_text(
        question, bundled, columns=("lab", "split"), shape="columns", limit=5000, level="LAB_COMPUTE"
    )
    assert orjson.loads(table.text) == [["CHN", "LICENCE_ONLY"]]


def test_a_week_that_nobody_estimated_has_no_rows(bundled):
    assert queries.attribution_rows(bundled, date(2024, 1, 1), level="CROSS") == []
    assert queries.attribution_split(bundled, date(2024, 1, 1)) == []


def test_the_evidence_in_force_is_told_with_source_and_grade(bundled):
    rows = queries.location_evidence(bundled, WEEK)
    keyed = {(row["provider"], row["kind"], row["country"]): row for row in rows}
    # MiniMax declares the United States (May 2026, the first statement there is) and sits in Singapore.
    declared = keyed["minimax", "DECLARED", "USA"]
    assert (declared["evidence_grade"], declared["valid_from"]) == ("C", "2026-05-01")
    assert keyed["minimax", "SEAT", "SGP"]["is_decisive"] is False
    # DeepSeek's policy of 10 February 2026 was in force that week; what the list said in May was not known yet.
    policy = keyed["deepseek", "REGION_DOCUMENT", "CHN"]
    assert (policy["evidence_grade"], policy["is_decisive"]) == ("B", True)
    assert ("deepseek", "SEAT", "CHN") not in keyed
    assert keyed["deepseek", "NOT_DECLARED", None]["country"] is None
    assert {row["source_url"][:8] for row in rows} == {"https://"}
    assert all(row["source_title"] for row in rows)
    assert queries.location_evidence(bundled, date(2024, 1, 1)) == []
    # Later weeks tell what was stated in between.
    later = {(row["provider"], row["kind"]) for row in queries.location_evidence(bundled, date(2026, 10, 5))}
    assert ("deepseek", "SEAT") in later


def test_a_small_host_that_the_gateway_does_not_list_exports_nothing(bundled):
    found = {row["compute"] for row in queries.attribution_rows(bundled, date(2026, 10, 5), level="COMPUTE")}
    # Doubleword, the British batch host, is not on the gateway's list of providers.
    assert "GBR" not in found
