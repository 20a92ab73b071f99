"""A bad row of our own tables raises an error that names file, line, field, value and remedy."""

from pathlib import Path

import pytest

from apps.reference import csvfile, rows, tables
from apps.reference.csvfile import BadRow, read_rows

TAIL = "unit,valid_from,source_title,source_url,accessed,grade,note"
CITED = "usd_per_kwh,2024-01-01,A title,https://example.org/page,2026-11-22,C,"
HEADER = f"country,low,central,high,tariff_class,year,verification,{TAIL}"
GOOD = f"CHN,0.05,0.08,0.11,large,2024,read,{CITED}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Read tables from an empty folder."""
    monkeypatch.setattr(csvfile, "DATA", tmp_path)
    return tmp_path


def read(folder: Path, *lines: str) -> tuple[rows.ElectricityPriceRow, ...]:
    """Write prices.csv and read it back."""
    (folder / "prices.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_rows("prices.csv", rows.ElectricityPriceRow, ("country", "valid_from"))


def test_a_good_row_is_read_exactly(folder: Path) -> None:
    (row,) = read(folder, HEADER, GOOD)
    assert (row.country, row.low, row.central, row.high, row.unit) == ("CHN", 0.05, 0.08, 0.11, "usd_per_kwh")


@pytest.mark.parametrize(
    ("broken", "field", "value", "remedy"),
    [
        (GOOD.replace("0.08", "eight"), "central", "'eight'", "plain decimal"),
        (GOOD.replace("0.08", ""), "central", "''", "plain decimal"),
        (GOOD.replace("0.08", "NaN"), "central", "'NaN'", "finite"),
        (GOOD.replace("0.08", "Infinity"), "central", "'Infinity'", "finite"),
        (GOOD.replace("0.08", "0,08"), "unit", "'read'", "count the commas"),
        (GOOD.replace("https://example.org/page", "http://example.org"), "source_url", "'http:", "https://"),
        (GOOD.replace("https://example.org/page", "https://a b"), "source_url", "'https://a b'", "no space"),
        (GOOD.replace("A title", ""), "source_title", "''", "write a value"),
        (GOOD.replace("2026-11-22", "22.11.2026"), "accessed", "'22.11.2026'", "ISO date"),
        (GOOD.replace("2026-11-22", ""), "accessed", "''", "ISO date"),
        (GOOD.replace("usd_per_kwh", "usd/kwh"), "unit", "'usd/kwh'", "write one of"),
        (GOOD.replace(",C,", ",E,"), "grade", "'E'", "'A', 'B', 'C', 'D'"),
        (GOOD.replace("0.05,0.08", "0.09,0.08"), "low, central, high", "[0.09, 0.08, 0.11]", "order them"),
        (GOOD.replace("0.08,0.11", "0.08,0.07"), "low, central, high", "[0.05, 0.08, 0.07]", "order them"),
        ("CHN,0.05", "unit", "None", "count the commas"),
        (GOOD + ",extra,cells", "unit", "'usd_per_kwh'", "count the commas"),
    ],
)
def test_a_bad_cell_names_its_place_and_remedy(
    folder: Path, broken: str, field: str, value: str, remedy: str
) -> None:
    with pytest.raises(BadRow) as fault:
        read(folder, HEADER, GOOD.replace("CHN", "USA"), broken)
    message = str(fault.value)
    assert message.startswith("prices.csv line 3, field ")
    assert value in message
    assert remedy in message
    assert f"field {field}: " in message


def test_a_repeated_key_is_refused(folder: Path) -> None:
    with pytest.raises(BadRow, match=r"line 3, field country\+valid_from.*line 2 has it; keep one row"):
        read(folder, HEADER, GOOD, GOOD.replace("0.08", "0.09"))


@pytest.mark.parametrize(
    "header",
    [HEADER.replace("central,", ""), HEADER + ",surprise", HEADER.replace("low", "high"), ""],
)
def test_a_wrong_header_is_refused(folder: Path, header: str) -> None:
    with pytest.raises(BadRow, match=r"prices\.csv line 1, field .* the columns are unit, valid_from"):
        read(folder, header, GOOD)


@pytest.fixture
def cold() -> None:
    """Read every table again, before and after."""
    tables.forget()
    yield
    tables.forget()


def read_all() -> None:
    """Read every table, as load_reference does before it writes."""
    for read_table in tables.TABLES:
        read_table()


def copy_with(folder: Path, data: Path, file: str, old: str, new: str) -> None:
    """Copy the real tables into a folder, one of them with a line changed."""
    for path in data.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        if path.name == file:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / path.name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("labs.csv", "DeepSeek,CHN", "DeepSeek,ZZZ", "labs.csv line 2, field country: 'ZZZ'"),
        ("lab_prefixes.csv", "deepseek,deepseek", "deepseek,nobody", "field lab: 'nobody'"),
        ("providers.csv", "xiaomi,Xiaomi,CHN,NLD SGP", "xiaomi,Xiaomi,CHN,NL", "field datacenters: ('NL',)"),
        ("provider_locations.csv", "alibaba,CHN,DECLARED", "alibaba,CHN,GUESS", "field kind: 'GUESS'"),
        ("provider_locations.csv", "alibaba,CHN,DECLARED", "nobody,CHN,DECLARED", "field provider: 'nobody'"),
        ("ai_models.csv", "671,671,671", "671,600,671", "field params_total_b: 600.0"),
        ("ai_models.csv", "671,671,671", "671,,671", "field params_total_b: None"),
        ("model_aliases.csv", ",glm-5-20260211,", ",glm-9,", "field model: 'glm-9'"),
        ("parameters.csv", "gpu_life,,3,4,6", "gpu_life,,0,4,6", "field low: 0.0"),
        ("parameters.csv", "0.08,0.5,CITED", ",0.5,CITED", "field hard_min: None"),
        ("parameters.csv", "two_piece_lognormal", "lognormal", "field distribution: 'lognormal'"),
        ("published_figures.csv", "2026-02-09,2026-02-16", "2026-02-09,2026-02-09", "field window_end: "),
    ],
)
def test_a_row_that_clashes_with_another_table_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cold: None, file: str, old: str, new: str, message: str
) -> None:
    copy_with(tmp_path, csvfile.DATA, file, old, new)
    monkeypatch.setattr(csvfile, "DATA", tmp_path)
    with pytest.raises(BadRow) as fault:
        read_all()
    assert message in str(fault.value)
    assert str(fault.value).startswith(f"{file} line ")
