"""The same question as JSON, CSV and Parquet gives the same rows, types included; files are safe to open."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from apps.api import files
from apps.api.resource import FILES
from apps.api.v1.urls import LISTS
from apps.flows.releases import ReleaseRow
from apps.flows.tabular import FORMULA_STARTS
from tests.api import world

pytestmark = pytest.mark.django_db
AS_FILES = sorted(name for name, resource in LISTS.items() if set(FILES) <= set(resource.forms))
# What must be asked, where the plain address is not enough.
ASKED = {
    "observations": "series=1&vintages=all",
    "changes": "since=2026-01-01",
    "price-gap": f"a={world.MODEL}&b={world.MODEL}",
    "flows": "denominator=TOP10",
}
READ = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "float": float,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "decimal": Decimal,
    "text": str,
    "texts": lambda cell: cell.split("|"),
    "json": json.loads,
    "dates": lambda cell: [date.fromisoformat(part) for part in cell.split("|")],
    "floats": lambda cell: [float(part) for part in cell.split("|")],
}


def parquet(client: Client, url: str) -> pa.Table:
    answer = client.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/vnd.apache.parquet")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return pq.read_table(io.BytesIO(body))


def expected(value: Any, kind: str) -> Any:
    """Return a value of JSON as the type that its column has."""
    if value is None or kind in ("float", "integer", "boolean", "text", "texts", "json", "floats"):
        return value
    if kind == "dates":
        return [date.fromisoformat(part) for part in value]
    return READ[kind](value)


def as_read(cell: str, kind: str) -> Any:
    """Return a CSV cell as the type that its column has; an empty one is null, or empty."""
    if kind == "text" and cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS):
        return cell[1:]
    return READ[kind](cell) if cell else None


def unguarded(value: Any) -> Any:
    """Return a value as its CSV cell is read: nothing and an empty text or list look the same there."""
    return None if value in ("", []) else value


@pytest.mark.parametrize("name", AS_FILES)
def test_json_csv_and_parquet_give_equal_rows(client: Client, release: ReleaseRow, name: str) -> None:
    query = f"{ASKED.get(name, '')}&limit=100".strip("&")
    answer = client.get(f"/api/v1/{name}.json?{query}")
    assert answer.status_code == 200, answer.content
    rows = answer.json()["data"]
    columns = files.columns_of(LISTS[name].row, LISTS[name].columns())
    table = parquet(client, f"/api/v1/{name}.parquet?{query}")
    assert table.column_names == [column.name for column in columns]
    for column in columns[:-1]:
        wanted = [expected(row[column.name], column.kind) for row in rows]
        found = table[column.name].to_pylist()
        if column.kind == "json":
            found = [None if cell is None else json.loads(cell) for cell in found]
        assert found == wanted, column.name
    cells = list(
        csv.DictReader(io.StringIO(client.get(f"/api/v1/{name}.csv?{query}").content.decode(), newline=""))
    )
    assert len(cells) == len(rows)
    for column in columns[:-1]:
        wanted = [unguarded(expected(row[column.name], column.kind)) for row in rows]
        assert [as_read(cell[column.name], column.kind) for cell in cells] == wanted, column.name
    assert table["synthetic"].to_pylist() == [False] * len(rows)
    assert [cell["synthetic"] for cell in cells] == ["false"] * len(rows)


def test_parquet_has_the_promised_types_and_says_its_meta(client: Client, release: ReleaseRow) -> None:
    flows = parquet(client, "/api/v1/flows.parquet?limit=3")
    types = {field.name: field.type for field in flows.schema}
    assert types["period_start"] == pa.date32()
    assert types["mean"] == pa.float64()
    assert types["flags"] == pa.list_(pa.string())
    assert types["is_counterfactual"] == pa.bool_()
    body = client.get("/api/v1/flows.parquet?limit=3").content
    told = json.loads(pq.ParquetFile(io.BytesIO(body)).metadata.metadata[b"tokentrade.meta"])
    assert told == client.get("/api/v1/flows.json?limit=3").json()["meta"] | {"next": told["next"]}
    assert told["next"].startswith("/api/v1/flows.parquet?limit=3&cursor=")
    numbers = parquet(client, "/api/v1/observations.parquet?series=1")
    assert numbers.schema.field("value").type == pa.decimal128(38, 12)
    assert numbers.schema.field("recorded_at").type == pa.timestamp("us", tz="UTC")
    assert numbers.schema.field("series").type == pa.int64()


def test_a_parquet_file_is_compressed_and_linked(client: Client, release: ReleaseRow) -> None:
    answer = client.get("/api/v1/flows.parquet?limit=3")
    group = pq.ParquetFile(io.BytesIO(answer.content)).metadata.row_group(0)
    assert {group.column(at).compression for at in range(group.num_columns)} == {"ZSTD"}
    assert 'rel="license"' in answer.headers["Link"]
    assert f'</api/v1/releases/{release.id}.json>; rel="describedby"' in answer.headers["Link"]
    assert 'rel="next"' in answer.headers["Link"]
    assert (
        "Content-Encoding"
        not in client.get("/api/v1/flows.parquet?limit=3", headers={"Accept-Encoding": "gzip"}).headers
    )


def test_a_file_is_written_in_batches_and_sent_in_pieces(
    client: Client, release: ReleaseRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {form: client.get(f"/api/v1/flows.{form}").content for form in FILES}
    # The tiny world has fewer rows than one batch: smaller batches and less memory show the same.
    monkeypatch.setattr(files, "ROWS_PER_BATCH", 4)
    monkeypatch.setattr(files, "IN_MEMORY_BYTES", 100)
    for form in FILES:
        answer = client.get(f"/api/v1/flows.{form}?basis=COMPUTE&limit=99999")
        assert answer.streaming
        body = b"".join(answer.streaming_content)
        assert len(body) == int(answer.headers["Content-Length"])
        if form == "csv":
            assert body == whole[form]
        else:
            assert pq.read_table(io.BytesIO(body)).equals(pq.read_table(io.BytesIO(whole[form])))
        head = client.head(f"/api/v1/flows.{form}?basis=COMPUTE&limit=99999")
        assert b"".join(head.streaming_content) == b""
        assert head.headers["Content-Length"] == answer.headers["Content-Length"]


@pytest.mark.parametrize("form", FILES)
def test_files_follow_a_cursor_and_stop_at_their_limit(
    client: Client, release: ReleaseRow, form: str
) -> None:
    assert client.get(f"/api/v1/flows.{form}?limit=100000").status_code == 200
    refused = client.get(f"/api/v1/flows.{form}?limit=100001")
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")
    assert client.get("/api/v1/flows.json?limit=5001").status_code == 400


def test_an_empty_answer_is_a_file_with_its_columns(client: Client, release: ReleaseRow) -> None:
    empty = parquet(client, "/api/v1/flows.parquet?period=2020-01-06")
    assert (empty.num_rows, empty.column_names[-2:]) == (0, ["run", "synthetic"])
