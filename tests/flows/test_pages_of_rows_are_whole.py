"""Pages of published rows: text built by the database, walked once each, in few statements."""

import csv
import io
from datetime import timedelta

import orjson
import pytest

from apps.flows import queries
from apps.flows.question import Question
from tests import build

pytestmark = pytest.mark.django_db
NEXT = build.WEEK + timedelta(days=7)
COLUMNS = ("period_start", "origin", "destination", "unit", "mean", "flags", "is_counterfactual", "run")


@pytest.fixture
def release():
    """Return a release of two weeks."""
    return queries.release(release_id=build.published(weeks=(build.WEEK, NEXT)))


def text(release, question=None, **options):
    """Return one page as text."""
    asked = {"columns": COLUMNS, "limit": 5000} | options
    return queries.flow_text(question or Question(), release, **asked)


def test_rows_stand_by_week_and_mean_with_the_columns_asked(release):
    page = text(release)
    rows = orjson.loads(page.text)
    # 11 corridors of 1.5 % and more, and `unlisted`, in each of two weeks.
    assert (page.count, len(rows), page.next_key) == (24, 24, None)
    assert list(rows[0]) == list(COLUMNS)
    assert (rows[0]["period_start"], rows[0]["origin"], rows[0]["destination"]) == (
        "2026-02-16",
        "USA",
        "USA",
    )
    assert rows[0] == {
        "period_start": "2026-02-16",
        "origin": "USA",
        "destination": "USA",
        "unit": "token",
        "mean": pytest.approx(200),
        "flags": ["usage:tiny"],
        "is_counterfactual": False,
        "run": release.weeks[0].run,
    }
    means = [row["mean"] for row in rows if row["period_start"] == "2026-02-16"]
    assert means == sorted(means, reverse=True)
    assert (rows[11]["origin"], rows[11]["destination"], rows[11]["mean"]) == (None, None, pytest.approx(10))


def test_a_walk_gives_each_row_once_whatever_the_page(release):
    whole = orjson.loads(text(release).text)
    for limit in (1, 5, 12, 23):
        walked, after = [], None
        while True:
            page = text(release, after=after, limit=limit)
            walked += orjson.loads(page.text)
            after = page.next_key and orjson.loads(orjson.dumps(page.next_key))
            if after is None:
                break
        assert walked == whole


def test_columns_and_csv_say_the_same(release):
    rows = orjson.loads(text(release).text)
    columns = orjson.loads(text(release, shape="columns").text)
    assert columns == [list(row.values()) for row in rows]
    lines = list(csv.reader(io.StringIO(text(release, shape="csv").text)))
    assert lines[0][:4] == ["2026-02-16", "USA", "USA", "token"]
    assert lines[0][5:] == ["usage:tiny", "false", release.weeks[0].run, "false"]
    assert [line[1] for line in lines] == [row["origin"] or "" for row in rows]
    assert [float(line[4]) for line in lines] == [row["mean"] for row in rows]


def test_no_rows_are_an_empty_page(release):
    question = Question(period=NEXT + timedelta(days=7))
    assert (text(release, question).text, text(release, question).count) == ("[]", 0)
    assert text(release, question, shape="csv").text == ""


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        ({"origin": ("CHN",)}, {("CHN", "USA"), ("CHN", "DEU"), ("CHN", "UNK")}),
        ({"destination": ("DEU",)}, {("CHN", "DEU"), ("USA", "DEU"), ("UNK", "DEU")}),
        ({"origin": ("UNK",), "destination": ("UNK",)}, {("UNK", "UNK")}),
        ({"country": ("DEU",)}, {("CHN", "DEU"), ("USA", "DEU"), ("UNK", "DEU")}),
    ],
)
def test_filters_keep_the_corridors_asked(release, asked, ends):
    rows = orjson.loads(text(release, Question(period=build.WEEK, **asked)).text)
    assert {(row["origin"], row["destination"]) for row in rows} == ends


