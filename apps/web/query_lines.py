"""One query of the API as lines to paste: address, curl, Python, R."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

PLAIN = ",:/"


@dataclass(frozen=True, slots=True)
class Line:
    """A query in one language."""

    name: str
    text: str


def address(name: str, form: str, asked: Sequence[tuple[str, str]]) -> str:
    """Return the relative address; what is asked is written so that no quote, space or sign is left bare."""
    query = urlencode(asked, safe=PLAIN)
    return f"/api/v1/{name}.{form}" + (f"?{query}" if query else "")


def lines(url: str, name: str, form: str) -> list[Line]:
    """Return the query as curl, Python and R lines; `url` is absolute and percent-encoded."""
    return [
        Line("curl", f"curl --fail --compressed -o {name}.{form} '{url}'"),
        Line("Python", _python(url, form)),
        Line("R", _r(url, form)),
    ]


def _python(url: str, form: str) -> str:
    if form in ("csv", "parquet"):
        return f'import pandas as pd\n\nrows = pd.read_{form}("{url}")'
    if form == "geojson":
        return f'import geopandas as gpd\n\nshapes = gpd.read_file("{url}")'
    if form == "atom":
        return f'import feedparser\n\nentries = feedparser.parse("{url}").entries'
    return f'import requests\n\nanswer = requests.get("{url}", timeout=30).json()\nrows = answer["data"]'


def _r(url: str, form: str) -> str:
    if form == "csv":
        return f'rows <- read.csv("{url}")'
    if form == "parquet":
        return f'file <- tempfile()\ndownload.file("{url}", file, mode = "wb")\nrows <- arrow::read_parquet(file)'
    if form == "geojson":
        return f'shapes <- sf::st_read("{url}")'
    if form == "atom":
        return f'feed <- xml2::read_xml("{url}")'
    return f'answer <- jsonlite::fromJSON("{url}")\nrows <- answer$data'
