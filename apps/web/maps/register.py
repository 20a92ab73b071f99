"""The register of disputed areas, read once; stdlib only, for pages and for the composed map alike."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

REGISTER = Path(__file__).resolve().parent / "disputed_areas.toml"


@cache
def _register() -> dict[str, Any]:
    return tomllib.loads(REGISTER.read_text(encoding="utf-8"))


def areas() -> list[dict[str, Any]]:
    """Return each area: key, name, drawn_in, note, source, and `feature` or `outline`."""
    found: list[dict[str, Any]] = _register()["area"]
    return found


def policy() -> dict[str, str]:
    """Return the policy of borders in words, and the page behind it."""
    return {"text": _register()["policy"], "url": _register()["policy_url"]}
