"""ETags, 304, encodings and Cache-Control."""

import gzip
import re
from typing import Any

import brotli
import pytest
from django.test import Client
from django.urls import resolve

from apps.flows.releases import ReleaseRow

pytestmark = pytest.mark.django_db
URL = "/api/v1/flows.json?basis=LAB&limit=5"


def test_the_same_question_in_another_order_has_the_same_etag(client: Client, release: ReleaseRow) -> None:
    tag = client.get(URL).headers["ETag"]
    assert re.fullmatch('"[0-9a-f]{24}"', tag)
    assert client.get("/api/v1/flows.json?limit=5&scope=OBSERVED&basis=LAB").headers["ETag"] == tag
    assert client.get("/api/v1/flows?basis=LAB&limit=5").headers["ETag"] == tag
    assert client.get("/api/v1/flows.json?basis=LAB&limit=6").headers["ETag"] != tag
    assert client.get("/api/v1/flows.csv?basis=LAB&limit=5").headers["ETag"] != tag
    assert client.get(URL, headers={"Accept-Encoding": "gzip"}).headers["ETag"] != tag


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"other", {tag}', '"other" , W/{tag}', "*"])
def test_a_caller_that_holds_the_answer_gets_304(client: Client, release: ReleaseRow, form: str) -> None:
    first = client.get(URL)
    held = form.format(tag=first.headers["ETag"])
    second = client.get(URL, headers={"If-None-Match": held})
    assert (second.status_code, second.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
        assert second.headers[name] == first.headers[name]


@pytest.mark.parametrize("held", ['"000000000000000000000000"', "not a tag", "", 'W/"', "é", '"a",,,'])
def test_another_tag_gets_the_answer(client: Client, release: ReleaseRow, held: str) -> None:
    assert client.get(URL, headers={"If-None-Match": held.encode().decode("latin-1")}).status_code == 200


def test_held_and_kept_answers_ask_nothing_of_the_database(
    client: Client, release: ReleaseRow, django_assert_num_queries: Any
) -> None:
    tag = client.get(URL).headers["ETag"]
    with django_assert_num_queries(0):
        assert client.get(URL).status_code == 200
        assert client.get(URL, headers={"If-None-Match": tag}).status_code == 304


def test_an_unseen_question_asks_few_queries(
    client: Client, release: ReleaseRow, django_assert_max_num_queries: Any
) -> None:
    client.get(URL)
    with django_assert_max_num_queries(2):
        assert client.get("/api/v1/flows.json?basis=COMPANY").status_code == 200


def test_gzip_and_brotli_hold_the_same_bytes(client: Client, release: ReleaseRow) -> None:
    plain = client.get("/api/v1/frames.json?top=40")
    squeezed = client.get("/api/v1/frames.json?top=40", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.content) == plain.content
    smallest = client.get("/api/v1/frames.json?top=40", headers={"Accept-Encoding": "gzip, br"})
    assert smallest.headers["Content-Encoding"] == "br"
    assert brotli.decompress(smallest.content) == plain.content
    assert (
        "Content-Encoding" not in client.get(URL, headers={"Accept-Encoding": "gzip;q=0, identity"}).headers
    )


def test_head_has_the_headers_and_no_body(client: Client, release: ReleaseRow) -> None:
    read, head = client.get(URL), client.head(URL)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Cache-Control", "Content-Type", "Content-Length", "Vary"):
        assert head.headers[name] == read.headers[name]


def test_head_of_a_problem_has_no_body_either(rf: Any, client: Client, release: ReleaseRow) -> None:
    # Without the test client, which takes bodies off by itself.
    for url in ("/api/v1/flows.json?limit=0", "/api/v1/nothing", "/api/v1/docs", "/healthz", "/readyz"):
        request = rf.head(url)
        view, args, kwargs = resolve(url.partition("?")[0])
        answer = view(request, *args, **kwargs)
        assert answer.content == b""
        assert answer.headers["Content-Length"] == client.get(url).headers["Content-Length"]


def test_how_long_an_answer_may_be_kept_depends_on_what_it_names(client: Client, release: ReleaseRow) -> None:
    run = release.weeks[0].run
    moment = release.published_at.isoformat().replace("+00:00", "Z")
    expected = {
        "flows.json": "public, max-age=60, stale-while-revalidate=300",
        f"flows.json?release={release.id}": "public, max-age=31536000, immutable",
        f"parameters.json?run={run}": "public, max-age=31536000, immutable",
        f"runs/{run}.json": "public, max-age=31536000, immutable",
        f"flows.json?as_of={moment}": "public, max-age=86400",
        "flows.json?limit=0": "private, no-store",
    }
    found = {url: client.get(f"/api/v1/{url}").headers["Cache-Control"] for url in expected}
    assert found == expected


EXPOSED = "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"


def test_pages_of_any_origin_may_read(client: Client, release: ReleaseRow) -> None:
    asked = client.options(
        URL, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    )
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert asked.headers["Access-Control-Max-Age"] == "86400"
    assert client.get(URL).headers["Access-Control-Expose-Headers"] == EXPOSED
    assert client.get("/api/v1/flows.json?limit=0").headers["Access-Control-Allow-Origin"] == "*"
