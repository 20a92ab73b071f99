"""A bad row of the ledger of claims stops the loading and is named: file, line, field, value, remedy."""

import csv
import shutil
from pathlib import Path

import pytest

from apps.reference import actions, claim_tables, csvfile, tables
from apps.reference.csvfile import BadRow
from tests import build

KEYS = {
    "claims": "claim_id", "claim_occurrences": "claim_id", "claim_checks": "check_id",
    "publications": "publication_id", "claim_figures": "figure_id",
}  # fmt: skip


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Return a copy of the data folder that a test may spoil."""
    folder = tmp_path / "data"
    shutil.copytree(csvfile.DATA, folder)
    monkeypatch.setattr(csvfile, "DATA", folder)
    claim_tables.forget()
    yield folder / "claims"
    monkeypatch.undo()
    claim_tables.forget()


def edit(path: Path, change) -> None:
    """Rewrite the rows of a file; a change returns the row, or None to drop it."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = list(rows[0])
    kept = [row for row in map(change, rows) if row is not None]
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, names, lineterminator="\n")
        table.writeheader()
        table.writerows(kept)


def load():
    for read in claim_tables.TABLES:
        read()


def changed(file, key, column, cell):
    """Return a change of one cell in the rows of a key."""
    return lambda row: {**row, column: cell} if row[KEYS[file]] == key else row


NOWHERE = '{"cheap": "claim:stated.nothing", "dear": "claim:value"}'
RUMOUR = '{"cheap": "rumour:x", "dear": "claim:value"}'


@pytest.mark.parametrize(
    ("file", "key", "column", "cell", "words"),
    [
        # Trap 13: no formula, no citation, no caveat, no headline, two headlines.
        ("claim_checks", "c11.main", "formula_id", "", "claim_checks.csv line|formula_id|write one of"),
        ("claim_checks", "c11.main", "source_url", "", "claim_checks.csv line|source_url|cite a page"),
        ("claim_checks", "c53.main", "source_title", "", "claim_checks.csv line|source_url|cite a page"),
        ("claims", "c11", "caveat", "", "claims.csv line 12|caveat|write a value"),
        ("claim_checks", "c11.main", "is_headline", "no", "claims.csv line 12|'c11'|found none"),
        ("claim_checks", "c11.stated", "is_headline", "yes", "claims.csv line 12|'c11'|exactly one headline"),
        ("claim_checks", "c09.b", "publication_id", "P", "claims.csv line 10|'c09'|B and P"),
        # Further slips.
        ("claims", "c02", "wording", "x" * 161, "claims.csv line 3|wording|161"),
        ("claims", "c11", "value", "about 17", "claims.csv line 12|value|plain decimal"),
        ("claims", "c17", "value_high", "", "claims.csv line 18|both value_low and value_high"),
        ("claims", "c11", "conflict_groups", "weather", "claims.csv line 12|conflict_groups"),
        ("claims", "c11", "damage", "ODD", "claims.csv line 12|damage"),
        ("claims", "c11", "reconstructed_reading", "A guess.", "claims.csv line 12|only a damaged text"),
        ("claims", "c11", "stated", '{"x": "many"}', "claims.csv line 12|stated|no plain decimal"),
        ("claims", "c01", "claim_id", "c02", "claims.csv line 3|line 2 has it"),
        ("claims", "c26", "period_end", "x", "claims.csv line 27|period_end|ISO date"),
        ("claim_checks", "c11.main", "inputs", NOWHERE, "inputs|c11 states no stated.nothing"),
        ("claim_checks", "c11.main", "inputs", RUMOUR, "inputs|of no known kind"),
        ("claim_checks", "c11.main", "inputs", '{"cheap": "claim:value"}', "the formula needs dear"),
        ("claim_checks", "c11.main", "inputs", "[1]", "inputs|JSON object"),
        ("claim_checks", "c11.main", "compares", "", "compares|headline"),
        ("claim_checks", "c11.main", "compares", "stated.nothing", "compares"),
        ("claim_checks", "c11.main", "publication_id", "F", "publication_id|does not stand there"),
        ("claim_occurrences", "c05", "publication_id", "Z", "claim_occurrences.csv line|publication_id"),
        ("publications", "S", "published_date", "2026-02-20", "publications.csv line|never guess"),
        ("publications", "S", "damage", "DOLLAR_SPAN", "publications.csv line|NO_IDENTITY"),
        ("claim_figures", "h100-nameplate", "low", "701", "claim_figures.csv line|low"),
        ("claim_figures", "h100-nameplate", "source_url", "", "claim_figures.csv line|source_url|https://"),
        (
            "claim_figures", "h100-nameplate", "figure_id", "nda-2026-03.tokens_domestic.CHN",
            "claim_figures.csv line|published_figures.csv has it",
        ),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_and_named(copied, file, key, column, cell, words):
    edit(copied / f"{file}.csv", changed(file, key, column, cell))
    with pytest.raises(BadRow) as fault:
        load()
    assert [word for word in words.split("|") if word not in str(fault.value)] == [], str(fault.value)


@pytest.mark.parametrize(
    ("file", "claim_id", "words"),
    [
        ("claim_occurrences", "c05", "claims.csv line 6|'c05'|claim_occurrences.csv"),
        ("claim_checks", "c46", "claims.csv line 47|'c46'|exactly one headline"),
    ],
)
def test_a_claim_without_a_place_or_a_check_is_refused(copied, file, claim_id, words):
    edit(copied / f"{file}.csv", lambda row: None if row["claim_id"] == claim_id else row)
    with pytest.raises(BadRow) as fault:
        load()
    assert [word for word in words.split("|") if word not in str(fault.value)] == [], str(fault.value)


@pytest.mark.django_db
def test_a_bad_claim_stops_the_loading_of_reference_rows(copied):
    edit(copied / "claims.csv", changed("claims", "c11", "caveat", ""))
    with pytest.raises(BadRow, match="caveat"):
        actions.load_reference(now=build.NOW)


def test_claims_change_their_own_hash_and_no_other(copied):
    before, reference = claim_tables.claims_sha256(), tables.reference_sha256()
    edit(copied / "claims.csv", changed("claims", "c11", "caveat", "Another caveat."))
    claim_tables.forget()
    tables.reference_sha256.cache_clear()
    assert claim_tables.claims_sha256() != before
    assert tables.reference_sha256() == reference
    tables.reference_sha256.cache_clear()
