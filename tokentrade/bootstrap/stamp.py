"""Whether the virtual environment in the checkout is the one the lock files ask for."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tokentrade.bootstrap.places import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "deploy" / "requirements"
STAMP = VENV / "tokentrade-stamp.json"
# A development set holds the runtime set, so it serves both.
SERVES = {"runtime": ("runtime", "dev"), "dev": ("dev",)}


@dataclass(frozen=True)
class Stamp:
    """What was installed, by which interpreter, and where; written last."""

    packages: str
    lock: str
    python: str
    path: str


def lock_of(packages: str) -> Path:
    """Return the lock file of a set of packages."""
    return LOCKS / f"{packages}.txt"


def expected(packages: str) -> Stamp:
    """Return the stamp that a good environment with this set bears today."""
    digest = hashlib.sha256(lock_of("runtime").read_bytes())
    if packages == "dev":
        digest.update(lock_of("dev").read_bytes())
    return Stamp(packages, digest.hexdigest(), _alive(PYTHON), str(VENV))


def read() -> Stamp | None:
    """Return the stamp of the environment; None without one that can be read."""
    try:
        return Stamp(**json.loads(STAMP.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write(packages: str) -> None:
    """Stamp the environment as complete."""
    part = STAMP.with_suffix(".part")
    part.write_text(json.dumps(asdict(expected(packages)), indent=1) + "\n")
    os.replace(part, STAMP)


def fits(packages: str) -> bool:
    """Tell whether the environment serves this set: its lock, place and interpreter are those of today."""
    stamp = read()
    return stamp is not None and stamp.packages in SERVES[packages] and stamp == expected(stamp.packages)


def can_be_updated() -> bool:
    """Tell whether a stamped environment is only behind its lock; a moved or dead one is made anew."""
    stamp = read()
    return stamp is not None and stamp.path == str(VENV) and stamp.python == _alive(PYTHON) != ""


def set_to_install(packages: str) -> str:
    """Return the set to install: a development environment stays one."""
    stamp = read()
    return "dev" if stamp is not None and stamp.packages == "dev" else packages


def is_inside() -> bool:
    """Tell whether this interpreter is the environment's own."""
    return Path(sys.prefix) == VENV


def is_alive() -> bool:
    """Tell whether the environment has an interpreter that runs."""
    return _alive(PYTHON) != ""


def _alive(python: Path) -> str:
    """Return the version of an interpreter by running it; empty when it does not run."""
    if is_inside() and python == PYTHON:
        return "{}.{}".format(*sys.version_info)
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(python), "-I", "-S", "-c", ask], capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
