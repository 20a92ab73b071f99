"""The fetcher: which answers it follows and takes, and how long it waits."""

import gzip
import time
import zlib

import pytest

from apps.collectors.contract import Expect, Page, SourceUnavailable, UnsafeAddress
from apps.collectors.transports import http, manners, unpacking
from apps.collectors.transports.fetched import PageMissing
from tests.collectors.upstream import Answer, upstream

PAST = "Sun, 06 Nov 1994 08:49:37 GMT"
PAGE = Page(key="page", path="/page", expect=Expect(content="CSV"))


def fetch(page=PAGE, **words):
    return http.fetch(page, upstream="OPENROUTER", **words)


def redirect(to, status=302):
    return Answer(b"", status, {"Location": to})


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://127.0.0.1:1/", "not a public address"),
        ("https://10.0.0.1/", "not a public address"),
        ("https://[::ffff:192.168.0.1]/", "not a public address"),
        ("http://169.254.169.254/latest/meta-data", "plain http"),
        ("http://127.0.0.1:1/", "plain http"),
        ("file:///etc/passwd", "only https"),
    ],
)
def test_a_redirect_inside_is_refused(publisher, settings, location, words):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.answers["/page"] = redirect(location)
    with pytest.raises(UnsafeAddress, match=words):
        fetch()


def test_three_redirects_are_followed_and_a_fourth_is_not(publisher, settings):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.put("/4", b"found")
    for number, status in ((1, 301), (2, 307), (3, 308)):
        publisher.answers[f"/{number}"] = redirect(f"/{number + 1}", status)
    assert fetch(Page(key="page", path="/1", expect=Expect(content="CSV"))).body == b"found"
    publisher.answers["/page"] = redirect("/1")
    with pytest.raises(UnsafeAddress, match="more than 3 times"):
        fetch()


def test_an_endless_redirect_ends(publisher, settings):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.answers["/page"] = redirect("/page")
    with pytest.raises(UnsafeAddress, match="more than 3 times"):
        fetch()
    assert len(publisher.asked) == 4


def test_credentials_stay_with_their_host():
    with upstream() as first, upstream() as other:
        other.put("/page", b"found")
        first.answers["/page"] = redirect(f"{other.url}/page")
        import django.conf

        before = django.conf.settings.UPSTREAMS
        django.conf.settings.UPSTREAMS = {"A": first.url, "B": other.url}
        try:
            deadline = http.Deadline(5)
            sent = {"Authorization": "Bearer secret", "Accept": "text/csv"}
            http._follow(f"{first.url}/page", sent, deadline, manners.CONFIGURED)
        finally:
            django.conf.settings.UPSTREAMS = before
        assert first.asked[0][1]["authorization"] == "Bearer secret"
        assert "authorization" not in other.asked[0][1]
        assert other.asked[0][1]["accept"] == "text/csv"


def test_a_packed_body_is_unpacked(publisher, settings):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.put("/page", gzip.compress(b"found"), headers={"Content-Encoding": "gzip"})
    assert fetch().body == b"found"


@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        # 200 MB of zeros in 200 KB: above the ratio long before it is above the size.
        (gzip.compress(bytes(200 * 2**20), 9, mtime=0), {"Content-Encoding": "gzip"}, "100 times its size"),
        (b"found", {"Content-Encoding": "br"}, "'br' was not asked for"),
        (gzip.compress(b"found", mtime=0) + b"more", {"Content-Encoding": "gzip"}, "after the end"),
        (b"", {"Content-Length": str(33 * 2**20)}, "promises"),
    ],
)
def test_a_hostile_body_is_refused(publisher, settings, body, headers, words):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.put("/page", body, headers=headers)
    with pytest.raises(UnsafeAddress, match=words):
        fetch()


def test_a_body_without_end_is_cut_off_at_the_limit():
    chunks = (bytes(2**20) for _ in range(10**6))
    with pytest.raises(UnsafeAddress, match="on the wire"):
        unpacking.unpack(chunks, encoding="", url="https://example.org/", wire_bytes=5 * 2**20)


