"""What cannot work is told in a sentence that says what to do, with exit code 1 and no traceback."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bootstrap.conftest import Run
from tests.bootstrap.product import ROOT, clean_environment, copy_checkout, free_port

pytestmark = pytest.mark.slow
# A Python without what Debian leaves out of its smallest one, and without uv.
BARE = "import sys\nfor name in ('ensurepip', 'pip', 'uv'):\n    sys.modules[name] = None\n"
NO_UV = "import sys\nsys.modules['uv'] = None\n"
CLOSED = "http://127.0.0.1:9/simple"


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """Return what a refusal said, having seen that it was one."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr


@pytest.fixture
def bare_checkout(ground: Path, data: Path) -> Path:
    """Return a copy of the checkout without any packages."""
    return copy_checkout(ground / f"bare-{data.name}", with_packages=False)


def python_with(folder: Path, code: str) -> dict[str, str]:
    """Return an environment in which every Python runs `code` first, and no uv is on the path."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    python = folder / "bin"
    python.mkdir()
    return {"PYTHONPATH": str(folder), "PATH": f"{python}:/usr/bin:/bin"}


def test_a_python_without_any_installer_gets_the_line_to_type(
    bare_checkout: Path, manage: Run, ground: Path, data: Path
) -> None:
    env = python_with(ground / f"py-{data.name}", BARE)
    said = refused(manage("up", "--data-dir", str(data), cwd=bare_checkout, **env))
    if Path("/etc/debian_version").exists():
        line = (
            "apt-get install -y python3-venv" if os.geteuid() == 0 else "sudo apt-get install -y python3-venv"
        )
        assert f"\n    {line}\n" in said
    else:
        assert "install its venv and pip modules, or uv" in said


def test_without_a_registry_it_names_installer_package_and_mirrors(
    bare_checkout: Path, manage: Run, ground: Path, data: Path
) -> None:
    env = python_with(ground / f"py-{data.name}", NO_UV)
    offline = {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": CLOSED,
        "PIP_RETRIES": "0",
        "PIP_FIND_LINKS": "",
    }
    said = refused(manage("up", "--data-dir", str(data), cwd=bare_checkout, **env, **offline))
    first = (ROOT / "deploy" / "requirements" / "runtime.txt").read_text().split("==")[0]
    assert f"pip failed on the package {first}" in said
    for word in (
        "PIP_INDEX_URL",
        "UV_DEFAULT_INDEX",
        "PIP_FIND_LINKS",
        "PIP_NO_INDEX=1",
        "Running again is safe.",
    ):
        assert word in said
    assert len([line for line in said.splitlines() if line.startswith("    ")]) <= 15
    assert not (bare_checkout / ".venv" / "tokentrade-stamp.json").exists()


def test_a_dead_interpreter_is_not_trusted(
    bare_checkout: Path, manage: Run, ground: Path, data: Path
) -> None:
    dead = bare_checkout / ".venv" / "bin" / "python"
    dead.parent.mkdir(parents=True)
    dead.symlink_to("/no/such/python")
    stamp = {"packages": "runtime", "lock": "x", "python": "3.11", "path": str(bare_checkout / ".venv")}
    (bare_checkout / ".venv" / "tokentrade-stamp.json").write_text(json.dumps(stamp))
    env = python_with(ground / f"py-{data.name}", BARE)
    assert "This Python has no way to install packages" in refused(
        manage("up", "--data-dir", str(data), cwd=bare_checkout, **env)
    )
    other = manage("migrate", cwd=bare_checkout, python=system_python(), **env)
    assert refused(other).strip() == "The packages are not installed: run `python3 manage.py up` once."


def system_python() -> str:
    """Return a Python that has no Django, if there is one: the base of this environment."""
    return str(getattr(sys, "_base_executable", sys.executable))


def test_a_checkout_that_was_moved_does_not_use_its_old_environment(
    checkout: Path, manage: Run, ground: Path, data: Path
) -> None:
    moved = ground / f"moved-{data.name}"
    shutil.copytree(checkout, moved, symlinks=True)
    env = python_with(ground / f"py-{data.name}", BARE)
    assert "no way to install packages" in refused(manage("up", "--data-dir", str(data), cwd=moved, **env))


def test_an_old_python_can_read_what_tells_it_so() -> None:
    for name in ("manage.py", "tokentrade/__init__.py", "tokentrade/bootstrap/__init__.py"):
        ast.parse((ROOT / name).read_text(), feature_version=(3, 6))
    tell = "import sys; sys.version_info = (3, 9, 2); import tokentrade.bootstrap as b; b.refuse_old_python()"
    done = subprocess.run([sys.executable, "-c", tell], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Tokentrade needs Python 3.11 or newer; this is Python 3.9.2 (")


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_number_that_is_no_port_is_named(manage: Run, port: str) -> None:
    done = manage("up", "--port", port)
    assert done.returncode == 2
    assert f"{port} is not a port: use 1 to 65535" in done.stderr


def test_an_address_of_another_machine_is_named(manage: Run, data: Path) -> None:
    said = refused(manage("up", "--host", "192.0.2.1", "--port", str(free_port()), "--data-dir", str(data)))
    assert said.startswith("The site cannot listen on 192.0.2.1 port ")
    assert said.strip().endswith("name others with --host and --port.")


def test_data_of_another_major_version_are_left_alone(manage: Run, data: Path) -> None:
    data.mkdir(mode=0o711)
    (data / "pg16").mkdir()
    (data / "pg16" / "PG_VERSION").write_text("16\n")
    (data / "pg16.ready").touch()
    said = refused(manage("up", "--port", str(free_port()), "--data-dir", str(data)))
    assert f"{data} holds data of PostgreSQL 16; this version brings " in said
    assert "python3 manage.py backup FILE" in said
    assert "python3 manage.py restore FILE" in said
    assert sorted(path.name for path in data.glob("pg*")) == ["pg16", "pg16.ready"]


def test_a_folder_that_cannot_be_written_is_named(checkout: Path, manage: Run) -> None:
    # /proc refuses everybody, root included.
    said = refused(manage("up", "--data-dir", "/proc/tokentrade-data", "--port", str(free_port())))
    assert said.startswith("The data directory /proc/tokentrade-data cannot be written: ")
    assert "--data-dir" in said


def test_a_full_disk_is_told_before_a_database_is_begun(manage: Run, data: Path, as_root: None) -> None:
    data.mkdir(mode=0o755)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m,mode=0755", "tokentrade-test", str(data)], check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        said = refused(manage("up", "--data-dir", str(data), "--port", str(free_port())))
        assert f"The disk of {data} is full: " in said
        assert not list(data.glob("pg*"))
    finally:
        subprocess.run(["umount", str(data)], check=True)


def test_a_running_server_s_socket_folder_of_another_user_is_refused(
    manage: Run, data: Path, as_root: None
) -> None:
    data.mkdir(mode=0o711)
    (data / "run-valkey").mkdir()
    os.chown(data / "run-valkey", 65534, 65534)
    said = refused(manage("up", "--data-dir", str(data), "--port", str(free_port())))
    assert said.startswith(f"{data}/run-valkey belongs to another user (number 65534): ")


def test_clean_environment_holds_nothing_of_this_run() -> None:
    assert [name for name in clean_environment() if name.startswith(("TOKENTRADE_", "DJANGO_"))] == []
