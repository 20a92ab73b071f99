"""The table of documented unavailability: what it says, and what it refuses."""

from datetime import date

import pytest

from apps.reference import availability, csvfile, queries
from apps.reference.csvfile import BadRow

GOOD = (
    "lab,model,destination,reach,valid_to,unit,valid_from,source_title,source_url,accessed,grade,note\n"
    "anthropic,,CHN,ALL_ROUTES,,iso3,2024-09-01,A list,https://example.org/,2026-11-22,C,\n"
)


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Return a function that reads a table of these lines as the product reads its own."""

    def read(text: str):
        for path in csvfile.DATA.glob("*.csv"):
            if path.name != "model_unavailability.csv":
                (tmp_path / path.name).symlink_to(path)
        (tmp_path / "model_unavailability.csv").write_text(text, encoding="utf-8")
        monkeypatch.setattr(csvfile, "DATA", tmp_path)
        return availability.model_unavailability.__wrapped__()

    return read


def test_what_forbids_is_what_binds_every_route():
    rows = {(row.lab, row.destination): row for row in queries.model_unavailability()}
    assert rows["anthropic", "CHN"].reach == "ALL_ROUTES"
    assert rows["openai", "CHN"].reach == "OWN_ENDPOINT"
    assert rows["google", "CHN"].reach == "OWN_ENDPOINT"
    assert {row.grade for row in rows.values()} == {"C"}
    assert "UNK" not in {row.destination for row in rows.values()}


def test_a_row_holds_from_its_first_day_to_the_day_before_its_last(table):
    row = table(GOOD.replace(",ALL_ROUTES,,", ",ALL_ROUTES,2025-01-01,"))[0]
    days = [date(2024, 8, 31), date(2024, 9, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [row.holds_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("anthropic,,", ",,", "fill exactly one of the two"),
        ("anthropic,,", "anthropic,claude-4-5-sonnet-20250929,", "fill exactly one of the two"),
        ("anthropic,,", "nobody,,", "labs.csv"),
        ("anthropic,,", ",no-model,", "ai_models.csv"),
        ("CHN", "ZZZ", "countries.csv"),
        ("CHN", "UNK", "no document keeps a model from UNK"),
        ("ALL_ROUTES", "SOME", "reach"),
        ("iso3,2024-09-01", "iso3,", "valid_from"),
        ("ALL_ROUTES,,", "ALL_ROUTES,2024-09-01,", "after valid_from"),
        ("https://example.org/", "http://example.org/", "source_url"),
        ("A list", "", "source_title"),
    ],
)
def test_a_bad_row_is_refused_by_name(table, old, new, words):
    with pytest.raises(BadRow, match=words):
        table(GOOD.replace(old, new, 1))


def test_a_row_twice_is_refused(table):
    with pytest.raises(BadRow):
        table(GOOD + GOOD.splitlines()[1] + "\n")
