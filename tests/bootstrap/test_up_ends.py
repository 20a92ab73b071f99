"""Whatever ends `up`, nothing of it is left running, and the next start is clean."""

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from tests.bootstrap.product import Product, clear, running, still_running, wait_for

pytestmark = pytest.mark.slow
GONE_WITHIN_S = 5.0


def database(product: Product) -> psycopg.Connection[tuple[object, ...]]:
    """Open a connection to the product's database."""
    return psycopg.connect(f"postgresql://postgres@/tokentrade?host={product.data}/run", autocommit=True)


def counts(product: Product) -> list[tuple[object, ...]]:
    """Return what a start must not change: every table that has rows, with their number."""
    with database(product) as connection:
        names = connection.execute(
            "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
            " and not relispartition order by 1"
        ).fetchall()
        return [(name, connection.execute(f'select count(*) from "{name}"').fetchone()) for (name,) in names]


def test_interrupt_leaves_no_process_within_five_seconds_and_the_next_start_changes_nothing(
    checkout: Path, data: Path
) -> None:
    with running(checkout, data) as product:
        known, before = product.processes(), counts(product)
        code, took_s = product.stop(signal.SIGINT)
        print(f"ended after {took_s:.1f} s")
        assert (code, still_running(known)) == (0, [])
        assert took_s <= GONE_WITHIN_S
        product.start()
        warm_s = product.wait_ready()
        print(f"second start: ready after {warm_s:.1f} s")
        assert product.get("/readyz") == 200
        assert counts(product) == before


def test_a_killed_supervisor_takes_everything_with_it_and_the_next_start_is_clean(
    checkout: Path, data: Path
) -> None:
    with running(checkout, data) as product:
        known, before = product.processes(), counts(product)
        os.kill(product.pid, signal.SIGKILL)
        assert product.process is not None
        product.process.wait()
        took_s = wait_for(
            lambda: not still_running(known), within_s=GONE_WITHIN_S, why=f"{still_running(known)}"
        )
        print(f"all gone {took_s:.1f} s after the supervisor was killed")
        product.start()
        product.wait_ready()
        assert counts(product) == before


def test_a_stopped_orphan_of_a_killed_start_is_ended_by_the_next(checkout: Path, data: Path) -> None:
    with running(checkout, data) as product:
        known = product.processes()
        product.send("valkey", signal.SIGSTOP)
        os.kill(product.pid, signal.SIGKILL)
        assert product.process is not None
        product.process.wait()
        product.start()
        product.wait_ready()
        assert "was killed; waiting for" in product.said()
        assert still_running(known) == []


@pytest.mark.parametrize("after_s", [0.3, 0.9, 2.0, 4.0])
def test_an_interrupt_during_the_start_leaves_nothing(checkout: Path, data: Path, after_s: float) -> None:
    product = Product(checkout, data)
    product.start()
    try:
        time.sleep(after_s)
        known = product.processes()
        _, took_s = product.stop(signal.SIGINT)
        assert still_running(known) == []
        assert took_s <= GONE_WITHIN_S
    finally:
        clear(product)
