"""Third-party browser files are the ones on record, and no page loads anything from outside."""

import base64
import hashlib
import json
import re
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "apps/web"
STATIC = WEB / "static/web"
VENDOR = STATIC / "vendor"
LOADING = re.compile(
    r"""(?:src|href|action|poster|data)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import|from\s+["']https?:"""
    r"""|import\(\s*["']https?:|fetch\(\s*["'`]https?:""",
    re.IGNORECASE,
)


def test_matches_the_lock() -> None:
    rows = json.loads((VENDOR / "vendor.lock.json").read_text(encoding="utf-8"))
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert present == {row["file"] for row in rows} | {"vendor.lock.json"}
    for row in rows:
        body = (VENDOR / row["file"]).read_bytes()
        found = "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode()
        assert found == row["sha384"], row["file"]
        assert all(row[name] for name in ("npm", "version", "licence"))


def test_carries_the_licence_of_each_package() -> None:
    rows = json.loads((VENDOR / "vendor.lock.json").read_text(encoding="utf-8"))
    for name in {row["npm"] for row in rows}:
        assert "Copyright" in (VENDOR / f"LICENSE.{name}.txt").read_text(encoding="utf-8")


def test_loads_nothing_from_outside() -> None:
    own = [
        *STATIC.glob("*.js"),
        *STATIC.glob("*.css"),
        *(WEB / "templates").rglob("*.html"),
        VENDOR / "leaflet.css",
    ]
    assert len(own) > 30
    texts = {path.name: path.read_text(encoding="utf-8") for path in own}
    found = [f"{name}: {hit.group()}" for name, text in texts.items() for hit in LOADING.finditer(text)]
    assert found == []


def test_has_no_inline_script_or_style() -> None:
    # An exported file is a page by itself with a policy of its own: it must hold its script and style.
    alone = {"export.html", "export_page.html"}
    pages = {path for path in (WEB / "templates").rglob("*.html") if path.name not in alone}
    for path in sorted(pages):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path.name
        assert not re.search(r"""<style|\sstyle=|\son[a-z]+=|hx-on""", text), path.name


def test_imports_modules_so_that_their_hashes_can_follow() -> None:
    for path in STATIC.glob("*.js"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("import ", "export * from", "export {")) and " from " in line:
                assert re.search(r"""from "\./[a-z-]+\.js";$""", line), f"{path.name}: {line}"
