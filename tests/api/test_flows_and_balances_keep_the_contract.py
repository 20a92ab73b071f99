"""Rows, sums, walks and files of the published estimates."""

import csv
import io
import math
from collections import defaultdict
from typing import Any

import pytest
from django.test import Client

from apps.api.versions import LOOKUPS
from apps.flows.models import Release
from apps.flows.releases import ReleaseRow

pytestmark = pytest.mark.django_db
ADDING = ("TOKENS", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD")
BASES = ("LAB", "COMPANY", "COMPUTE")


def walk(client: Client, url: str) -> list[dict[str, Any]]:
    """Return the rows of every page, following meta.next as given."""
    rows: list[dict[str, Any]] = []
    following: str | None = url
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.content
        rows += answer.json()["data"]
        following = answer.json()["meta"]["next"]
    return rows


@pytest.mark.parametrize("measure", ADDING)
def test_means_add_to_the_same_total_on_every_basis_and_to_the_world_balance(
    client: Client, release: ReleaseRow, measure: str
) -> None:
    totals: dict[str, dict[str, float]] = defaultdict(dict)
    for basis in BASES:
        sums: dict[str, list[float]] = defaultdict(list)
        for row in walk(client, f"/api/v1/flows.json?measure={measure}&basis={basis}&limit=5000"):
            sums[row["period"]].append(row["mean"])
        for week, means in sums.items():
            totals[week][basis] = math.fsum(means)
        for row in walk(client, f"/api/v1/balances.json?measure={measure}&basis={basis}&limit=5000"):
            if row["country"] is None:
                assert row["total_mean"] == pytest.approx(totals[row["period"]][basis], rel=1e-6)
    assert sorted(totals) == [item.week.isoformat() for item in release.weeks]
    for by_basis in totals.values():
        assert by_basis["LAB"] == pytest.approx(by_basis["COMPUTE"], rel=1e-6)
        assert by_basis["COMPANY"] == pytest.approx(by_basis["COMPUTE"], rel=1e-6)


def test_ranges_are_ordered_and_percentiles_have_six_digits(client: Client, release: ReleaseRow) -> None:
    rows = walk(client, "/api/v1/flows.json?limit=5000")
    assert rows
    for row in rows:
        assert row["low"] <= row["q25"] <= row["central"] <= row["q75"] <= row["high"]
        assert row["period"] == row["period_start"]
        assert (row["origin"] is None) == (row["destination"] is None)
        for name in ("low", "q25", "central", "q75", "high", "frechet_low", "frechet_high"):
            assert float(f"{row[name]:.6g}") == row[name], name


def test_a_walk_gives_each_row_once(client: Client, release: ReleaseRow) -> None:
    week = release.weeks[0].week.isoformat()
    whole = client.get(f"/api/v1/flows.json?period={week}&basis=LAB&limit=5000").json()["data"]
    walked = walk(client, f"/api/v1/flows.json?period={week}&basis=LAB&limit=3")
    assert len(whole) > 3
    assert walked == whole


def test_a_country_filter_means_either_end(client: Client, release: ReleaseRow) -> None:
    week = release.weeks[0].week.isoformat()
    whole = walk(client, f"/api/v1/flows.json?period={week}&basis=LAB&limit=5000")
    chosen = walk(client, f"/api/v1/flows.json?period={week}&basis=LAB&limit=5000&country=CHN")
    expected = [row for row in whole if "CHN" in (row["origin"], row["destination"])]
    assert chosen == expected
    assert chosen


def test_columns_and_fields_hold_the_same_numbers(client: Client, release: ReleaseRow) -> None:
    rows = client.get("/api/v1/flows.json?limit=5").json()["data"]
    answer = client.get("/api/v1/flows.json?limit=5&shape=columns&fields=origin,mean,run").json()["data"]
    assert answer["columns"] == ["origin", "mean", "run"]
    assert answer["rows"] == [[row["origin"], row["mean"], row["run"]] for row in rows]


def test_csv_holds_the_same_rows_with_run_synthetic_and_links(client: Client, release: ReleaseRow) -> None:
    rows = client.get("/api/v1/flows.json?limit=5").json()["data"]
    answer = client.get("/api/v1/flows.csv?limit=5")
    text = answer.content.decode()
    assert "\r" not in text
    records = list(csv.DictReader(io.StringIO(text)))
    assert [float(record["mean"]) for record in records] == [row["mean"] for row in rows]
    assert [record["flags"].split("|") if record["flags"] else [] for record in records] == [
        row["flags"] for row in rows
    ]
    assert {record["synthetic"] for record in records} == {"false"}
    assert [record["run"] for record in records] == [row["run"] for row in rows]
    links = answer.headers["Link"]
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in links
    assert f'</api/v1/releases/{release.id}.json>; rel="describedby"' in links
    following = next(link for link in links.split(", ") if link.endswith('rel="next"'))
    second = client.get(following.partition(">")[0].removeprefix("<")).content.decode()
    assert next(csv.DictReader(io.StringIO(second))) not in records


def test_csv_of_chosen_fields_still_says_its_run(client: Client, release: ReleaseRow) -> None:
    header = client.get("/api/v1/flows.csv?fields=origin,mean").content.decode().partition("\n")[0]
    assert header == "origin,mean,run,synthetic"


def test_a_file_without_rows_has_its_header(client: Client, release: ReleaseRow) -> None:
    answer = client.get("/api/v1/flows.csv?period=2020-01-06&fields=origin")
    assert (answer.status_code, answer.content) == (200, b"origin,run,synthetic\n")


def test_meta_says_what_holds_for_the_answer(client: Client, release: ReleaseRow) -> None:
    meta = client.get("/api/v1/flows.json").json()["meta"]
    assert meta["release"] == release.id
    assert release.id in meta["citation"]
    assert meta["license"] == "CC-BY-4.0"
    assert 0 <= meta["unknown_share"] <= 1
    assert meta["synthetic"] is False
    assert meta["as_of"] == release.published_at.isoformat().replace("+00:00", "Z")


def test_simulated_numbers_say_so_in_every_form(client: Client, release: ReleaseRow) -> None:
    Release.objects.update(is_synthetic=True)
    LOOKUPS.forget()
    answer = client.get("/api/v1/flows.json?limit=1")
    assert answer.json()["meta"]["synthetic"] is True
    assert answer.headers["Tokentrade-Synthetic"] == "1"
    held = client.get("/api/v1/flows.json?limit=1", headers={"If-None-Match": answer.headers["ETag"]})
    assert (held.status_code, held.headers["Tokentrade-Synthetic"]) == (304, "1")
    file = client.get("/api/v1/flows.csv?limit=2&fields=origin")
    assert [line.rpartition(",")[2] for line in file.content.decode().splitlines()] == [
        "synthetic",
        "true",
        "true",
    ]
    runs = client.get("/api/v1/runs.json").json()
    assert "These numbers were simulated; nothing here is a finding." in runs["meta"]["notices"]
