"""The manifest of a dated export: which file is the newest, and what it promises of it."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from apps.collectors.contract import Body, SchemaDrift
from apps.collectors.reading import need, read_date, read_json, read_moment

MANIFEST_FIELDS = (
    "dataset", "schema_version", "snapshot_date", "retrieved_at", "row_count", "update_cadence", "license",
    "attribution", "readme_url", "files", "latest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest promises of its dated CSV."""

    snapshot_date: date
    retrieved_at: datetime
    sha256: str
    size_bytes: int
    row_count: int
    names: tuple[str, ...]


def read_manifest(body: Body, *, folder: str) -> Manifest:
    """Read a manifest; raise SchemaDrift where it is not of version v1 or lacks a promise."""
    page, cells = body.page, read_json(body)
    if cells.get("schema_version") != "v1":
        remedy = "expected 'v1': read the export's README and adapt the parser"
        raise SchemaDrift(page, field="schema_version", found=cells.get("schema_version"), remedy=remedy)
    day = read_date(page, "snapshot_date", need(page, cells, "snapshot_date", str))
    csv = need(page, need(page, cells, "files", dict), "csv", dict, where="files.")
    sha256 = need(page, csv, "sha256", str, where="files.csv.")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise SchemaDrift(
            page, field="files.csv.sha256", found=sha256, remedy="expected 64 hexadecimal digits"
        )
    url = need(page, csv, "url", str, where="files.csv.")
    # The address is rebuilt from the configured base; one under another path is not what we know.
    if not url.endswith(f"{folder}/{day}.csv"):
        raise SchemaDrift(
            page, field="files.csv.url", found=url, remedy=f"expected it to end with {folder}/{day}.csv"
        )
    return Manifest(
        snapshot_date=day,
        retrieved_at=read_moment(page, "retrieved_at", need(page, cells, "retrieved_at", str)),
        sha256=sha256,
        size_bytes=need(page, csv, "bytes", int, where="files.csv."),
        row_count=need(page, cells, "row_count", int),
        names=tuple(cells),
    )
