"""What every test stands on: a real database, a real broker on demand, and no way to the outside network."""

import datetime as dt
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from tests.cluster import Broker, Cluster
from tests.guard import guard_network

ROOT = Path(__file__).resolve().parent.parent
CLUSTER = pytest.StashKey[Cluster]()

os.environ["DJANGO_SETTINGS_MODULE"] = "tokentrade.settings"
os.environ["TOKENTRADE_HTTPS"] = "off"
os.environ["TOKENTRADE_RATE_LIMITS"] = "off"
os.environ["OPENBLAS_NUM_THREADS"] = "1"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the database before Django reads its settings; the processes of pytest-xdist share it."""
    if "django.conf" in sys.modules and sys.modules["django.conf"].settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests set it once their database is up.")
    guard_network()
    worker = getattr(config, "workerinput", {}).get("workerid")
    if worker is None:
        if config.getoption("help", False):
            return
        cluster = Cluster()
        config.stash[CLUSTER] = cluster
        cluster.start()
        os.environ["TOKENTRADE_DATABASE_URL"] = cluster.url
        os.environ["TOKENTRADE_TEST_FOLDER"] = str(cluster.folder)
    data = Path(os.environ["TOKENTRADE_TEST_FOLDER"]) / f"data-{worker or 'main'}"
    data.mkdir(exist_ok=True)
    os.environ["TOKENTRADE_DATA_DIR"] = str(data)
    django.setup()
    if getattr(config.option, "dist", "no") != "no":
        # The processes of pytest-xdist must read their settings after their own folder is known.
        del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database, also after Ctrl-C."""
    cluster = config.stash.get(CLUSTER, None)
    if cluster is not None:
        cluster.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Add the year partitions, without which no observation can be stored."""
    if importlib.util.find_spec("apps.observations.actions") is None:
        return
    actions = importlib.import_module("apps.observations.actions")
    with django_db_blocker.unblock():
        actions.make_partitions(now=dt.datetime.now(dt.UTC))


@pytest.fixture(scope="session")
def broker_url() -> Iterator[str]:
    """Return the address of a real broker, started for the first test that asks; it is the settings' default."""
    broker = Broker(Path(os.environ["TOKENTRADE_DATA_DIR"]) / "run-valkey")
    yield broker.start()
    broker.stop()


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Return the folder of recorded pages that are not part of the product; without it the test is skipped."""
    folder = Path(os.environ.get("TOKENTRADE_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(
            "TOKENTRADE_TEST_DATA names no folder: tests on recorded pages outside the product did not run"
        )
    return folder
