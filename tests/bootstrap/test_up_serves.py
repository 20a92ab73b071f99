"""A started product: what it says, what it answers, and whom it refuses."""

import os
import re
import stat
from pathlib import Path

import psycopg
import pytest

from tests.bootstrap.conftest import Run
from tests.bootstrap.product import CHILDREN, Product, children_of, free_port, wait_for

pytestmark = pytest.mark.slow
STEPS = (
    "database",
    "migrations",
    "reference rows",
    "bundled figures",
    "first estimate",
    "static files",
    "site",
)


def test_every_step_has_a_line_with_its_seconds_and_the_address_comes_last(product: Product) -> None:
    lines = product.said().splitlines()
    for step in STEPS:
        (line,) = [line for line in lines if line.startswith(step.ljust(16))]
        assert re.search(r"\(\d+\.\d s\)$", line), line
    opened = [line for line in lines if line.startswith("open ")]
    assert opened == [f"open http://127.0.0.1:{product.port}/ (Ctrl-C stops everything)"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz"])
def test_the_site_answers(product: Product, path: str) -> None:
    assert product.get(path) == 200


def test_a_long_address_reaches_the_api_s_own_words(product: Product) -> None:
    # 5,000 bytes: over gunicorn's default of 4,094, whose answer is a page of its own with status 400.
    assert product.get("/api/v1/flows.json?origin=" + "A" * 5000) == 414


def test_asking_a_command_for_help_prepares_nothing(manage: Run, data: Path) -> None:
    done = manage("collect", "--help", TOKENTRADE_DATA_DIR=str(data))
    assert done.stdout.startswith("usage: manage.py collect"), done.stderr
    assert not data.exists()


def test_all_five_children_run_and_listen_nowhere_but_on_the_site_s_port(product: Product) -> None:
    for name in CHILDREN:
        wait_for(
            lambda name=name: product.child(name), within_s=10, why=f"{name} does not run\n{product.said()}"
        )
    ports = {port for pid in (product.pid, *children_of(product.pid)) for port in listening(pid)}
    assert ports == {product.port}


def listening(pid: int) -> set[int]:
    """Return the TCP ports on which a process listens; one that has ended meanwhile listens on none."""
    sockets = set()
    try:
        handles = list(Path(f"/proc/{pid}/fd").iterdir())
    except FileNotFoundError:
        return set()
    for handle in handles:
        try:
            sockets.add(os.readlink(handle).removeprefix("socket:[").removesuffix("]"))
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in sockets:
                found.add(int(fields[1].rpartition(":")[2], 16))
    return found


def test_a_second_start_on_the_same_data_is_refused_in_one_line(product: Product, manage: Run) -> None:
    done = manage("up", "--no-collect", "--port", str(free_port()), "--data-dir", str(product.data))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip().splitlines() == [
        f"The data directory {product.data} is in use by `up` (process {product.pid}): "
        "stop that first, or name another --data-dir."
    ]


def test_a_taken_port_is_told_and_nothing_is_left_running(product: Product, manage: Run, data: Path) -> None:
    done = manage("up", "--no-collect", "--port", str(product.port), "--data-dir", str(data))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"Port {product.port} on 127.0.0.1 is taken: stop what uses it, or name another with --port."
    )
    assert not list(data.glob("pg*")), "no database was made"


def test_a_command_uses_the_running_database(product: Product, manage: Run) -> None:
    code = "from django.db import connection; print(connection.settings_dict['HOST'])"
    done = manage("shell", "-c", code, TOKENTRADE_DATA_DIR=str(product.data))
    assert done.stdout.strip().splitlines()[-1] == str(product.data / "run"), done.stderr


def test_the_secret_key_is_for_its_owner_alone(product: Product) -> None:
    key = product.data / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text().strip()) >= 50


def test_the_whole_product_fits_its_memory(product: Product) -> None:
    for path in ("/", "/sources/", "/method/", "/api/v1/flows.json", "/api/v1/balances.json"):
        assert product.get(path) in (200, 302), path
    shares_kb = []
    for pid in (product.pid, *children_of(product.pid)):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        shares_kb += [int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")]
    print(f"PSS of all {len(shares_kb)} processes: {sum(shares_kb) / 1024:.0f} MB")
    assert sum(shares_kb) / 1024 <= 600


def test_a_backup_of_the_running_database_can_be_restored_beside_it(
    product: Product, manage: Run, data: Path, ground: Path
) -> None:
    file = ground / f"{data.name}.dump"
    saved = manage("backup", str(file), "--data-dir", str(product.data))
    assert saved.returncode == 0, saved.stderr
    restored = manage("restore", str(file), "--data-dir", str(data))
    assert restored.returncode == 0, restored.stderr
    count = "from apps.reference.queries import countries; print(len(countries()))"
    there = manage("shell", "-c", count, TOKENTRADE_DATA_DIR=str(data))
    with psycopg.connect(f"postgresql://postgres@/tokentrade?host={product.data}/run") as connection:
        (countries,) = connection.execute("select count(*) from reference_country").fetchone() or (0,)
    assert there.stdout.strip().splitlines()[-1] == str(countries), there.stderr
    again = manage("restore", str(file), "--data-dir", str(data))
    assert again.returncode == 1
    assert "is not empty: restore into another --data-dir" in again.stderr
