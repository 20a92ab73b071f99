"""The nginx of deploy/ does what its comments promise; shown with a real nginx."""

import gzip
import shutil
import subprocess

import pytest

from tests.house.edge import NGINX, Edge, running

pytestmark = pytest.mark.skipif(
    NGINX is None or shutil.which("openssl") is None,
    reason="nginx or openssl is not installed: the edge was not tried",
)


@pytest.fixture(scope="module")
def edge(tmp_path_factory):
    with running(tmp_path_factory.mktemp("edge")) as ready:
        yield ready


def values(headers, name):
    return [value for key, value in headers if key.lower() == name.lower()]


def judge(folder, change=lambda text: text):
    edge = Edge(folder)
    main = edge.stage()
    conf = folder / "tokentrade.conf"
    conf.write_text(change(conf.read_text()))
    return subprocess.run([NGINX, "-t", "-q", "-c", main], capture_output=True, text=True, check=False)


def test_the_configuration_is_valid(tmp_path):
    done = judge(tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_misspelt_directive_is_refused(tmp_path):
    done = judge(tmp_path, lambda text: text.replace("proxy_cache_lock on", "proxy_cache_locks on"))
    assert done.returncode == 1
    assert 'unknown directive "proxy_cache_locks"' in done.stderr


def test_plain_requests_are_sent_to_tls(edge):
    status, headers, _ = edge.ask("/sources/?x=1", port=edge.plain, Host="tokentrade.example")
    assert (status, values(headers, "Location")) == (301, ["https://tokentrade.example/sources/?x=1"])


def test_the_health_of_the_process_is_seen_without_tls(edge):
    assert edge.ask("/healthz", port=edge.plain)[0] == 200


def test_a_public_answer_is_asked_for_once(edge):
    first = edge.ask("/api/public?a=1")
    second = edge.ask("/api/public?a=1")
    assert (first[0], second[0], second[2]) == (200, 200, first[2])
    assert [path for path, _ in edge.asked].count("/api/public?a=1") == 1


def test_a_known_etag_is_answered_by_304(edge):
    edge.ask("/api/public?b=1")
    status, _, body = edge.ask("/api/public?b=1", If_None_Match='W/"v1"')
    assert (status, body) == (304, b"")
    assert [path for path, _ in edge.asked].count("/api/public?b=1") == 1


def test_a_private_answer_is_never_kept(edge):
    edge.ask("/desk?c=1")
    edge.ask("/desk?c=1")
    assert [path for path, _ in edge.asked].count("/desk?c=1") == 2


def test_a_token_passes_by_the_cache(edge):
    edge.ask("/api/public?d=1")
    edge.ask("/api/public?d=1", Authorization="Bearer tt_x")
    assert [path for path, _ in edge.asked].count("/api/public?d=1") == 2


def test_a_page_is_compressed_once(edge):
    _, headers, body = edge.ask("/page/" + "a" * 1200, Accept_Encoding="gzip")
    assert (values(headers, "Content-Encoding"), values(headers, "Vary")) == (["gzip"], ["Accept-Encoding"])
    assert gzip.decompress(body) == ("/page/" + "a" * 1200).encode()


def test_security_headers_come_once(edge):
    _, headers, _ = edge.ask("/page")
    assert values(headers, "X-Content-Type-Options") == ["nosniff"]
    assert "nginx/" not in "".join(values(headers, "Server"))


def test_static_files_never_reach_the_application(edge):
    (edge.folder / "static" / "map.0123456789ab.js").write_text("export {};")
    status, headers, body = edge.ask("/static/map.0123456789ab.js")
    assert (status, body) == (200, b"export {};")
    assert values(headers, "Cache-Control") == ["public, max-age=31536000, immutable"]
    assert values(headers, "X-Content-Type-Options") == ["nosniff"]
    assert [path for path, _ in edge.asked if path.startswith("/static/")] == []


def test_an_address_cannot_be_forged(edge):
    edge.ask("/who", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http")
    seen = next(headers for path, headers in edge.asked if path == "/who")
    assert (seen["X-Forwarded-For"], seen["X-Forwarded-Proto"]) == ("127.0.0.1", "https")


def test_a_long_address_reaches_the_application_and_a_huge_one_does_not(edge):
    assert edge.ask("/api/flows?x=" + "a" * 7000)[0] == 200
    assert edge.ask("/api/flows?x=" + "a" * 20000)[0] == 414


def test_metrics_are_closed(edge):
    assert edge.ask("/metrics")[0] == 404
    assert [path for path, _ in edge.asked if path == "/metrics"] == []
