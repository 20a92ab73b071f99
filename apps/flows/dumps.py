"""Dumps that stand: which there are, which is the last, and whether the newest release still needs one."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.flows import releases
from apps.flows.claims import queries as claims
from apps.flows.units import CLAIMS_WAIT_SECONDS, FIRST_OF_DAY, MONTH_LENGTH

NAME = re.compile(r"\d{4}-\d{2}-\d{2}(-\d{1,3})?")
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump: its folder, and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """Return the day, with a number where a day has several."""
        return self.folder.name

    @property
    def month(self) -> str:
        """Return the month as YYYY-MM."""
        return self.name[:MONTH_LENGTH]

    def hashes(self) -> dict[str, str]:
        """Return the sha256 of each file that may be asked for."""
        lines = (self.folder / "SHA256SUMS").read_text().splitlines()
        return {name: sha256 for sha256, _, name in (line.partition("  ") for line in lines)}


def dumps_folder() -> Path:
    """Return where dumps stand."""
    return Path(settings.DATA_DIR) / "dumps"


def _order(folder: Path) -> tuple[str, int]:
    """Return the place of a dump in time: its day, then its number on that day."""
    day, number = folder.name[: len("YYYY-MM-DD")], folder.name[len("YYYY-MM-DD-") :]
    return day, int(number or FIRST_OF_DAY)


def dumps() -> list[Dump]:
    """Return every dump, oldest first."""
    home = dumps_folder()
    folders = [each for each in home.iterdir() if NAME.fullmatch(each.name)] if home.is_dir() else []
    return [
        Dump(folder, json.loads((folder / MANIFEST).read_text()))
        for folder in sorted(folders, key=_order)
        if (folder / MANIFEST).is_file()
    ]


def dump(name: str) -> Dump | None:
    """Return the dump of this name, or None."""
    folder = dumps_folder() / name
    is_there = NAME.fullmatch(name) and (folder / MANIFEST).is_file()
    return Dump(folder, json.loads((folder / MANIFEST).read_text())) if is_there else None


def dump_due(*, now: datetime) -> str | None:
    """Return the newest release if it has no dump yet; its claims are waited for, half an hour at most."""
    release = releases.find(id_=None, as_of=now)
    if release is None or any(one.manifest["release"] == release.id for one in dumps()):
        return None
    is_told = now - release.published_at > timedelta(seconds=CLAIMS_WAIT_SECONDS) or not claims.claims_due(
        now=now
    )
    return release.id if is_told else None
