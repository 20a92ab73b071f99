"""Odd places: long paths, closed parents, users."""

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.bootstrap.product import clean_environment, copy_checkout, make_environment, running
from tokentrade.bootstrap.binaries import others_may_enter
from tokentrade.bootstrap.places import SYSTEM_FOLDER, nickname

pytestmark = pytest.mark.slow


def test_a_path_of_120_characters_is_no_obstacle(checkout: Path, data: Path) -> None:
    long = data / ("x" * (120 - len(str(data)) - 1))
    assert len(str(long)) == 120
    with running(checkout, long) as product:
        assert product.get("/readyz") == 200
        short = [Path("/tmp") / f"{kind}-{nickname(long)}" for kind in ("tt", "tt-broker")]
        assert [stat.S_IMODE(folder.stat().st_mode) & 0o007 for folder in short] == [0, 0]
    for folder in short:
        shutil.rmtree(folder)


def test_a_closed_parent_keeps_its_mode_and_the_database_moves_out(
    checkout: Path, data: Path, as_root: None
) -> None:
    closed = data / "closed"
    closed.mkdir(parents=True, mode=0o700)
    home = SYSTEM_FOLDER / nickname(closed / "data")
    existed = SYSTEM_FOLDER.exists()
    try:
        with running(checkout, closed / "data") as product:
            assert product.get("/readyz") == 200
            assert f"PostgreSQL's files go to {home}" in product.said()
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
            assert stat.S_IMODE(data.stat().st_mode) == 0o755
            assert (home / f"pg{major(product.said())}").is_dir()
    finally:
        shutil.rmtree(home, ignore_errors=True)
        if not existed and SYSTEM_FOLDER.exists():
            SYSTEM_FOLDER.rmdir()


def major(said: str) -> str:
    """Return the PostgreSQL version that a start printed, to the first point."""
    return said.partition("PostgreSQL 1")[2][:1].join(["1", ""])


def test_root_without_the_right_to_override_modes_can_start(
    checkout: Path, data: Path, as_root: None
) -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv")
    dropped = "-dac_override,-dac_read_search"
    words = ["setpriv", "--bounding-set", dropped, "--inh-caps", dropped, sys.executable, "manage.py"]
    done = subprocess.run(
        [
            *words,
            "shell",
            "-c",
            "from apps.reference.queries import countries; print('rows', len(countries()))",
        ],
        cwd=checkout,
        env=clean_environment(TOKENTRADE_DATA_DIR=str(data)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "rows 2" in done.stdout


def python_for_everyone() -> str:
    """Return a Python of this version that every user may run, or skip."""
    mine = "{}.{}".format(*sys.version_info)
    for python in (sys.executable, "/usr/bin/python3", f"/usr/bin/python{mine}"):
        if Path(python).exists() and others_may_enter(Path(python).resolve()) and runs(python) == mine:
            return python
    return pytest.skip(f"needs a Python {mine} outside folders that are closed to other users")


def runs(python: str) -> str:
    """Return the version that a Python says it has."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()


def test_an_ordinary_user_can_start(ground: Path, data: Path, as_root: None) -> None:
    python = python_for_everyone()
    if not others_may_enter(Path(sysconfig.get_paths()["purelib"])):
        pytest.skip("needs packages outside folders that are closed to other users")
    checkout = copy_checkout(ground / f"open-{data.name}", with_packages=False)
    make_environment(checkout, python=python)
    home = ground / f"home-{data.name}"
    home.mkdir()
    os.chown(home, 65534, 65534)
    code = "from django.db import connection; print('host', connection.settings_dict['HOST'])"
    done = subprocess.run(
        [python, "manage.py", "shell", "-c", code],
        cwd=checkout,
        env=clean_environment(TOKENTRADE_DATA_DIR=str(home / "data"), HOME=str(home)),
        capture_output=True,
        text=True,
        user=65534,
        group=65534,
        extra_groups=[],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == f"host {home}/data/run"
    assert stat.S_IMODE((home / "data").stat().st_mode) == 0o700
