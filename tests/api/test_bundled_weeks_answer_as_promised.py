"""The real chain on what ships with the product, read through the API."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests import build
from tests.api.conftest import FIRST, standing

pytestmark = pytest.mark.django_db
URL = "/api/v1/flows.json?period=2026-02-16&limit=5000"


@pytest.fixture(scope="module")
def bundled(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Return the release made from the bundled figures."""
    with standing(django_db_blocker):
        with django_db_blocker.unblock():
            made = build.bundled(now=FIRST)
        assert made is not None
        yield made


def test_the_week_of_february_has_one_token_total_on_every_basis(client: Client, bundled: str) -> None:
    # The publication of 2026-02-24 lists 8.7e12 tokens of ten models.
    for basis in ("LAB", "COMPANY", "COMPUTE"):
        answer = client.get(f"{URL}&measure=TOKENS&basis={basis}").json()
        assert answer["meta"]["release"] == bundled
        assert answer["meta"]["next"] is None
        assert math.fsum(row["mean"] for row in answer["data"]) == pytest.approx(8.7e12, rel=1e-6)
        world = client.get(f"/api/v1/balances.json?period=2026-02-16&basis={basis}").json()["data"][0]
        assert (world["country"], world["total_mean"]) == (None, pytest.approx(8.7e12, rel=1e-6))


def test_labs_in_china_made_53_of_87_and_not_all_of_it_is_computed_there(
    client: Client, bundled: str
) -> None:
    made = client.get(f"{URL}&basis=LAB&origin=CHN&fields=mean").json()["data"]
    # 5.3e12 of 8.7e12 tokens: 60.9 %; corridors too small to list stand in the row `unlisted`.
    assert math.fsum(row["mean"] for row in made) == pytest.approx(5.3e12, rel=0.01)
    computed = client.get(f"{URL}&basis=COMPUTE&fields=origin,mean").json()["data"]
    by_origin = {
        code: math.fsum(row["mean"] for row in computed if row["origin"] == code) for code in ("CHN", "UNK")
    }
    assert by_origin["CHN"] < 5.3e12
    assert by_origin["UNK"] > 0


def test_the_assumed_window_and_the_publication_are_told(client: Client, bundled: str) -> None:
    answer = client.get(f"{URL}&basis=LAB").json()
    assert any("did not print its window" in notice for notice in answer["meta"]["notices"])
    flags = {flag for row in answer["data"] for flag in row["flags"]}
    assert any(flag.startswith("usage:") for flag in flags)


def test_every_source_that_ships_was_read(client: Client, bundled: str) -> None:
    rows = {row["key"]: row for row in client.get("/api/v1/sources.json").json()["data"]}
    assert rows["curated.published_figures"]["state"] == "OK"
    assert rows["openrouter.rankings"]["state"] == "NEVER"
    assert rows["openrouter.rankings"]["last_success_at"] is None


def test_arcs_are_lines_in_degrees_and_unknown_ends_have_none(client: Client, bundled: str) -> None:
    answer = client.get("/api/v1/arcs.geojson?period=2026-02-16&top=400")
    assert answer.headers["Content-Type"] == "application/geo+json"
    features = answer.json()["features"]
    assert 0 < len(features) <= 400
    for feature in features:
        ends = {feature["properties"]["origin"], feature["properties"]["destination"]}
        assert len(ends) == 2
        if "UNK" in ends:
            assert feature["geometry"] is None
            continue
        lines = feature["geometry"]["coordinates"]
        points = (
            [p for line in lines for p in line] if feature["geometry"]["type"] == "MultiLineString" else lines
        )
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points)
    means = [feature["properties"]["mean"] for feature in features]
    assert means == sorted(means, reverse=True)


def test_parameters_are_the_copy_of_the_run_with_their_citations(client: Client, bundled: str) -> None:
    body = client.get("/api/v1/parameters.json?limit=1000").json()
    run = client.get("/api/v1/runs.json").json()["data"][0]["run"]
    assert {row["run"] for row in body["data"]} == {run}
    assert all(row["source_url"].startswith("https://") for row in body["data"])
    one = client.get("/api/v1/parameters.json?key=pue_climate_model&scope_key=USA").json()["data"]
    assert [(row["key"], row["scope_key"]) for row in one] == [("pue_climate_model", "USA")]
