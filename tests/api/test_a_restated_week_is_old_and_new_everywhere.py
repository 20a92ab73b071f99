"""A restated week gives its old number to whoever asks as of then and its new one now: formats, pages, dumps.

China's labs provide 0.6 x 0.4 of the week's tokens to the USA: of 1,000 a mean of 240 with the range 120-480 and the
central value 216; of the 2,000 of the restatement, twice that.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas
import pyarrow.parquet as pq
import pytest
from django.core.management import call_command
from django.test import Client

from apps.flows import actions
from apps.flows.dumps import dumps_folder
from apps.flows.releases import ReleaseRow
from tests.api.conftest import FIRST, SECOND

pytestmark = pytest.mark.django_db
OLD, NEW = (120.0, 216.0, 480.0, 240.0), (240.0, 432.0, 960.0, 480.0)
COLUMNS = ("low", "central", "high", "mean")
BETWEEN = "as_of=2026-11-18T12:00:00Z"
FLOW = "period=2026-02-16&basis=LAB&origin=CHN&destination=USA"
# Two digits, as pages print them.
PRINTED = {OLD: "220 120–480", NEW: "430 240–960"}
PAGES = {
    "/": "China United States ",
    "/countries/CHN/": "Pair United States ",
    "/flows/CHN/USA/": "16 Feb 2026 ",
}
MARKUP = re.compile(r"<(script|style|svg|select)\b.*?</\1>|<[^>]+>", re.DOTALL)


def numbers(row: Any) -> tuple[float, ...]:
    return tuple(float(row[name]) for name in COLUMNS)


def as_json(body: bytes) -> tuple[float, ...]:
    (row,) = json.loads(body)["data"]
    return numbers(row)


def as_columns(body: bytes) -> tuple[float, ...]:
    data = json.loads(body)["data"]
    (row,) = data["rows"]
    return numbers(dict(zip(data["columns"], row, strict=True)))


def as_csv(body: bytes) -> tuple[float, ...]:
    (row,) = csv.DictReader(io.StringIO(body.decode()))
    return numbers(row)


def as_parquet(body: bytes) -> tuple[float, ...]:
    (row,) = pq.read_table(io.BytesIO(body)).to_pylist()
    return numbers(row)


def as_arc(body: bytes) -> tuple[float, ...]:
    found = [feature["properties"] for feature in json.loads(body)["features"]]
    (row,) = [each for each in found if (each["origin"], each["destination"]) == ("CHN", "USA")]
    return numbers(row)


def as_corridor(body: bytes) -> tuple[float, ...]:
    (row,) = [each for each in json.loads(body)["data"]["forward"] if each["period_start"] == "2026-02-16"]
    return numbers(row)


FORMS: dict[str, tuple[str, Callable[[bytes], tuple[float, ...]]]] = {
    "json": (f"flows.json?{FLOW}", as_json),
    "json, columns": (f"flows.json?{FLOW}&shape=columns", as_columns),
    "csv": (f"flows.csv?{FLOW}", as_csv),
    "parquet": (f"flows.parquet?{FLOW}", as_parquet),
    "geojson": ("arcs.geojson?period=2026-02-16&basis=LAB", as_arc),
    "corridor": ("corridors/CHN/USA.json?basis=LAB", as_corridor),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_format_tells_both(
    client: Client, release: ReleaseRow, restated: ReleaseRow, form: str
) -> None:
    url, read = FORMS[form]
    now = client.get(f"/api/v1/{url}")
    then = client.get(f"/api/v1/{url}&{BETWEEN}")
    assert (read(then.content), read(now.content)) == (OLD, NEW)
    assert then.headers["ETag"] != now.headers["ETag"]
    # Named by its release, the old answer stays for ever.
    assert read(client.get(f"/api/v1/{url}&release={release.id}").content) == OLD


@pytest.fixture(scope="module")
def static_files() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.mark.usefixtures("static_files")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_tells_both(client: Client, release: ReleaseRow, restated: ReleaseRow, page: str) -> None:
    for moment, wanted, other in (("", NEW, OLD), (f"&{BETWEEN}", OLD, NEW)):
        answer = client.get(f"{page}?period=2026-02-16&basis=LAB{moment}")
        text = " ".join(MARKUP.sub(" ", answer.content.decode()).split())
        assert answer.status_code == 200
        assert PAGES[page] + PRINTED[wanted] in text, (moment, text)
        assert PAGES[page] + PRINTED[other] not in text, (moment, text)


def test_the_dump_of_each_release_keeps_its_number(
    client: Client, release: ReleaseRow, restated: ReleaseRow, tmp_path: Any, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    names = {
        actions.write_dump(release_id=release.id, now=FIRST + timedelta(minutes=5)): OLD,
        actions.write_dump(release_id=restated.id, now=SECOND + timedelta(minutes=5)): NEW,
    }
    assert list(names) == ["2026-11-18", "2026-11-19"]
    for name, wanted in names.items():
        for read, file in ((pandas.read_csv, "flows.csv"), (pandas.read_parquet, "flows.parquet")):
            rows = read(dumps_folder() / name / file)
            rows = rows[(rows["basis"] == "LAB") & (rows["measure"] == "TOKENS")]
            rows = rows[rows["period_start"].astype(str) == "2026-02-16"]
            (row,) = rows[(rows["origin"] == "CHN") & (rows["destination"] == "USA")].to_dict("records")
            assert numbers(row) == wanted, (name, file)
            served = client.get(f"/data/dumps/{name}/{file}")
            assert b"".join(served.streaming_content) == (dumps_folder() / name / file).read_bytes()