def test_what_unpacks_too_large_is_cut_off():
    incompressible = bytes(range(256)) * 2**13
    with pytest.raises(UnsafeAddress, match="unpacked"):
        unpacking.unpack(
            [gzip.compress(incompressible)], encoding="gzip", url="https://example.org/", body_bytes=2**20
        )


@pytest.mark.parametrize(
    "body", [gzip.compress(b"found" * 1000, mtime=0)[:-20], b"no gzip at all", zlib.compress(b"found")]
)
def test_a_cut_short_packed_body_is_unavailable(publisher, settings, body):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.put("/page", body, headers={"Content-Encoding": "gzip"})
    with pytest.raises(SourceUnavailable, match="gzip"):
        fetch()


def drip(part):
    """Return an answer that sends a byte each twentieth of a second, in its head or in its body."""

    def send(handler):
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n"
        slow, quick = (head * 50, b"") if part == "head" else (b"x" * 1000, head + b"\r\n")
        try:
            handler.wfile.write(quick)
            for byte in slow:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    return Answer(send=send)


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_slow_drip_ends_at_the_deadline(publisher, settings, part):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.answers["/page"] = drip(part)
    began = time.monotonic()
    with pytest.raises(SourceUnavailable):
        fetch(total_s=0.5)
    assert time.monotonic() - began < 1.5


def test_a_body_that_breaks_off_is_tried_again_and_given_up(publisher, settings):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.put("/page", b"short", headers={"Content-Length": "100"})
    with pytest.raises(SourceUnavailable, match="the next run tries again"):
        fetch(total_s=5)
    assert len(publisher.asked) == 3


def test_a_fault_of_the_server_is_tried_three_times(publisher, settings):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.answers["/page"] = [Answer(status=502), Answer(status=500), Answer(b"found")]
    assert fetch().body == b"found"
    publisher.answers["/page"] = Answer(status=500)
    publisher.asked.clear()
    with pytest.raises(SourceUnavailable, match="answers 500"):
        fetch()
    assert len(publisher.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 418])
def test_our_own_fault_is_not_repeated(publisher, settings, status):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.put("/page", status=status)
    with pytest.raises(SourceUnavailable, match=str(status)):
        fetch()
    assert len(publisher.asked) == 1


def test_retry_after_is_obeyed(publisher, settings):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.answers["/page"] = [Answer(status=429, headers={"Retry-After": "1"}), Answer(b"found")]
    began = time.monotonic()
    assert fetch().body == b"found"
    assert time.monotonic() - began >= 1


def test_a_long_retry_after_is_left_to_a_later_run(publisher, settings):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    publisher.put("/page", status=503, headers={"Retry-After": "600"})
    with pytest.raises(SourceUnavailable, match="600 s") as fault:
        fetch()
    assert (fault.value.retry_after_s, len(publisher.asked)) == (600, 1)


def test_a_missing_page_is_told_apart(publisher, settings):
    settings.UPSTREAMS = {"OPENROUTER": publisher.url}
    with pytest.raises(PageMissing, match="404"):
        fetch()


def test_a_host_that_does_not_listen_is_unavailable(settings):
    settings.UPSTREAMS = {"OPENROUTER": "http://127.0.0.1:9"}
    with pytest.raises(SourceUnavailable):
        fetch(total_s=3)


def test_two_requests_to_a_host_keep_their_distance():
    polite = manners.Manners(pause_s=0.2, retry_s=0, mismatch_s=0)
    began = time.monotonic()
    for _ in range(3):
        with manners.one_at_a_time("pause.test", polite):
            pass
    assert 0.4 <= time.monotonic() - began < 0.8


@pytest.mark.parametrize(
    ("text", "seconds"), [("30", 30), ("", None), ("soon", None), ("Sun, 06 Nov 1994 08:49:37 GMT", 0)]
)
def test_retry_after_is_read_as_number_or_date(text, seconds):
    assert manners.read_retry_after(text) == seconds
