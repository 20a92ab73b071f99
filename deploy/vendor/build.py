"""Fetch the site's third-party browser files from npm into apps/web/static/web/vendor/, and write their lock.

Maintainers run `python deploy/vendor/build.py` after raising a version below; the result is committed.
"""

import base64
import hashlib
import json
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

VENDOR = Path(__file__).resolve().parents[2] / "apps" / "web" / "static" / "web" / "vendor"

# npm name, version, licence, and which files of the package go where.
PACKAGES = [
    (
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        {
            "package/dist/leaflet.js": "leaflet.js",
            "package/dist/leaflet.css": "leaflet.css",
            "package/dist/images/layers.png": "images/layers.png",
            "package/dist/images/layers-2x.png": "images/layers-2x.png",
            "package/dist/images/marker-icon.png": "images/marker-icon.png",
            "package/LICENSE": "LICENSE.leaflet.txt",
        },
    )
]


def fetch(name: str, version: str, folder: Path) -> Path:
    """Return the package's archive as npm gives it."""
    call = ["npm", "pack", f"{name}@{version}", "--silent"]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=True)
    return folder / done.stdout.strip()


def sha384(body: bytes) -> str:
    """Return the hash as subresource integrity writes it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode()


def build() -> list[dict[str, str]]:
    """Write the files and return the lock's rows."""
    rows = []
    with TemporaryDirectory() as folder:
        for name, version, licence, files in PACKAGES:
            with tarfile.open(fetch(name, version, Path(folder))) as archive:
                for member, target in files.items():
                    stream = archive.extractfile(member)
                    if stream is None:
                        raise SystemExit(f"{name} {version} has no {member}; mend the list in {__file__}")
                    body = stream.read()
                    path = VENDOR / target
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(body)
                    row = {"file": target, "npm": name, "version": version, "licence": licence}
                    rows.append(row | {"sha384": sha384(body)})
    return rows


if __name__ == "__main__":
    (VENDOR / "vendor.lock.json").write_text(json.dumps(build(), indent=1) + "\n", encoding="utf-8")
