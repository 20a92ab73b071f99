"""Public pages are compressed for readers who take it; signed-in pages never are."""

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from apps.web.packing import PackingMiddleware


def test_page_is_smaller_and_the_same(reader: Client, tiny: str) -> None:
    plain = reader.get("/method/")
    packed = reader.get("/method/", headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed["Vary"]
    assert brotli.decompress(packed.content) == plain.content
    assert len(packed.content) * 3 < len(plain.content)
    assert packed["Content-Length"] == str(len(packed.content))


def test_reader_who_takes_no_brotli_gets_the_page_as_it_is(reader: Client, tiny: str) -> None:
    answer = reader.get("/method/", headers={"accept-encoding": "identity"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/desk/queue/", "/admin/login/", "/api/v1/docs"])
def test_pages_that_may_hold_secrets_are_left_alone(rf: RequestFactory, path: str) -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("x" * 5000)

    sent = PackingMiddleware(answer)(rf.get(path, headers={"accept-encoding": "br"}))
    assert "Content-Encoding" not in sent.headers
