"""Dumps: everything published as CSV and Parquet with hashes, written aside and renamed into place, never altered."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from apps.flows import releases
from apps.flows.coverage import LICENSE, citation
from apps.flows.datapackage import datapackage
from apps.flows.dumps import MANIFEST, Dump, dump_due, dumps, dumps_folder
from apps.flows.dumptables import TABLES, DumpTable, Moment
from apps.flows.question_values import write_moment
from apps.flows.tabular import Column, csv_lines, dump
from apps.flows.units import DUMP_STALE_SECONDS, DUMPS_KEPT, FIRST_OF_DAY, FOLDER_MODE, ROWS_PER_BATCH

SCHEMA = "tokentrade-dump-1"
SYNTHETIC = Column("synthetic", "boolean", "True: simulated, not a finding.")
SUMS = "SHA256SUMS"
MAKING = ".making-"


def write_due_dump(*, now: datetime) -> str | None:
    """Write the dump that the newest release asks for; return its name, or None where none is due."""
    release_id = dump_due(now=now)
    return write_dump(release_id=release_id, now=now) if release_id else None


def write_dump(*, release_id: str, now: datetime) -> str:
    """Write the dump of a release as known now, put it into place, and let old ones go; return its name."""
    release = releases.find(id_=release_id, as_of=None)
    if release is None:
        raise LookupError(f"There is no release {release_id}; /api/v1/releases lists them.")
    home = dumps_folder()
    home.mkdir(parents=True, exist_ok=True)
    _clear(home, now)
    making = Path(tempfile.mkdtemp(prefix=MAKING, dir=home))
    earlier = dumps()
    name = _free_name(now, earlier)
    try:
        _fill(making, name, Moment(release, now), earlier)
        making.chmod(FOLDER_MODE)
        # A twin that was faster has this name already, and then renaming is an error.
        os.rename(making, home / name)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    _let_go()
    return name


def _clear(home: Path, now: datetime) -> None:
    """Remove what a writer that was killed left; a young folder may be a twin's at work."""
    for left in home.glob(f"{MAKING}*"):
        if left.stat().st_mtime < now.timestamp() - DUMP_STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _free_name(now: datetime, earlier: list[Dump]) -> str:
    """Return the day, with a number from the second dump of a day on."""
    day = now.date().isoformat()
    number = FIRST_OF_DAY + sum(one.name.startswith(day) for one in earlier)
    return day if number == FIRST_OF_DAY else f"{day}-{number}"


def _fill(folder: Path, name: str, moment: Moment, earlier: list[Dump]) -> None:
    """Write every file of a dump."""
    release = moment.release
    about = {
        "schema": SCHEMA,
        "name": name,
        "release": release.id,
        "runs": sorted({item.run for item in release.weeks}),
        "as_of": write_moment(moment.as_of),
        "created_at": write_moment(moment.as_of),
        "license": LICENSE,
        "citation": citation(release),
        "synthetic": release.is_synthetic,
        "previous": earlier[-1].name if earlier else None,
    }
    files = [told for key, table in TABLES.items() for told in _write(folder, key, table, moment, about)]
    _put(folder / MANIFEST, dump(about | {"files": files}))
    _put(folder / "datapackage.json", dump(datapackage(about, files)))
    lines = [f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    _put(folder / SUMS, "".join(lines).encode())


def _put(path: Path, body: bytes) -> None:
    """Write one small file."""
    path.write_bytes(body)


def _write(
    folder: Path, key: str, table: DumpTable, moment: Moment, about: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Write one table as CSV and as Parquet in one pass; yield what the manifest says of both."""
    columns = [*table.columns, SYNTHETIC]
    paths = [folder / f"{key}.{form}" for form in ("csv", "parquet")]
    count = 0

    def batches() -> Iterator[list[list[Any]]]:
        nonlocal count
        for rows in _batches(table, moment):
            count += len(rows)
            lines.write(csv_lines(rows).encode())
            yield rows

    with paths[0].open("wb") as lines, paths[1].open("wb") as packed:
        lines.write(csv_lines([[column.name for column in columns]]).encode())
        # Imported when a dump is written: every worker would carry it else.
        import_module("apps.flows.parquetfile").write(packed, columns, batches(), lambda: about)
    for path in paths:
        yield {
            "name": path.name,
            "rows": count,
            "bytes": path.stat().st_size,
            "sha256": _sha256(path),
            "text": table.text,
            "columns": [{"name": column.name, "kind": column.kind} for column in columns],
        }


def _batches(table: DumpTable, moment: Moment) -> Iterator[list[list[Any]]]:
    """Yield the rows of a table in the order of its columns, with whether they are simulated."""
    rows = iter(table.read(moment))
    while batch := list(islice(rows, ROWS_PER_BATCH)):
        yield [
            [*(row[column.name] for column in table.columns), moment.release.is_synthetic] for row in batch
        ]


def _sha256(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()


def _let_go() -> None:
    """Remove old dumps; the last ones and the first of each month stay."""
    standing = dumps()
    firsts = {one.month: one.name for one in reversed(standing)}
    kept = {*firsts.values(), *(one.name for one in standing[-DUMPS_KEPT:])}
    for one in standing:
        if one.name not in kept:
            shutil.rmtree(one.folder)
