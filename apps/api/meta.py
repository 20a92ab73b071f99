"""The meta block of answers that hold no estimates; `flows` states that of estimates."""

from collections.abc import Iterable
from typing import Any

from apps.api.versions import Version
from apps.flows.coverage import LICENSE
from apps.flows.question_values import write_moment

LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
SIMULATED = "These numbers were simulated; nothing here is a finding."


def is_synthetic(version: Version) -> bool:
    """Tell whether the numbers were simulated."""
    return bool(version.release and version.release.is_synthetic)


def citation(version: Version) -> str:
    """Return how to cite an answer: the release, if one is behind it, and the moment it speaks of."""
    named = f", release {version.release.id}" if version.release else ""
    moment = f", as of {version.as_of.date().isoformat()}" if version.as_of else ""
    return f"Tokentrade{named}{moment}, CC BY 4.0. Each row names its source."


def block(version: Version, *, next_url: str | None, notices: Iterable[str] = ()) -> dict[str, Any]:
    """Return the meta block; method, coverage and unknown share are null where there is no estimate."""
    synthetic = is_synthetic(version)
    return {
        "as_of": write_moment(version.as_of) if version.as_of else None,
        "release": version.release.id if version.release else None,
        "method": None,
        "license": LICENSE,
        "citation": citation(version),
        "coverage": None,
        "unknown_share": None,
        "synthetic": synthetic,
        "notices": [*notices, *([SIMULATED] if synthetic else [])],
        "unstable": [],
        "next": next_url,
    }
