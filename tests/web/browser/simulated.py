"""A SYNTHETIC world of 150 weeks x 60 countries, made by the command and served as the product is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser
from psycopg.conninfo import make_conninfo

from tests.web.browser.conftest import OpenPage, opening

ROOT = Path(__file__).resolve().parents[3]
NAME = "tokentrade_synthetic"


@pytest.fixture(scope="module")
def simulated_site(static_files: None) -> Iterator[str]:
    """Return the address of a site that shows nothing but SYNTHETIC figures."""
    # Imported by name: pytest reads this file before Django knows its apps.
    server = pytest.importorskip("apps.pipeline.bench.server")
    here = os.environ["TOKENTRADE_DATABASE_URL"]
    url = make_conninfo(here, dbname=NAME)
    with psycopg.connect(make_conninfo(here, dbname="postgres"), autocommit=True) as line:
        line.execute(f"DROP DATABASE IF EXISTS {NAME}")
        line.execute(f"CREATE DATABASE {NAME}")
        command = [sys.executable, str(ROOT / "manage.py"), "simulate", "--weeks", "150", "--countries", "60"]
        subprocess.run(command, check=True, env=os.environ | {"TOKENTRADE_DATABASE_URL": url})
        with server.served(url) as (port, _process):
            yield f"http://127.0.0.1:{port}"
        line.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def open_simulated(browser: Browser, simulated_site: str) -> Iterator[OpenPage]:
    """Return a function that opens an address of the SYNTHETIC site, with the same complaints."""
    yield from opening(browser, simulated_site)
