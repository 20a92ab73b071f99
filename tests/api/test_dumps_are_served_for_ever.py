"""Dumps over HTTP: the last one is found, files are whole and immutable, nothing else of the disk is given."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.api import files
from apps.api.v1.urls import LISTS
from apps.flows import actions
from apps.flows.dumptables import TABLES
from apps.flows.releases import ReleaseRow
from tests.api.conftest import FIRST

pytestmark = pytest.mark.django_db


@pytest.fixture
def dump(release: ReleaseRow, tmp_path: Any, settings: Any) -> str:
    settings.DATA_DIR = tmp_path
    return actions.write_dump(release_id=release.id, now=FIRST + timedelta(minutes=1))


def test_latest_leads_to_the_manifest_and_its_files(client: Client, dump: str) -> None:
    moved = client.get("/data/dumps/latest")
    assert (moved.status_code, moved.headers["Location"]) == (302, f"/data/dumps/{dump}/")
    manifest = client.get(moved.headers["Location"])
    assert "immutable" in manifest.headers["Cache-Control"]
    assert len(manifest.json()["files"]) == 2 * len(TABLES)
    for told in manifest.json()["files"]:
        answer = client.get(f"/data/dumps/{dump}/{told['name']}")
        body = b"".join(answer.streaming_content)
        assert hashlib.sha256(body).hexdigest() == told["sha256"]
        assert answer.headers["Content-Length"] == str(told["bytes"])
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        held = client.get(
            f"/data/dumps/{dump}/{told['name']}", headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert (held.status_code, held.content) == (304, b"")
    for name in ("SHA256SUMS", "datapackage.json", "manifest.json"):
        assert client.get(f"/data/dumps/{dump}/{name}").status_code == 200
    assert [one["name"] for one in client.get("/data/dumps/").json()["data"]] == [dump]


@pytest.mark.parametrize(
    "path",
    ["1999-01-01/", "1999-01-01/flows.csv", "../", "..%2f/flows.csv", "%2e%2e/secret_key", "{dump}/nothing.csv",
     "{dump}/..%2fsecret_key", "{dump}/.", "-/x", "a%00b/x"],
)  # fmt: skip
def test_nothing_else_is_given(client: Client, dump: str, path: str) -> None:
    answer = client.get(f"/data/dumps/{path.format(dump=dump)}")
    assert answer.status_code == 404


def test_without_a_dump_latest_asks_to_come_back(
    client: Client, release: ReleaseRow, tmp_path: Any, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    answer = client.get("/data/dumps/latest")
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert client.get("/data/dumps/").json() == {"data": []}


@pytest.mark.parametrize("name", ["flows", "balances", "attribution", "parameters", "countries"])
def test_a_table_has_the_columns_of_the_resource(name: str) -> None:
    resource = LISTS[name]
    of_resource = {one.name: one.kind for one in files.columns_of(resource.row, resource.columns())}
    of_dump = {one.name: one.kind for one in TABLES[name].columns}
    assert of_dump == {key: of_resource[key] for key in of_dump}
