"""House law: no test leaves this machine."""

import socket
from ipaddress import ip_address

import pytest

from tests.guard import OutsideNetwork, is_local

# Addresses of the documentation ranges: even without the guard nobody answers there.
OUTSIDE = ("192.0.2.1", "198.51.100.7", "2001:db8::1")


@pytest.mark.parametrize("host", OUTSIDE)
def test_a_connection_to_the_outside_is_refused(host):
    family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    with socket.socket(family) as line:
        line.settimeout(0.1)
        with pytest.raises(OutsideNetwork):
            line.connect((host, 443))


def test_a_look_up_of_a_foreign_name_is_refused():
    with pytest.raises(OutsideNetwork):
        socket.getaddrinfo("example.org", 443)


def test_loopback_is_free():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=2) as line,
    ):
        assert line.getpeername() == server.getsockname()


def test_only_this_machine_is_local():
    assert [host for host in (*OUTSIDE, "example.org", "10.0.0.1", "0.0.0.0") if is_local(host)] == []
    assert [host for host in ("127.0.0.1", "::1", "localhost") if not is_local(host)] == []
