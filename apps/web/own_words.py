"""Our own words that stand in tables of data (claims, assumptions, areas in dispute), in the reader's language.

Titles of sources, quotes and names of models, labs and companies stay as they are; so does every answer of the API.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext

from apps.web.maps import register

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Told:
    """Columns of a table that hold our words.

    `only` names a column and the value that a row must have there; `inside` the key of our words where the
    columns hold lists in JSON.
    """

    path: str
    columns: tuple[str, ...]
    only: tuple[str, str] | None = None
    inside: str = ""


DATA = "apps/reference/data/"
TABLES = (
    Told(DATA + "claims/claims.csv", ("wording", "caveat", "reconstructed_reading")),
    Told(DATA + "claims/claim_occurrences.csv", ("wording",)),
    Told(DATA + "claims/claim_checks.csv", ("label",)),
    Told(DATA + "claims/conflict_groups.csv", ("title", "shows")),
    Told(DATA + "claims/conflict_groups.csv", ("other_sides",), inside="wording"),
    Told(DATA + "parameters.csv", ("note",)),
    Told(DATA + "country_parameters.csv", ("note",)),
    # A group is no model: its name says what it holds.
    Told(DATA + "ai_models.csv", ("name",), only=("is_group", "yes")),
    Told(DATA + "labs.csv", ("name",), only=("key", "unknown-chn")),
    Told(DATA + "labs.csv", ("name",), only=("key", "unknown-usa")),
)


def ours(text: str) -> str:
    """Return our words in the reader's language; words without a translation stay as they are."""
    return gettext(text) if text else text


def texts() -> Iterator[tuple[str, str]]:
    """Yield (file, text) of all words that are translated, for the files of translations."""
    for table in TABLES:
        with (ROOT / table.path).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if table.only is None or row[table.only[0]] == table.only[1]:
                    yield from ((table.path, words) for words in _of_row(row, table) if words)
    place = register.REGISTER.relative_to(ROOT).as_posix()
    yield place, register.policy()["text"]
    for area in register.areas():
        yield place, area["name"]
        yield place, area["note"]


def _of_row(row: dict[str, str], table: Told) -> Iterator[str]:
    """Yield our words of one row."""
    for column in table.columns:
        if table.inside:
            yield from (one[table.inside] for one in json.loads(row[column] or "[]"))
        else:
            yield row[column]
