"""One copy of the checkout for all tests of this folder, and one product that many of them share."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bootstrap.product import Product, clean_environment, copy_checkout, running


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """Return a short folder that every user may pass, as a server's folder is."""
    folder = Path(tempfile.mkdtemp(prefix="tt-up-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def checkout(ground: Path) -> Path:
    """Return a copy of the checkout with an environment that fits."""
    return copy_checkout(ground / "checkout")


@pytest.fixture(scope="session")
def product(checkout: Path, ground: Path) -> Iterator[Product]:
    """Return a running product; a test that ends it for good uses one of its own."""
    with running(checkout, ground / "shared") as product:
        yield product


@pytest.fixture
def data(ground: Path, request: pytest.FixtureRequest) -> Path:
    """Return the name of a data directory that does not exist yet."""
    return ground / f"data-{abs(hash(request.node.nodeid)) % 10**8}"


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def manage(checkout: Path) -> Run:
    """Return a function that runs one `manage.py` command to its end in the copy."""

    def run(
        *words: str, cwd: Path = checkout, python: str = sys.executable, **env: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "manage.py", *words],
            cwd=cwd,
            env=clean_environment(**env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture
def as_root() -> None:
    """Skip where the test needs root."""
    if os.geteuid() != 0:
        pytest.skip("needs root: the product then gives PostgreSQL another user")
