"""A SYNTHETIC world of more than a year: every page, file and embed says so, and the map reaches every week."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from apps.flows import actions
from apps.flows.models import PreparedAnswer

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
NOTICE = "SYNTHETIC figures: made for a test, not estimates of anything."
PAGES = (
    "/", "/timeline/", "/countries/", "/countries/CHN/", "/countries/NRU/", "/flows/CHN/USA/", "/models/",
    "/models/synthetic-model-00/", "/labs/", "/labs/deepseek/", "/search/?q=deep", "/claims/", "/claims/c09/",
    "/prices/", "/price-gap/", "/calculator/", "/events/", "/documents/", "/sources/", "/method/", "/revisions/",
    "/data/", "/data/stability/", "/about/", "/embed/map/", "/embed/timeline/", "/nowhere-at-all/",
    "/?as_of=2020-01-01",
)  # fmt: skip


@pytest.fixture
def simulated(db: None) -> str:
    """Return the release of 56 SYNTHETIC weeks of six countries."""
    return actions.simulate(weeks=56, countries=6, now=NOW)


def test_every_page_and_embed_carries_the_mark(reader: Client, simulated: str) -> None:
    for path in PAGES:
        page = reader.get(path).content.decode()
        assert NOTICE in page, path
        assert re.search(r'<link rel="stylesheet" href="/static/web/synthetic[^"]*\.css">', page), path


def test_no_page_of_real_figures_carries_it(reader: Client, tiny: str) -> None:
    for path in ("/", "/countries/CHN/", "/embed/map/"):
        page = reader.get(path).content.decode()
        assert "SYNTHETIC" not in page, path
        assert "synthetic" not in page, path


def test_files_and_answers_carry_it(reader: Client, simulated: str) -> None:
    rows = list(csv.DictReader(io.StringIO(reader.get("/claims/rows.csv").content.decode())))
    assert {row["synthetic"] for row in rows} == {"true"}
    assert reader.get("/claims/rows.json").json()["meta"]["is_synthetic"] is True
    assert "SYNTHETIC figures" in reader.get("/export/map.html").content.decode()
    answer = reader.get(f"/api/v1/flows.json?release={simulated}&limit=1")
    assert (answer.status_code, answer["Tokentrade-Synthetic"]) == (200, "1")
    meta = answer.json()["meta"]
    assert (meta["release"], meta["synthetic"]) == (simulated, True)
    assert reader.get(f"/api/v1/runs/{answer.json()['data'][0]['run']}").status_code == 200
    named = reader.get("/oembed.json?url=http://testserver/").json()
    assert "SYNTHETIC" in named["title"]


def test_the_map_reaches_every_week_of_a_long_history(reader: Client, simulated: str) -> None:
    page = reader.get("/?top=400").content.decode()
    found = re.search(r'<script id="boot-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    boot = json.loads(found.group(1))
    # 56 weeks end with that of 9 November 2026; 55 weeks earlier it is 20 October 2025.
    assert boot["frames"] == "/api/v1/frames.json?from=2025-10-20&top=400"
    # What is fetched before the scripts run is what they ask for.
    assert 'href="/api/v1/frames.json?from=2025-10-20&amp;top=400" as="fetch"' in page
    answer = reader.get(boot["frames"], headers={"accept-encoding": "br"})
    assert answer["Content-Encoding"] == "br"
    assert PreparedAnswer.objects.filter(key="frames/TOKENS/COMPUTE/OBSERVED/2025-10-20/400").exists()
    assert len(reader.get(boot["frames"]).json()["data"]["periods"]) == 56
    # By default the API answers for 52 weeks; they are kept apart.
    assert len(reader.get("/api/v1/frames.json").json()["data"]["periods"]) == 52


def test_other_measures_are_made_for_one_reader_and_kept(reader: Client, simulated: str) -> None:
    key = "frames/CARBON_KG/COMPUTE/OBSERVED/2025-10-20/40"
    address = "/api/v1/frames.json?measure=CARBON_KG&from=2025-10-20"
    assert not PreparedAnswer.objects.filter(key=key).exists()
    first = reader.get(address)
    assert PreparedAnswer.objects.filter(key=key).exists()
    assert reader.get(address).json() == first.json()
    reader.get(f"{address}&to=2026-01-05")
    assert PreparedAnswer.objects.filter(key__contains="CARBON_KG/COMPUTE/OBSERVED/2025-10-20").count() == 1
