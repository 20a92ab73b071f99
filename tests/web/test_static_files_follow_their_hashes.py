"""Collected static files: every import names the hashed file, and everything has its compressed twins."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage


def collected(name: str) -> Path:
    """Return the collected file behind a static name."""
    return Path(settings.STATIC_ROOT) / staticfiles_storage.stored_name(name)


def test_rewrites_the_imports_of_modules(static_files: None) -> None:
    text = collected("web/main.js").read_text(encoding="utf-8")
    names = re.findall(r'from "\./([^"]+)";', text)
    assert len(names) == 15
    for name in names:
        assert re.fullmatch(r"[a-z-]+\.[0-9a-f]{12}\.js", name)
        assert (Path(settings.STATIC_ROOT) / "web" / name).is_file()


def test_writes_brotli_and_gzip_twins(static_files: None) -> None:
    for name in ("web/main.js", "web/site.css", "web/maps/home-150.js", "web/vendor/leaflet.js"):
        path = collected(name)
        assert path.with_name(path.name + ".br").is_file()
        assert path.with_name(path.name + ".gz").is_file()


def test_leaves_the_geometry_behind_the_map_alone(static_files: None) -> None:
    root = Path(settings.STATIC_ROOT)
    assert (root / "web/maps/world-150.json").is_file()
    assert not (root / "web/maps/world-150.json.br").exists()
