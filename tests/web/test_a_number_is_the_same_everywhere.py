"""Ten numbers, each read as it is printed: map, table, page, files, programs and dump say the same."""

import csv
import re
from dataclasses import dataclass, replace
from html import unescape
from itertools import accumulate
from typing import Any

import pytest
from django.test import Client

from apps.flows import actions
from apps.web.numbers import figure, range_text
from tests import build, tiny
from tests.web.conftest import PUBLISHED

# A world of 2e13 tokens: all units read well.
TOKENS = 2e13
WEEK = tiny.WEEK.isoformat()
NAMES = {"USA": "United States", "CHN": "China", "DEU": "Germany"}


@dataclass(frozen=True)
class Cell:
    """A corridor of the hand-made world, with what the site must print of it."""

    measure: str
    basis: str
    origin: str
    destination: str
    central: str
    range: str

    @property
    def query(self) -> str:
        """Return what asks for its measure and basis."""
        return f"measure={self.measure}&basis={self.basis}&period={WEEK}"

    @property
    def values(self) -> tuple[float, float, float]:
        """Return low, central and high: half, nine tenths and twice the mean."""
        share = tiny.ORIGINS[self.basis][self.origin] * tiny.DESTINATIONS[self.destination]
        mean = TOKENS * tiny.PER_TOKEN[self.measure] * share
        return mean / 2, mean * 0.9, mean * 2


# mean = 2e13 tokens x share of the origin x share of the destination x amount per token; central is 0.9 of it.
CELLS = (
    # 2e13 x 0.5 x 0.2 = 2e12: 1.8 T (1.0-4.0 T).
    Cell("TOKENS", "COMPUTE", "USA", "DEU", "1.8 T", "1.0–4.0 T"),
    # 2e13 x 0.5 x 0.1 = 1e12: 0.9e12.
    Cell("TOKENS", "COMPUTE", "USA", "CHN", "900 B", "500–2,000 B"),
    # 2e13 x 0.1 x 0.4 = 8e11: 7.2e11.
    Cell("TOKENS", "COMPUTE", "CHN", "USA", "720 B", "400–1,600 B"),
    # 2e13 x 0.6 x 0.4 = 4.8e12: 4.32e12.
    Cell("TOKENS", "LAB", "CHN", "USA", "4.3 T", "2.4–9.6 T"),
    # 2e13 x 0.6 x 0.2 = 2.4e12: 2.16e12.
    Cell("TOKENS", "LAB", "CHN", "DEU", "2.2 T", "1.2–4.8 T"),
    # 2e13 x 0.8 x 0.2 = 3.2e12: 2.88e12.
    Cell("TOKENS", "COMPANY", "USA", "DEU", "2.9 T", "1.6–6.4 T"),
    # 2e12 tokens x 4e-8 kWh = 80,000 kWh: 72 MWh.
    Cell("ENERGY_KWH", "COMPUTE", "USA", "DEU", "72 MWh", "40–160 MWh"),
    # 8e11 x 4e-9 USD = 3,200 USD: 2.88 k.
    Cell("ELECTRICITY_VALUE_USD", "COMPUTE", "CHN", "USA", "2.9 k USD", "1.6–6.4 k USD"),
    # 2.4e12 x 2e-6 USD = 4.8e6 USD: 4.32 M.
    Cell("SERVICE_VALUE_USD", "LAB", "CHN", "DEU", "4.3 M USD", "2.4–9.6 M USD"),
    # 2e12 x 2e-8 kg = 40,000 kg: 36 t.
    Cell("CARBON_KG", "COMPUTE", "USA", "DEU", "36 t", "20–80 t"),
)


def plain(markup: str) -> str:
    """Return the words of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def row_of(reader: Client, cell: Cell) -> str:
    """Return the words of the cell's row in the table under the map."""
    table = reader.get(f"/?{cell.query}").content.decode().split('id="twin"', 1)[1]
    return plain(table.split(f'data-arc="{cell.origin}-{cell.destination}"', 1)[1].split("</tr>", 1)[0])


def drawn_values(reader: Client, cell: Cell) -> tuple[float, float, float]:
    """Return low, central and high as the map decodes them: 1,000 times the logarithm, in differences."""
    told = reader.get(f"/api/v1/frames.json?measure={cell.measure}&basis={cell.basis}").json()["data"]
    ends = [told["countries"].index(code) for code in (cell.origin, cell.destination)]
    at, week = told["arcs"].index(ends), told["periods"].index(WEEK)
    low, central, high = (
        10 ** (list(accumulate(told[end][at]))[week] / 1000) for end in ("low", "central", "high")
    )
    return low, central, high


def found_in(rows: list[dict[str, Any]], cell: Cell) -> tuple[float, float, float]:
    """Return low, central and high of the cell's row in a file."""
    wanted = replace(cell).__dict__
    keys = ("measure", "basis", "origin", "destination")
    own = [
        row for row in rows if all(row[key] == wanted[key] for key in keys) and row["period_start"] == WEEK
    ]
    assert len(own) == 1, (cell, len(own))
    low, central, high = (float(own[0][end]) for end in ("low", "central", "high"))
    return low, central, high


@pytest.fixture
def world(db: None) -> str:
    """Publish the hand-made world at a readable size."""
    return build.published(tokens=TOKENS, now=PUBLISHED)


@pytest.fixture
def dumped(world: str, tmp_path: Any, settings: Any) -> list[dict[str, Any]]:
    """Return the rows of the flows in a dump of the release."""
    settings.DATA_DIR = tmp_path
    actions.write_dump(release_id=world, now=PUBLISHED)
    (path,) = tmp_path.glob("**/flows.csv")
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_ten_numbers_are_the_same_wherever_they_stand(
    reader: Client, world: str, dumped: list[dict[str, Any]]
) -> None:
    for cell in CELLS:
        pair = f"{cell.origin}&destination={cell.destination}"
        exact = reader.get(f"/api/v1/flows.json?{cell.query}&origin={pair}").json()["data"]
        text = reader.get(f"/api/v1/flows.csv?{cell.query}&origin={pair}").content.decode()
        assert found_in(exact, cell) == pytest.approx(cell.values, rel=1e-5), cell
        assert found_in(list(csv.DictReader(text.splitlines())), cell) == found_in(exact, cell), cell
        assert found_in(dumped, cell) == pytest.approx(cell.values, rel=1e-5), cell
        low, central, high = found_in(exact, cell)
        unit = exact[0]["unit"]
        assert (figure(central, low, high, unit), range_text(central, low, high, unit)) == (
            cell.central,
            cell.range,
        )
        # What the scripts of the map draw is the same to within 0.12 %.
        assert drawn_values(reader, cell) == pytest.approx(cell.values, rel=0.0012), cell
        row = row_of(reader, cell)
        assert f"{cell.central} {cell.range}" in row, (cell, row)
        path = f"flows/{cell.origin}/{cell.destination}"
        page = plain(reader.get(f"/{path}/?{cell.query}").content.decode())
        assert f"{cell.central} ({cell.range})" in page, cell
        file = plain(reader.get(f"/export/{path}.html?{cell.query}").content.decode())
        assert f"{cell.central} ({cell.range})" in file, cell
        assert f"{cell.central} {cell.range}" in file, cell


def test_the_map_s_own_file_says_the_same_on_its_arcs(reader: Client, world: str) -> None:
    for cell in (CELLS[0], CELLS[6]):
        file = unescape(reader.get(f"/export/map.html?{cell.query}").content.decode())
        told = f"{NAMES[cell.origin]} → {NAMES[cell.destination]}: {cell.central} ({cell.range})"
        assert told in file, cell
