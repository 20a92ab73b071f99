"""From a bare Python to the packages of a lock file: uv, else venv with pip, else the system's pip."""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tokentrade.bootstrap import stamp
from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.installer_log import explain
from tokentrade.bootstrap.places import ROOT
from tokentrade.bootstrap.progress import Watch, say

PIP_OPTIONS = ("--disable-pip-version-check", "--no-input", "--progress-bar=off")
LOCK_OPTIONS = ("--require-hashes", "--only-binary", ":all:")


@dataclass(frozen=True)
class Installer:
    """One way to an environment: the command that makes it and the command that fills it."""

    name: str
    create: tuple[str, ...]
    fill: tuple[str, ...]
    can_update: tuple[str, ...]


class InstallFailed(Exception):
    """One installer gave up; its output is in the log."""


def base_python() -> str:
    """Return the interpreter to build on: never one inside an environment."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def installers(lock: Path) -> Iterator[Installer]:
    """Yield the ways that exist on this machine, the fastest first."""
    base, venv, python = base_python(), str(stamp.VENV), str(stamp.PYTHON)
    uv = _uv()
    if uv:
        yield Installer(
            "uv",
            (*uv, "venv", "--no-project", "--python", base, venv),
            (*uv, "pip", "sync", "--no-progress", "--python", python, *LOCK_OPTIONS, str(lock)),
            (*uv, "--version"),
        )
    pip_fill = ("install", *PIP_OPTIONS, "--no-compile", "--no-deps", *LOCK_OPTIONS, "-r", str(lock))
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        can_update = (python, "-m", "pip", "--version")
        yield Installer("pip", (base, "-m", "venv", venv), (python, "-m", "pip", *pip_fill), can_update)
    elif importlib.util.find_spec("venv") and _runs(base, "-m", "pip", "--version"):
        yield Installer(
            "the system's pip",
            (base, "-m", "venv", "--without-pip", venv),
            (base, "-m", "pip", "--python", python, *pip_fill),
            (base, "-m", "pip", "--version"),
        )


def _uv() -> tuple[str, ...]:
    if importlib.util.find_spec("uv") and _runs(sys.executable, "-m", "uv", "--version"):
        return (sys.executable, "-m", "uv")
    found = shutil.which("uv")
    return (found,) if found and _runs(found, "--version") else ()


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def ensure(packages: str, log: Path) -> None:
    """Make .venv hold this set of packages; does nothing, and opens no connection, when it already does."""
    if stamp.fits(packages):
        return
    try:
        with _alone(ROOT):
            if not stamp.fits(packages):
                _install(stamp.set_to_install(packages), log)
    except OSError as fault:
        raise CannotGoOn(
            f"The packages cannot be installed into {stamp.VENV}: {fault.strerror or fault}. "
            "Make the folder writable, or free space, and run again."
        ) from fault


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock on the checkout itself, so that two first starts do not fill one environment."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("environment      another start is installing the packages; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _install(packages: str, log: Path) -> None:
    if not os.access(ROOT, os.W_OK):
        raise CannotGoOn(
            f"The checkout {ROOT} cannot be written by this user: clone it into a folder of your own."
        )
    lock, update, failed = stamp.lock_of(packages), stamp.can_be_updated(), []
    for installer in installers(lock):
        watch = Watch()
        try:
            _run_installer(installer, log, update=update)
        except InstallFailed:
            failed.append(installer.name)
            update = False
            say(f"{'packages':<16} {installer.name} failed after {watch.took_s():.1f} s (see {log})")
            continue
        stamp.write(packages)
        count = sum("==" in line for line in lock.read_text().splitlines())
        watch.done("packages", f"{count} in the {packages} set, by {installer.name}")
        return
    raise CannotGoOn(explain(log, failed) if failed else _no_installer())


def _run_installer(installer: Installer, log: Path, *, update: bool) -> None:
    """Create and fill the environment; the stamp goes first, so that a half-filled one is never trusted."""
    stamp.STAMP.unlink(missing_ok=True)
    if not (update and _runs(*installer.can_update)):
        _remove(stamp.VENV)
        _logged(installer.create, log)
    _logged(installer.fill, log)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _logged(command: tuple[str, ...], log: Path) -> None:
    with log.open("ab") as out:
        out.write(("$ " + " ".join(command) + "\n").encode())
        out.flush()
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=_environment(),
            cwd=ROOT,
        )
    if done.returncode:
        raise InstallFailed(command[0])


def _environment() -> Mapping[str, str]:
    unwanted = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"UV_PYTHON_DOWNLOADS": "never", "PYTHONNOUSERSITE": "1"}


def _no_installer() -> str:
    line = "apt-get install -y python3-venv"
    if not Path("/etc/debian_version").exists():
        return "This Python has no way to install packages: install its venv and pip modules, or uv, and run again."
    line = line if os.geteuid() == 0 else f"sudo {line}"
    return f"This Python has no way to install packages. Run:\n    {line}\nand start again."
