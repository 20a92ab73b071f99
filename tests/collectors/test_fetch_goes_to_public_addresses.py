"""The fetcher: where it may go."""

from ipaddress import ip_address

import pytest

from apps.collectors.contract import Expect, Page, UnsafeAddress
from apps.collectors.transports import addresses, http
from apps.collectors.transports.addresses import is_public, resolve, target_of

PAGE = Page(key="page", path="/page", expect=Expect(content="CSV"))


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_a_private_address_is_never_public(text):
    assert is_public(ip_address(text)) is False


@pytest.mark.parametrize(
    "text", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_an_address_outside_is_public(text):
    assert is_public(ip_address(text)) is True


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "https://",
        "https://user@example.org/", "https://user:word@example.org/", "https://exämple.org/", "//example.org/",
        "https://example.org:99999/", "http://127.0.0.1:1/",
    ],
)  # fmt: skip
def test_only_plain_https_is_followed(url):
    with pytest.raises(UnsafeAddress):
        target_of(url, configured=["http://127.0.0.1:8080/api"])


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.1.2.3/",
        "https://[::ffff:10.1.2.3]/",
        "https://localhost/",
    ],
)
def test_a_name_that_leads_inside_is_refused(url):
    with pytest.raises(UnsafeAddress, match="not a public address"):
        resolve(target_of(url, configured=[]))


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    found = [(0, 0, 0, "", (text, 443)) for text in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *asked, **words: found)
    with pytest.raises(UnsafeAddress, match=r"leads to 10\.0\.0\.1"):
        resolve(target_of("https://example.org/", configured=[]))


def test_a_configured_host_and_port_may_be_private_but_no_other_port():
    configured = ["http://127.0.0.1:8080/api"]
    assert resolve(target_of("http://127.0.0.1:8080/page", configured=configured)) == ["127.0.0.1"]
    with pytest.raises(UnsafeAddress):
        target_of("http://127.0.0.1:8081/page", configured=configured)


def test_the_name_is_looked_up_once_and_that_address_is_connected_to(publisher, settings, monkeypatch):
    publisher.put("/page", b"found")
    port = publisher.url.rpartition(":")[2]
    settings.UPSTREAMS = {"OPENROUTER": f"http://mirror.test:{port}"}
    asked = []

    really = addresses.socket.getaddrinfo

    def look_up(host, *rest, **words):
        if host != "mirror.test":
            return really(host, *rest, **words)
        asked.append(host)
        # A second look-up would lead elsewhere.
        return really("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *rest, **words)

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    assert http.fetch(PAGE, upstream="OPENROUTER").body == b"found"
    assert (asked, publisher.asked[0][1]["host"]) == (["mirror.test"], f"mirror.test:{port}")
