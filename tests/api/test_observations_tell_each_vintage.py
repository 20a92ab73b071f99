"""Series and observations: the number known then, every version of it, and what a source's terms keep back."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client

from apps.events import actions as events
from tests import build
from tests.api.world import MODEL, at, number, price, recorded, settled
from tests.api.writers import token

pytestmark = pytest.mark.django_db
SOURCE = "curated.published_figures"
FIRST, SECOND = at("2026-03-10T02:31:07"), at("2026-03-12T02:30:55")


@pytest.fixture
def restated_week(db: None) -> int:
    """Return the series of a week reported as 21.300 T on 10 March and as 21.308 T on 12 March."""
    build.countries()
    build.sources()
    recorded(SOURCE, [number(21_300_000_000_000)], now=FIRST)
    build.published(weeks=[date(2026, 3, 2)], tokens=21.3e12, now=at("2026-03-10T03:05:00"), name="one")
    recorded(SOURCE, [number(21_308_000_000_000)], now=SECOND)
    build.published(weeks=[date(2026, 3, 2)], tokens=21.308e12, now=at("2026-03-12T03:04:00"), name="two")
    settled()
    return Client().get(f"/api/v1/series.json?source={SOURCE}").json()["data"][0]["id"]


def values(client: Client, series: int, more: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/observations.json?series={series}&period=2026-03-02{more}")
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def test_a_restated_week_gives_the_old_number_before_and_the_new_one_after(
    client: Client, restated_week: int
) -> None:
    before = values(client, restated_week, "&as_of=2026-03-11")
    assert [(row["value"], row["recorded_at"]) for row in before] == [
        ("21300000000000", "2026-03-10T02:31:07Z")
    ]
    after = values(client, restated_week, "&as_of=2026-03-12")
    assert [(row["value"], row["recorded_at"]) for row in after] == [
        ("21308000000000", "2026-03-12T02:30:55Z")
    ]
    assert values(client, restated_week) == after
    assert values(client, restated_week, "&as_of=2026-03-10T02:31:07Z") == before


def test_every_vintage_says_what_it_replaced_and_by_how_much(client: Client, restated_week: int) -> None:
    first, second = values(client, restated_week, "&vintages=all")
    assert (first["value"], first["supersedes_recorded_at"], first["revision_pct"]) == (
        "21300000000000",
        None,
        None,
    )
    # 8 of 21,300 thousand million: 0.0376 %.
    assert second["value"] == "21308000000000"
    assert (second["supersedes_recorded_at"], second["revision_pct"]) == ("2026-03-10T02:31:07Z", 0.038)
    assert (first["reason"], second["reason"]) == ("FIRST", "REVISION")


def test_a_file_holds_the_same_vintages(client: Client, restated_week: int) -> None:
    text = client.get(f"/api/v1/observations.csv?series={restated_week}&vintages=all").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["value"] for row in rows] == ["21300000000000", "21308000000000"]
    assert [row["revision_pct"] for row in rows] == ["", "0.038"]
    old = client.get(f"/api/v1/observations.csv?series={restated_week}&as_of=2026-03-11").content.decode()
    assert [row["value"] for row in csv.DictReader(io.StringIO(old))] == ["21300000000000"]


def test_flows_of_that_week_come_from_the_run_published_then(client: Client, restated_week: int) -> None:
    url = "/api/v1/flows.json?basis=LAB&origin=CHN&destination=USA&period=2026-03-02"
    then = client.get(f"{url}&as_of=2026-03-11").json()
    now = client.get(url).json()
    # CHN to USA on LAB: 0.6 x 0.4 of the week.
    assert then["data"][0]["mean"] == pytest.approx(0.24 * 21.3e12)
    assert now["data"][0]["mean"] == pytest.approx(0.24 * 21.308e12)
    assert then["data"][0]["run"] != now["data"][0]["run"]


def test_before_the_first_record_the_series_is_unknown(client: Client, restated_week: int) -> None:
    assert client.get(f"/api/v1/series.json?source={SOURCE}&as_of=2026-03-09").json()["data"] == []
    answer = client.get(f"/api/v1/observations.json?series={restated_week}&as_of=2026-03-09")
    assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (400, "unknown-series")


def test_a_withdrawn_number_is_null_and_says_no_reason_to_withhold(
    client: Client, restated_week: int
) -> None:
    recorded(SOURCE, [number(None)], now=at("2026-03-20T00:00:00"))
    row = values(client, restated_week)[0]
    assert (row["value"], row["withheld"], row["reason"]) == (None, None, "REVISION")
    assert values(client, restated_week, "&as_of=2026-03-12")[0]["value"] == "21308000000000"


def test_raw_rows_of_the_rankings_are_withheld(client: Client, db: None) -> None:
    build.countries()
    build.usage([(date(2026, 10, 7), "deepseek/deepseek-v3.2-20251201", 608_000_000_000)])
    settled()
    series = client.get("/api/v1/series.json?source=openrouter.rankings").json()["data"]
    assert [(row["metric"], row["redistribution"]) for row in series] == [("tokens", "DERIVED_ONLY")]
    answer = client.get(f"/api/v1/observations.json?series={series[0]['id']}")
    assert [(row["value"], row["withheld"]) for row in answer.json()["data"]] == [(None, "source-terms")]
    assert b"608000000000" not in answer.content
    assert answer.headers["Vary"] == "Accept-Encoding, Authorization"
    every = client.get(f"/api/v1/observations.csv?series={series[0]['id']}&vintages=all").content
    assert b"608000000000" not in every
    assert b"source-terms" in every


def test_raw_rows_are_shown_to_the_scope_raw_read_alone(client: Client, db: None) -> None:
    build.countries()
    build.usage([(date(2026, 10, 7), "deepseek/deepseek-v3.2-20251201", 608_000_000_000)])
    settled()
    (series,) = client.get("/api/v1/series.json?source=openrouter.rankings").json()["data"]
    url = f"/api/v1/observations.json?series={series['id']}"
    for name, role, scopes, shown in (
        ("ada", "analyst", ("raw:read",), ("608000000000", None)),
        ("bob", "analyst", ("events:write",), (None, "source-terms")),
        # The scope alone does not help: the role must allow it too.
        ("eve", "reader", ("raw:read",), (None, "source-terms")),
    ):
        answer = client.get(url, headers={"Authorization": f"Bearer {token(name, role, scopes)}"})
        assert [(row["value"], row["withheld"]) for row in answer.json()["data"]] == [shown], name
        if shown[0]:
            assert answer.headers["Cache-Control"] == "private, no-store"
    # What one token was shown is not kept for others.
    assert [row["value"] for row in client.get(url).json()["data"]] == [None]


def test_a_held_number_is_told_and_not_shown(client: Client, restated_week: int) -> None:
    events.hold(
        subject_key="reading/x", source_key=SOURCE, reason="ten times the week before",
        snapshot_id=build.snapshot(SOURCE), rows=[number(213_080_000_000_000)], now=at("2026-04-01T00:00:00"),
    )  # fmt: skip
    settled()
    assert [(row["value"], row["held"]) for row in values(client, restated_week)] == [
        ("21308000000000", True)
    ]
    assert values(client, restated_week, "&as_of=2026-03-12")[0]["held"] is False


def test_walks_give_each_number_once(client: Client, restated_week: int) -> None:
    rows = [number(1000 + week, f"2026-0{month}-{day:02d}") for month, day, week in
            ((1, 5, 1), (1, 12, 2), (1, 19, 3), (2, 2, 4), (2, 9, 5))]  # fmt: skip
    recorded(SOURCE, rows, now=at("2026-03-13T00:00:00"))
    url = f"/api/v1/observations.json?series={restated_week}&vintages=all&limit=2"
    whole = client.get(url.replace("limit=2", "limit=5000")).json()["data"]
    first = client.get(url).json()
    recorded(SOURCE, [number(77, "2026-01-05")], now=at("2026-03-14T00:00:00"))
    found, following = first["data"], first["meta"]["next"]
    while following:
        page = client.get(following).json()
        found, following = found + page["data"], page["meta"]["next"]
    assert found == whole
    assert len(found) == 7


@pytest.mark.parametrize(
    ("query", "parameter", "reason"),
    [
        ("", "series", "missing"),
        ("series=0", "series", "not-a-whole-number"),
        ("series=1e3", "series", "not-a-whole-number"),
        ("series=99999999999", "series", "not-a-whole-number"),
        ("series=1,1", "series", "empty-or-repeated-item"),
        ("series=" + ",".join(str(n) for n in range(1, 22)), "series", "too-many"),
        ("series=999999", "series", "unknown-series"),
        ("series=1&vintages=some", "vintages", "not-one-of"),
        ("series=1&from=2026-03-02&to=2026-03-02", "to", "out-of-range"),
        ("series=1&period=2026-03-02&from=2026-03-02", "period", "conflicting-parameters"),
        ("series=1&from=1500-01-01", "from", "out-of-range"),
        ("series=1&limit=5001", "limit", "out-of-range"),
    ],
)
def test_observations_refuse_what_cannot_be_read(
    client: Client, restated_week: int, query: str, parameter: str, reason: str
) -> None:
    query = query.replace("series=1&", f"series={restated_week}&")
    answer = client.get(f"/api/v1/observations.json?{query}")
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["parameter"], error["reason"]) == (400, parameter, reason)


def test_a_series_tells_its_ends_and_is_found_by_its_words(client: Client, restated_week: int) -> None:
    recorded("package.genai_prices", [price("0.42"), price("0.45", "2026-06-01")], now=SECOND)
    rows = client.get("/api/v1/series.json?metric=list_price_output&model=" + MODEL).json()["data"]
    assert [(row["first"], row["last"], row["unit"]) for row in rows] == [
        ("2026-01-01", "2026-06-01", "usd_per_mtok")
    ]
    assert client.get("/api/v1/series.json?metric=nothing").json()["data"] == []
    assert client.get("/api/v1/series.json?limit=1001").status_code == 400
    first = client.get("/api/v1/series.json?limit=1").json()
    second = client.get(first["meta"]["next"]).json()
    assert {first["data"][0]["id"], second["data"][0]["id"]} == {restated_week, rows[0]["id"]}


def test_a_held_series_answer_is_304_until_something_changes(client: Client, restated_week: int) -> None:
    url = f"/api/v1/observations.json?series={restated_week}"
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    recorded(SOURCE, [number(5, "2026-03-09")], now=at("2026-03-15T00:00:00"))
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_past_answers_may_be_kept_for_a_day(client: Client, restated_week: int) -> None:
    url = f"/api/v1/observations.json?series={restated_week}"
    assert client.get(url).headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
    assert client.get(f"{url}&as_of=2026-03-11").headers["Cache-Control"] == "public, max-age=86400"


def test_reads_ask_little(client: Client, restated_week: int, django_assert_max_num_queries: Any) -> None:
    url = f"/api/v1/observations.json?series={restated_week}"
    tag = client.get(url).headers["ETag"]
    with django_assert_max_num_queries(0):
        assert client.get(url).status_code == 200
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    with django_assert_max_num_queries(4):
        assert client.get(f"{url}&period=2026-03-02").status_code == 200