def test_balances_begin_with_the_world(release):
    rows = queries.balances(Question(period=build.WEEK), release)
    assert [row["country"] for row in rows] == [None, "CHN", "DEU", "USA"]
    # COMPUTE: CHN to USA 40 and DEU 20, USA to DEU 100 and CHN 50; domestic CHN 10, USA 200; the rest UNK.
    world = rows[0]
    assert [world[name] for name in ("exports_mean", "imports_mean", "net_mean")] == [
        pytest.approx(210), pytest.approx(210), pytest.approx(0),
    ]  # fmt: skip
    assert [world[name] for name in ("domestic_mean", "unknown_mean", "total_mean")] == [
        pytest.approx(210), pytest.approx(580), pytest.approx(1000),
    ]  # fmt: skip
    assert sum(row["net_mean"] for row in rows[1:]) == pytest.approx(0)
    (usa,) = queries.balances(Question(period=build.WEEK, country=("USA",)), release)
    assert (usa["exports_mean"], usa["imports_mean"], usa["total_mean"]) == (
        pytest.approx(150), pytest.approx(40), None,
    )  # fmt: skip


def test_a_page_and_its_meta_take_two_statements(release, django_assert_num_queries):
    with django_assert_num_queries(1):
        text(release)
    with django_assert_num_queries(1):
        queries.answer_meta(Question(), release)


def test_meta_says_what_is_unknown_and_how_to_cite(release):
    meta = queries.answer_meta(Question(period=build.WEEK), release)
    # UNK at either end: 400 of origin UNK, and 0.3 of the other 600.
    assert meta["unknown_share"] == pytest.approx(0.58)
    assert (meta["license"], meta["synthetic"], meta["next"]) == ("CC-BY-4.0", False, None)
    assert (meta["release"], meta["method"]) == (release.id, "flows-2.0")
    assert meta["as_of"] == "2026-11-22T12:00:00Z"
    assert meta["citation"] == (
        f"Tokentrade, release {release.id}, as of 2026-11-22, CC BY 4.0. Source: OpenRouter (openrouter.ai/rankings)"
        " and the publications named with each week, as of 2026-11-22."
    )
    assert meta["notices"] == [
        "Week of 2026-02-16: the publication did not print its window; its figures are assigned to this week.",
        "Week of 2026-02-16: counts the ten largest models only, not the whole platform.",
    ]


def test_a_scope_without_rows_says_so(release):
    meta = queries.answer_meta(Question(scope="WORLD"), release)
    assert meta["unknown_share"] is None
    assert "This release holds no TOKENS on COMPUTE in scope WORLD." in meta["notices"]


def test_the_home_strip_adds_to_the_total(release):
    figures = queries.corridors_for_home(Question(period=build.WEEK), release)
    assert (figures.week, figures.previous_week, figures.next_week) == (build.WEEK, None, NEXT)
    parts = (figures.crossing_mean, figures.domestic_mean, figures.unknown_mean, figures.unlisted_mean)
    assert parts == (pytest.approx(210), pytest.approx(200), pytest.approx(580), pytest.approx(10))
    assert figures.total_mean == pytest.approx(1000) == figures.world_total_mean
    assert [row["kind"] for row in figures.rows[:3]] == ["domestic", "unknown", "unknown"]
    assert figures.usage["publication"] == "tiny"
    china = queries.corridors_for_home(Question(period=build.WEEK, country=("CHN",)), release)
    assert {"CHN"} == {
        code for row in china.rows for code in (row["origin"], row["destination"]) if code == "CHN"
    }
    assert all("CHN" in (row["origin"], row["destination"]) for row in china.rows)
    assert china.balance["exports_mean"] == pytest.approx(60)


def test_the_largest_exporters_have_their_weeks(release):
    found = queries.exports_by_week(Question(), release)
    assert list(found) == ["USA", "CHN"]
    # USA exports 150; the tiny world's central is nine tenths of the mean.
    assert found["USA"] == {build.WEEK: pytest.approx(135), NEXT: pytest.approx(135)}


def test_runs_and_their_parameters_are_public(release):
    (told,) = queries.runs()
    assert told["run"] == release.weeks[0].run == told["fingerprint"][:16]
    assert queries.run(told["run"])["conservation"][0]["holds"] is True
    assert queries.run("0" * 16) is None
    keys = {row["key"] for row in queries.run_parameters(run=told["run"])}
    assert {"fleet_efficiency", "pue_default"} <= keys
    assert queries.run_parameters(release=release) == queries.run_parameters(run=told["run"])
    assert queries.run_parameters() == []
    assert [item.id for item in queries.release_list()] == [release.id]
    assert queries.ratios(release, week=build.WEEK)[0]["central"] == 89.0
