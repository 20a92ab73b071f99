"""vintages=all gives one week of flows in every version that readers ever saw."""

import csv
import io

import pytest
from django.test import Client

from apps.flows.releases import ReleaseRow

pytestmark = pytest.mark.django_db
URL = "/api/v1/flows.json?period=2026-02-16&basis=LAB&vintages=all"
PAIR = "&origin=CHN&destination=USA&fields=mean,run"


def test_each_version_of_a_week_is_a_row(client: Client, release: ReleaseRow, restated: ReleaseRow) -> None:
    # CHN to USA on LAB: 0.6 x 0.4 of 1,000 tokens, then of 2,000; the larger mean stands first.
    old, new = ({"mean": 240.0, "run": release.weeks[0].run}, {"mean": 480.0, "run": restated.weeks[0].run})
    assert client.get(URL + PAIR).json()["data"] == [new, old]
    then = release.published_at.isoformat().replace("+00:00", "Z")
    assert client.get(f"{URL}{PAIR}&as_of={then}").json()["data"] == [old]
    assert client.get(URL.replace("&vintages=all", "") + PAIR).json()["data"] == [new]
    cells = csv.DictReader(io.StringIO(client.get((URL + PAIR).replace(".json", ".csv")).content.decode()))
    assert [(float(row["mean"]), row["run"]) for row in cells] == [(480.0, new["run"]), (240.0, old["run"])]


def test_a_walk_through_versions_gives_each_row_once(
    client: Client, release: ReleaseRow, restated: ReleaseRow
) -> None:
    whole = client.get(f"{URL}&limit=5000").json()["data"]
    one = client.get(URL.replace("&vintages=all", "&limit=5000")).json()["data"]
    assert len(whole) == 2 * len(one)
    rows, following = [], f"{URL}&limit=3"
    while following:
        page = client.get(following).json()
        rows, following = rows + page["data"], page["meta"]["next"]
    assert rows == whole


@pytest.mark.parametrize("more", ["", "&from=2026-02-16", "&to=2026-03-02"])
def test_several_weeks_in_every_version_are_refused(client: Client, release: ReleaseRow, more: str) -> None:
    answer = client.get(f"/api/v1/flows.json?vintages=all{more}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "vintages"
    assert client.get("/api/v1/flows.json?period=2026-02-16&vintages=some").status_code == 400
