"""The ground of the suite: a real database, a real broker, and no outside network."""

import os
import socket

import pytest
from django.db import connection

from tests.guard import OutsideNetwork


@pytest.mark.django_db
def test_database_is_the_run_s_own_cluster() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('fsync'), current_setting('unix_socket_directories')")
        fsync, folder = cursor.fetchone()
    assert fsync == "off"
    assert folder == os.environ["TOKENTRADE_TEST_FOLDER"] + "/sock"


def test_broker_answers_on_its_unix_socket(broker_url: str) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(broker_url.removeprefix("redis+socket://"))
        line.sendall(b"PING\r\n")
        assert line.recv(16) == b"+PONG\r\n"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("203.0.113.9", 443)])
def test_a_connection_to_another_machine_fails(address: tuple[str, int]) -> None:
    with socket.socket() as line, pytest.raises(OutsideNetwork, match=address[0]):
        line.connect(address)


def test_a_look_up_of_another_machine_s_name_fails() -> None:
    with pytest.raises(OutsideNetwork, match="example"):
        socket.getaddrinfo("example.org", 443)


def test_loopback_stays_open() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()
