"""CSV opens in pandas and R as their functions come, without options; no cell starts a formula in a spreadsheet."""

import csv
import io
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas
import pytest
from django.test import Client

from apps.api import files
from apps.api.v1.urls import LISTS
from apps.flows.models import FlowEstimate
from apps.flows.releases import ReleaseRow
from apps.flows.tabular import FORMULA_STARTS, csv_cell
from tests.api import world
from tests.api.test_formats_agree import AS_FILES, ASKED

pytestmark = pytest.mark.django_db
NUMERIC = ("float", "integer", "decimal")
# What pandas and R take for nothing where a text says so.
TAKEN_FOR_NOTHING = {"NA", "N/A", "NaN", "nan", "null", "NULL", "None", "n/a", "<NA>", "#N/A", "#NA", "-nan"}
# R's make.names leaves such a name as it is.
R_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._]*")
R_RESERVED = {
    "if",
    "else",
    "repeat",
    "while",
    "function",
    "for",
    "next",
    "break",
    "in",
    "TRUE",
    "FALSE",
    "NULL",
}
R_LOGICAL = {"T", "F", "TRUE", "FALSE", "true", "false", "True", "False"}


def is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell)) and "_" not in cell
    except ValueError:
        return False


def r_class(cells: Sequence[str]) -> str:
    """Return the class that R's read.csv gives a column: an empty cell is NA where all others are of one class."""
    given = [cell for cell in cells if cell not in ("", "NA")]
    if all(cell in R_LOGICAL for cell in given):
        return "logical"
    return "numeric" if all(map(is_number, given)) else "character"


def sent(client: Client, name: str, more: str = "") -> tuple[list[files.Column], bytes]:
    query = f"{ASKED.get(name, '')}&{more}&limit=100".strip("&").replace("&&", "&")
    answer = client.get(f"/api/v1/{name}.csv?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    columns = files.columns_of(LISTS[name].row, LISTS[name].columns())
    return columns, b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("name", AS_FILES)
def test_r_reads_each_list_by_its_own_rules(client: Client, release: ReleaseRow, name: str) -> None:
    columns, body = sent(client, name)
    text = body.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert text.endswith("\n")
    header, *lines = list(csv.reader(io.StringIO(text, newline="")))
    assert header == [column.name for column in columns]
    assert len(set(header)) == len(header)
    assert all(R_NAME.fullmatch(column) and column not in R_RESERVED for column in header)
    # One field fewer in the header would make the first column row names.
    assert {len(line) for line in lines} <= {len(header)}
    for place, column in enumerate(columns):
        cells = [line[place] for line in lines]
        assert not TAKEN_FOR_NOTHING & set(cells), column.name
        if any(cells) and column.kind in NUMERIC:
            assert r_class(cells) == "numeric", column.name
        if any(cells) and column.kind == "boolean":
            assert r_class(cells) == "logical", column.name


@pytest.mark.parametrize("name", AS_FILES)
def test_pandas_reads_each_list_as_it_comes(client: Client, release: ReleaseRow, name: str) -> None:
    columns, body = sent(client, name)
    frame = pandas.read_csv(io.BytesIO(body))
    # No index is made up: the columns are those of the file.
    assert list(frame.columns) == [column.name for column in columns]
    assert isinstance(frame.index, pandas.RangeIndex)
    raw = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    assert len(frame) == len(raw)
    for column in columns:
        found = frame[column.name]
        assert [cell == "" for cell in (row[column.name] for row in raw)] == found.isna().tolist(), (
            column.name
        )
        if found.notna().any() and column.kind in NUMERIC:
            assert pandas.api.types.is_numeric_dtype(found), column.name
        if found.notna().all() and len(found) and column.kind == "boolean":
            assert found.dtype == "bool", column.name
        if column.kind in ("date", "datetime") and found.notna().any():
            assert pandas.to_datetime(found.dropna(), format="ISO8601").notna().all(), column.name


FORMULAS = [f"{start}cmd|' /C calc'!A0" for start in FORMULA_STARTS]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stands_behind_a_quote(text: str) -> None:
    assert csv_cell(text).strip('"').startswith("'")


def started(body: bytes, columns: Sequence[files.Column]) -> list[str]:
    """Return the cells that a spreadsheet would run; a number may begin with its sign."""
    kinds = {column.name: column.kind for column in columns}
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    return [
        cell
        for row in rows
        for name, cell in row.items()
        if cell.startswith(FORMULA_STARTS) and not (kinds[name] in NUMERIC and is_number(cell))
    ]


@pytest.mark.parametrize("name", AS_FILES)
def test_no_list_holds_a_cell_that_starts_a_formula(client: Client, release: ReleaseRow, name: str) -> None:
    columns, body = sent(client, name)
    assert started(body, columns) == []


def test_formulas_in_texts_of_people_and_sources_are_neutralised(client: Client, release: ReleaseRow) -> None:
    now = datetime(2026, 11, 18, 10, tzinfo=UTC)
    title = '=HYPERLINK("https://example.org/","click")'
    world.candidate("an-event-of-formulas", now=now, title=title, summary="+1+1")
    columns, body = sent(client, "events", "state=CANDIDATE&q=HYPERLINK")
    (row,) = list(csv.DictReader(io.StringIO(body.decode())))
    assert (row["title"], row["summary"]) == ("'" + title, "'+1+1")
    assert started(body, columns) == []
    # The rows that the database itself writes.
    FlowEstimate.objects.filter(origin="CHN").update(flags=["=1+1", "-2"])
    columns, body = sent(client, "flows", "basis=LAB&origin=CHN")
    flags = {row["flags"] for row in csv.DictReader(io.StringIO(body.decode()))}
    assert flags == {"'=1+1|-2"}
    assert started(body, columns) == []
