"""House law: every package is pinned by hash, no lock names a host, and the development set holds the runtime's."""

import re
import tomllib
from itertools import pairwise

import pytest

from tests.house.tree import ROOT

LOCKS = ROOT / "deploy" / "requirements"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+?)( ; .+?)? \\$")


def pins(text: str) -> dict[tuple[str, str], str]:
    """Return version by (name, marker)."""
    found = (PIN.match(line) for line in text.splitlines())
    return {(match[1], match[3] or ""): match[2] for match in found if match}


def lock_faults(text: str) -> list[str]:
    """Return every line that is neither a pin with a hash nor a hash, and every pin without a hash."""
    found = []
    for line, after in pairwise([*text.splitlines(), ""]):
        is_hash = line.startswith("    --hash=sha256:")
        if line and not is_hash and not PIN.match(line):
            found.append(f"unreadable: {line}")
        if PIN.match(line) and not after.startswith("    --hash=sha256:"):
            found.append(f"no hash: {line}")
        if "://" in line or " @ " in line:
            found.append(f"names a place: {line}")
    return found


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_every_package_is_pinned_by_hash(name):
    text = (LOCKS / name).read_text()
    assert len(pins(text)) > 40
    assert lock_faults(text) == []


def test_the_development_set_holds_the_runtime_set():
    runtime, dev = (pins((LOCKS / name).read_text()) for name in ("runtime.txt", "dev.txt"))
    # A pin without a condition holds everywhere, also where the runtime's has one.
    found = {key: dev.get(key, dev.get((key[0], ""))) for key in runtime}
    assert {key: version for key, version in runtime.items() if found[key] != version} == {}


def test_the_locks_hold_what_the_project_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locked = {(name, version) for (name, _), version in pins((LOCKS / "runtime.txt").read_text()).items()}
    named = {
        tuple(re.sub(r"\[.*\]", "", text).lower().split("==")) for text in project["project"]["dependencies"]
    }
    assert named - locked == set()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("django==5.2.19 \\\n    --hash=sha256:ab\n", 0),
        ("django==5.2.19\n", 1),
        ("django>=5.2 \\\n    --hash=sha256:ab\n", 1),
        ("django==5.2.19 \\\n", 1),
        ("--index-url https://packages.example.net/simple\n", 2),
        ("django @ https://packages.example.net/django.whl \\\n    --hash=sha256:ab\n", 2),
    ],
)
def test_a_loose_line_is_refused(text, faults):
    assert len(lock_faults(text)) == faults
