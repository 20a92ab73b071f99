"""House law: every row of reference data names its source, its unit and an ordered range."""

import csv
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from apps.estimator.units import UNITS
from tests.house.tree import ROOT

DATA = ROOT / "apps" / "reference" / "data"
KEYS = ("key", "scope", "valid_from")


def _range_fault(row: dict[str, str], prefix: str) -> str | None:
    """Return what is wrong with low <= central <= high of one family of columns."""
    cells = [row.get(f"{prefix}{name}", "") for name in ("low", "central", "high")]
    given = [cell for cell in cells if cell]
    try:
        numbers = [Decimal(cell) for cell in given]
    except InvalidOperation:
        return f"{prefix}low, central, high are not numbers: {cells}"
    return None if numbers == sorted(numbers) else f"low > central or central > high: {cells}"


def _row_faults(row: dict[str, str]) -> list[str]:
    """Return what is wrong with one row."""
    found = []
    if not row.get("source_title", "").strip():
        found.append("no source_title")
    url = urlsplit(row.get("source_url", ""))
    if url.scheme != "https" or "." not in url.netloc:
        found.append(f"source_url {row.get('source_url')!r} is not https")
    try:
        dt.date.fromisoformat(row.get("accessed", ""))
    except ValueError:
        found.append(f"accessed {row.get('accessed')!r} is no date")
    if row.get("unit", "") not in UNITS:
        found.append(f"unit {row.get('unit')!r} is unknown")
    prefixes = [name.removesuffix("low") for name in row if name == "low" or name.endswith("_low")]
    return found + [fault for prefix in prefixes if (fault := _range_fault(row, prefix))]


def row_faults(name: str, rows: Iterable[dict[str, str]]) -> list[str]:
    """Return file:line: fault of every uncited, unordered or repeated row."""
    found, seen = [], set()
    for line, row in enumerate(rows, start=2):
        found += [f"{name}:{line}: {fault}" for fault in _row_faults(row)]
        identity = tuple(row.get(key, "") for key in KEYS)
        if row.get("key") and identity in seen:
            found.append(f"{name}:{line}: {identity} is repeated")
        seen.add(identity)
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file as text."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_every_row_of_reference_data_is_cited():
    files = sorted(DATA.glob("*.csv"))
    assert len(files) >= 8
    assert [fault for path in files for fault in row_faults(path.name, _rows(path))] == []


def test_every_parameter_says_what_it_rests_on():
    rows = _rows(DATA / "parameters.csv")
    assert {row["basis"] for row in rows} <= {"CITED", "JUDGEMENT"}
    assert [row["key"] for row in rows if row["basis"] == "JUDGEMENT" and row["grade"] != "D"] == []


GOOD = {
    "key": "pue", "scope": "", "valid_from": "2026-01-01",
    "low": "1.1", "central": "1.2", "high": "1.4", "unit": "1",
    "source_title": "A paper", "source_url": "https://example.org/x", "accessed": "2026-11-22",
}  # fmt: skip


def test_a_good_row_passes():
    assert row_faults("x.csv", [GOOD, {**GOOD, "scope": "CHN"}, {**GOOD, "valid_from": "2026-02-01"}]) == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("source_title", " "),
        ("source_url", ""),
        ("source_url", "http://example.org/paper"),
        ("source_url", "https://"),
        ("accessed", ""),
        ("accessed", "2026-13-01"),
        ("unit", "furlong"),
        ("low", "1.3"),
        ("high", "1.15"),
        ("central", "about 1"),
    ],
)
def test_a_bad_row_is_refused(column, cell):
    assert len(row_faults("x.csv", [{**GOOD, column: cell}])) == 1


def test_a_repeated_row_is_refused():
    assert row_faults("x.csv", [GOOD, {**GOOD, "central": "1.3"}]) == [
        "x.csv:3: ('pue', '', '2026-01-01') is repeated"
    ]
