"""Attribution, multiples, claims, what-ifs and corridors on what ships with the product."""

import math
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client

from apps.api.scenario_words import WHATIFS
from apps.api.v1 import scenario
from apps.estimator.whatif.registry import WHATIFS as KNOWN
from apps.flows import actions
from apps.flows.releases import find
from tests import build
from tests.api.conftest import FIRST, standing

pytestmark = pytest.mark.django_db
WEEK = "2026-02-16"
# The first estimate is published five minutes after the collection began.
LATER = FIRST + timedelta(minutes=10)


@pytest.fixture(scope="module")
def bundled(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Return the release made from the bundled figures, with its analyses and claims."""
    with standing(django_db_blocker):
        with django_db_blocker.unblock():
            made = build.bundled(now=FIRST)
            release = find(id_=made, as_of=None)
            assert made is not None
            assert release is not None
            actions.analyse(run_id=release.weeks[-1].run_id, now=LATER)
            actions.evaluate_claims(now=LATER)
            build.settle()
        yield made


def read(client: Client, url: str) -> Any:
    answer = client.get(f"/api/v1/{url}")
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("level", ["CROSS", "LAB_COMPUTE", "LAB_SPLIT", "COMPUTE", "MODEL"])
def test_every_level_of_attribution_adds_to_the_week(client: Client, bundled: str, level: str) -> None:
    url = f"attribution.json?period={WEEK}&level={level}&limit=5000"
    rows = read(client, url)["data"]
    # The publication of 2026-02-24 lists 8.7e12 tokens of ten models.
    assert math.fsum(row["mean"] for row in rows) == pytest.approx(8.7e12, rel=1e-6)
    assert {row["level"] for row in rows} == {level}
    assert rows == sorted(rows, key=lambda row: -row["mean"])


def test_attribution_is_filtered_and_walked(client: Client, bundled: str) -> None:
    rows = read(client, f"attribution.json?period={WEEK}&lab=CHN&compute=USA,UNK&limit=5000")["data"]
    assert {(row["lab"], row["compute"]) for row in rows} == {("CHN", "USA"), ("CHN", "UNK")}
    assert {
        row["level"] for row in read(client, f"attribution.json?period={WEEK}&model=minimax-m2-5")["data"]
    } <= {"MODEL"}
    page = read(client, f"attribution.json?period={WEEK}&limit=7&fields=lab,compute,destination,mean")
    found, following = page["data"], page["meta"]["next"]
    while following:
        page = client.get(following).json()
        found, following = found + page["data"], page["meta"]["next"]
    whole = read(client, f"attribution.json?period={WEEK}&limit=5000&fields=lab,compute,destination,mean")[
        "data"
    ]
    assert found == whole
    for query in ("lab=china", "compute=ZZZ", "level=ALL", "measure=GOLD", "basis=LAB", "period=2026-02-17"):
        assert client.get(f"/api/v1/attribution.json?{query}").status_code == 400


def test_a_multiple_is_given_by_each_method_and_never_alone(client: Client, bundled: str) -> None:
    answer = read(client, f"value-multiple.json?period={WEEK}&limit=1000")
    world = {row["method"]: row for row in answer["data"] if row["compute"] is None}
    assert set(world) == {"OWN_FIT", "ECOLOGITS_OUTPUT_ONLY", "DEEPSEEK_ANCHOR", "BROKERAGE_TOPDOWN"}
    for row in world.values():
        assert (row["reason"] == "") == (row["central"] is not None)
        if row["central"]:
            assert row["low"] <= row["central"] <= row["high"]
            assert row["electricity_share"] == pytest.approx(1 / row["central"])
    points = answer["meta"]["published_points"]
    assert {point["point"]: point["value"] for point in points}["trade-2026-03.multiple"] == 22
    only = read(client, f"value-multiple.json?period={WEEK}&compute=USA&method=OWN_FIT")["data"]
    assert [(row["compute"], row["method"]) for row in only] == [("USA", "OWN_FIT")]
    assert client.get("/api/v1/value-multiple.json?method=GUESS").status_code == 400
    kept = client.get(f"/api/v1/value-multiple.json?release={bundled}").headers["Cache-Control"]
    assert kept == "public, max-age=60, stale-while-revalidate=300"


def test_claims_are_listed_with_their_checks(client: Client, bundled: str) -> None:
    rows = read(client, "claims.json?limit=200")["data"]
    assert len(rows) == 62
    one = next(row for row in rows if row["claim_id"] == "c01")
    assert all(one[name] for name in ("wording", "checks", "occurrences"))
    assert one["status"] in (
        "reproduced",
        "within_range",
        "contradicted",
        "cannot_be_checked",
        "counter_figure",
    )
    assert one["evaluated_at"] == "2026-11-18T09:10:00Z"
    contradicted = read(client, "claims.json?status=contradicted&limit=200")["data"]
    assert {"contradicted"} <= {status for row in contradicted for status in row["statuses"]}
    assert 0 < len(contradicted) < 62
    assert read(client, "claims.json?as_of=2026-11-17&limit=1")["data"][0]["status"] is None
    for query in ("status=true", "basis_of_check=Z", "limit=201", "group=%00"):
        assert client.get(f"/api/v1/claims.json?{query}").status_code == 400


def test_one_claim_has_its_history_and_its_feed(client: Client, bundled: str) -> None:
    claim = read(client, "claims/c01.json")["data"]
    assert [change["before"] for change in claim["history"]] == [""] * len(claim["checks"])
    assert client.get("/api/v1/claims/c99.json").status_code == 404
    feed = Xml.fromstring(client.get("/api/v1/claims.atom").content)
    assert 0 < len(feed.findall("{http://www.w3.org/2005/Atom}entry")) <= 100
    told = read(client, "changes.json?since=2026-11-18&resource=claims&limit=1000")["data"]
    assert {row["op"] for row in told} == {"STATUS"}
    assert "c01" in {row["id"] for row in told}


def test_what_ifs_are_described_as_they_are_read(client: Client, bundled: str) -> None:
    assert set(WHATIFS) == set(KNOWN)
    for name, told in WHATIFS.items():
        fields = {field.name: field for field in KNOWN[name].FIELDS}
        assert set(told.words) == set(fields)
        assert set(told.required) == {field.name for field in fields.values() if field.is_needed}
    listed = read(client, "scenarios.json")
    assert [row["name"] for row in listed["data"]] == sorted(WHATIFS)
    assert listed["meta"]["unstable"] == ["scenarios"]


def test_every_example_of_a_what_if_answers(
    client: Client, bundled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The machine of a test may be slow; that late answers are given up is shown below.
    monkeypatch.setattr(scenario, "LONGEST_S", 60.0)
    document = client.get("/api/v1/openapi.json").json()
    paths = {
        path: item["get"] for path, item in document["paths"].items() if path.startswith("/api/v1/scenarios/")
    }
    assert len(paths) == len(WHATIFS)
    for path, operation in paths.items():
        assert operation["x-stability"] == "unstable"
        given = [p for p in operation["parameters"] if p["in"] == "query" and p["schema"].get("examples")]
        sent = {
            p["name"]: p["schema"]["examples"][0]
            for p in given
            if p["name"] not in ("measure", "period", "as_of")
        }
        answer = client.get(path, sent | {"period": WEEK})
        assert answer.status_code == 200, answer.content
        data = answer.json()["data"]
        assert (data["scenario"], data["week"]) == (True, WEEK)
        assert data["rows"]


def test_a_what_if_that_takes_too_long_is_given_up(
    client: Client, bundled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"/api/v1/scenarios/serve-at-home.json?period={WEEK}&release={bundled}"
    monkeypatch.setattr(scenario, "LONGEST_S", 0.0)
    late = client.get(url)
    assert (late.status_code, late.json()["type"]) == (503, "/api/v1/problems/unavailable")
    assert int(late.headers["Retry-After"]) > 0
    assert late.headers["Cache-Control"] == "private, no-store"
    # Nothing of it is kept: with time enough the same address answers.
    monkeypatch.setattr(scenario, "LONGEST_S", 60.0)
    assert client.get(url).status_code == 200


def test_a_what_if_refuses_what_it_cannot_read(client: Client, bundled: str) -> None:
    for query, status in (
        ("serve-at-home.json?rate=1", 400), ("tariff.json", 400), ("tariff.json?rate=99&by=USA", 400),
        ("tariff.json?rate=0.1&by=ZZZ", 400), ("sovereignty.json?countries=CHN,DEU,FRA,USA,SGP,IND,JPN", 400),
        ("electricity-price.json?change=1e5", 400), ("chip-ban.json?measure=GOLD", 400), ("nothing.json", 404),
        ("serve-at-home.json?period=2020-01-06", 404), ("serve-at-home.json?as_of=2020-01-01", 404),
    ):  # fmt: skip
        answer = client.get(f"/api/v1/scenarios/{query}")
        assert (query, answer.status_code) == (query, status)
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_corridor_shows_both_ways_and_what_it_is_made_of(client: Client, bundled: str) -> None:
    corridor = read(client, "corridors/USA/DEU.json?from=2026-02-16&to=2026-02-23")["data"]
    assert {(row["origin"], row["destination"]) for row in corridor["forward"]} == {("USA", "DEU")}
    assert {(row["origin"], row["destination"]) for row in corridor["reverse"]} <= {("DEU", "USA")}
    assert corridor["week"] == WEEK
    assert {(part["compute"], part["destination"]) for part in corridor["decomposition"]} == {("USA", "DEU")}
    parts = math.fsum(part["mean"] for part in corridor["decomposition"])
    assert parts <= corridor["forward"][0]["mean"] * (1 + 1e-6)
    assert {row["country"] for row in corridor["electricity"]} == {"USA", "DEU"}
    assert {row["country"] for row in corridor["prices"]} <= {"USA", "DEU"}
    home = read(client, "corridors/USA/USA.json?from=2026-02-16&to=2026-02-23")["data"]
    assert home["forward"] == home["reverse"]


def test_a_corridor_names_what_moves_it_most(client: Client, bundled: str) -> None:
    corridor = read(client, "corridors/USA/DEU.json")["data"]
    top = corridor["top_assumption"]
    assert top is not None
    assert read(client, f"parameters.json?key={top['parameter']}")["data"] != []
    for tail, status in (("ZZZ/USA", 404), ("USA/usa", 404), ("USA", 404), ("USA/DEU?measure=GOLD", 400)):
        assert client.get(f"/api/v1/corridors/{tail}").status_code == status
