"""A child that is killed or stopped comes back, and no stored row is lost."""

import signal
import socket
import time
from collections.abc import Callable

import psycopg
import pytest

from tests.bootstrap.product import CHILDREN, Product, wait_for

pytestmark = pytest.mark.slow
AGAIN_WITHIN_S = 10.0


def connect(product: Product) -> psycopg.Connection[tuple[object, ...]]:
    """Open a connection to the product's database."""
    url = f"postgresql://postgres@/tokentrade?host={product.data}/run"
    return psycopg.connect(url, autocommit=True, connect_timeout=5)


def store_a_row(product: Product, row: str) -> None:
    """Store a row of the test's own and see it committed."""
    with connect(product) as connection:
        connection.execute("create table if not exists kept_rows (row text)")
        connection.execute("insert into kept_rows values (%s)", [row])


def has_row(product: Product, row: str) -> bool:
    """Tell whether the row is there; a database that is starting has no answer yet."""
    try:
        with connect(product) as connection:
            found = connection.execute("select count(*) from kept_rows where row = %s", [row]).fetchone()
    except psycopg.OperationalError:
        return False
    return found == (1,)


def ticks_after(product: Product, name: str, moment: float) -> bool:
    """Tell whether a Celery program has shown life since a moment."""
    tick = product.data / f"{name}.tick"
    return tick.exists() and tick.stat().st_mtime > moment


def serves(product: Product, name: str, old: int, moment: float) -> bool:
    """Tell whether a child runs as another process than before and does its work."""
    new = product.child(name)
    if not new or new == old:
        return False
    if name in ("worker", "beat"):
        return ticks_after(product, name, moment)
    return product.get("/readyz", timeout_s=2.0) == 200


@pytest.mark.parametrize("name", CHILDREN)
def test_a_killed_child_serves_again_within_ten_seconds(product: Product, name: str) -> None:
    store_a_row(product, f"before {name}")
    moment = time.time()
    old = product.send(name, signal.SIGKILL)
    took_s = wait_for(lambda: serves(product, name, old, moment), within_s=AGAIN_WITHIN_S, why=product.said())
    print(f"{name} served again after {took_s:.1f} s")
    assert has_row(product, f"before {name}")


def test_a_killed_site_keeps_its_port_so_that_new_requests_wait_instead_of_being_refused(
    product: Product,
) -> None:
    old = product.send("web", signal.SIGKILL)
    deadline = time.monotonic() + AGAIN_WITHIN_S
    while product.child("web") in (0, old) and time.monotonic() < deadline:
        # A closed port would raise ConnectionRefusedError here.
        socket.create_connection(("127.0.0.1", product.port), timeout=AGAIN_WITHIN_S).close()
    assert product.get("/healthz", timeout_s=AGAIN_WITHIN_S) == 200


def test_stopped_children_are_replaced(product: Product) -> None:
    store_a_row(product, "before the stop")
    moment = time.time()
    old = {name: product.send(name, signal.SIGSTOP) for name in CHILDREN}

    def replaced(name: str) -> Callable[[], bool]:
        return lambda: serves(product, name, old[name], moment)

    for name in CHILDREN:
        # A probe every ten seconds, three misses, the grace of the gentle signal, and the start.
        took_s = wait_for(replaced(name), within_s=60, why=f"{name}\n{product.said()}")
        print(f"{name} was there {took_s:.1f} s later")
    assert has_row(product, "before the stop")


def test_a_broker_whose_file_is_damaged_starts_empty_and_says_so(product: Product) -> None:
    folder = product.data / "valkey" / "appendonlydir"
    (manifest,) = folder.glob("*.manifest")
    manifest.write_text("this is no manifest\n")
    old = product.send("valkey", signal.SIGKILL)
    wait_for(lambda: "it starts empty" in product.said(), within_s=20, why=product.said())
    wait_for(lambda: product.child("valkey") not in (0, old), within_s=20, why=product.said())
    assert (product.data / "valkey" / "unreadable-1" / manifest.name).read_text() == "this is no manifest\n"
