"""Dumps hold what was published, with hashes, and are never altered; what must not be passed on is in none."""

import csv
import hashlib
import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from apps.flows import actions, dumps, queries
from apps.flows.actions import dumping
from apps.flows.dumptables import TABLES
from tests import build

pytestmark = pytest.mark.django_db
LATER = build.NOW + timedelta(hours=1)
FORMS = ("csv", "parquet")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def lines(name, table):
    text = (dumps.dumps_folder() / name / f"{table}.csv").read_text()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def dumped(db):
    release = build.published()
    return release, actions.write_dump(release_id=release, now=LATER)


def test_a_dump_has_each_table_twice_and_says_what_it_is(dumped):
    release, name = dumped
    assert name == "2026-11-22"
    folder = dumps.dumps_folder() / name
    listed = {f"{table}.{form}" for table in TABLES for form in FORMS}
    assert {path.name for path in folder.iterdir()} == listed | {
        "manifest.json",
        "datapackage.json",
        "SHA256SUMS",
    }
    told = json.loads((folder / "manifest.json").read_text())
    assert (told["release"], told["license"], told["previous"]) == (release, "CC-BY-4.0", None)
    assert told["created_at"] == "2026-11-22T13:00:00Z"
    for file in told["files"]:
        body = (folder / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == listed | {"manifest.json", "datapackage.json"}
    assert sums["manifest.json"] == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_csv_and_parquet_of_a_dump_hold_the_rows_that_were_published(dumped):
    release, name = dumped
    shown = queries.release(release_id=release)
    table = pq.read_table(dumps.dumps_folder() / name / "flows.parquet")
    cells = lines(name, "flows")
    # The tiny world has 1,000 tokens a week on each basis.
    for basis in ("LAB", "COMPANY", "COMPUTE"):
        asked = [row for row in table.to_pylist() if (row["basis"], row["measure"]) == (basis, "TOKENS")]
        assert sum(row["mean"] for row in asked) == pytest.approx(1000)
        assert {row["unit"] for row in asked} == {"token"}
    assert [float(row["mean"]) for row in cells] == table["mean"].to_pylist()
    assert [row["origin"] or None for row in cells] == table["origin"].to_pylist()
    assert set(table["run"].to_pylist()) == {item.run for item in shown.weeks}
    assert table["period_start"].to_pylist()[0] == build.WEEK
    assert set(table["synthetic"].to_pylist()) == {False}
    told = json.loads(
        pq.read_metadata(dumps.dumps_folder() / name / "flows.parquet").metadata[b"tokentrade.meta"]
    )
    assert told["release"] == release
    assert next(row["total_mean"] for row in lines(name, "balances") if not row["country"]) != ""
    assert len(lines(name, "parameters")) == len(queries.run_parameters(run=shown.weeks[0].run))


def test_a_restated_week_is_new_in_the_new_dump_and_old_in_the_old_one(dumped):
    _, first = dumped
    before = (dumps.dumps_folder() / first / "flows.csv").read_bytes()
    newer = build.published(tokens=2000.0, now=LATER, name="restated")
    second = actions.write_dump(release_id=newer, now=LATER + timedelta(days=1))
    totals = [
        sum(float(r["mean"]) for r in lines(n, "flows") if (r["basis"], r["measure"]) == ("LAB", "TOKENS"))
        for n in (first, second)
    ]
    assert totals == [pytest.approx(1000), pytest.approx(2000)]
    assert (dumps.dumps_folder() / first / "flows.csv").read_bytes() == before
    assert dumps.dump(second).manifest["previous"] == first


def test_what_may_only_be_worked_with_is_in_no_dump(db):
    release = build.published()
    day = date(2026, 2, 16)
    # The rankings' terms allow derived works only; the printed figure is a fact with its citation.
    build.usage([(day, "deepseek/deepseek-v3.2-20251201", 864209753)])
    build.figures("a-publication", {("tokens_week_top10", "OpenRouter"): 987654321.0})
    name = actions.write_dump(release_id=release, now=LATER)
    rows = lines(name, "observations")
    assert [Decimal(row["value"]) for row in rows] == [Decimal(987654321)]
    assert {row["source"] for row in rows} == {"curated.published_figures"}
    for path in (dumps.dumps_folder() / name).iterdir():
        assert b"864209753" not in path.read_bytes()


def test_the_package_describes_every_file_as_frictionless_asks(dumped):
    _, name = dumped
    package = json.loads((dumps.dumps_folder() / name / "datapackage.json").read_text())
    assert package["profile"] == "data-package"
    assert package["licenses"][0].keys() >= {"name", "path"}
    names = [each["name"] for each in package["resources"]]
    assert len(set(names)) == len(names) == 2 * len(TABLES)
    for each in package["resources"]:
        assert each["hash"].startswith("sha256:")
        assert not each["path"].startswith("/")
        if each["profile"] == "tabular-data-resource":
            fields = each["schema"]["fields"]
            header = (dumps.dumps_folder() / name / each["path"]).read_text().partition("\n")[0]
            assert header.split(",") == [field["name"] for field in fields]
            kinds = {field["type"] for field in fields}
            assert kinds <= {"string", "number", "integer", "boolean", "date", "datetime"}
            assert each["schema"]["missingValues"] == [""]


def test_a_release_is_dumped_once_and_its_claims_are_waited_for(db):
    assert actions.write_due_dump(now=build.NOW) is None
    build.published(now=build.NOW)
    # Its claims are not evaluated yet: half an hour is granted.
    assert actions.write_due_dump(now=build.NOW + timedelta(minutes=29)) is None
    assert actions.write_due_dump(now=build.NOW + timedelta(minutes=31)) == "2026-11-22"
    assert actions.write_due_dump(now=build.NOW + timedelta(minutes=32)) is None


def test_a_fault_leaves_nothing_behind(db, monkeypatch):
    release = build.published()

    def broken(*_args):
        raise OSError("no space left")

    monkeypatch.setattr(dumping, "datapackage", broken)
    with pytest.raises(OSError, match="no space left"):
        actions.write_dump(release_id=release, now=LATER)
    assert list(dumps.dumps_folder().iterdir()) == []


def test_the_last_twelve_and_the_first_of_each_month_stay(db, monkeypatch):
    release = build.published()
    kept = TABLES["countries"]
    monkeypatch.setattr(dumping, "TABLES", {"countries": kept})
    days = [date(2026, 11, 28) + timedelta(days=step) for step in range(20)]
    names = [actions.write_dump(release_id=release, now=LATER + (day - LATER.date())) for day in days]
    assert [one.name for one in dumps.dumps()] == ["2026-11-28", "2026-12-01", *names[-12:]]


def test_a_second_dump_of_a_day_has_a_number(dumped):
    release, first = dumped
    assert actions.write_dump(release_id=release, now=LATER) == f"{first}-2"
    assert [one.name for one in dumps.dumps()] == [first, f"{first}-2"]
