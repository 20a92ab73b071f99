"""Public pages are compressed for readers who take it; signed-in pages never are."""

from datetime import timedelta

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from apps.web.packing import PackingMiddleware
from tests import build
from tests.web.conftest import PUBLISHED


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


@pytest.mark.parametrize("path", ["/", "/countries/CHN/", "/method/", "/embed/timeline/"])
@pytest.mark.parametrize("taken", ["br", "identity"])
def test_a_page_that_is_the_same_is_not_sent_again(reader: Client, tiny: str, path: str, taken: str) -> None:
    first = reader.get(path, headers={"accept-encoding": taken})
    again = reader.get(path, headers={"accept-encoding": taken, "if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Vary"] == first["Vary"]
    chinese = reader.get(
        f"{path}?lang=zh-hans", headers={"accept-encoding": taken, "if-none-match": first["ETag"]}
    )
    assert chinese.status_code == 200


def test_a_page_of_another_release_is_sent(reader: Client, tiny: str) -> None:
    first = reader.get("/countries/CHN/")
    build.published(
        weeks=(build.WEEK,), tokens=2 * build.TOKENS, now=PUBLISHED + timedelta(hours=1), name="later"
    )
    later = reader.get("/countries/CHN/", headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200
    assert later["ETag"] != first["ETag"]


def test_missing_pages_and_signed_in_ones_carry_no_tag(reader: Client, tiny: str) -> None:
    for path in ("/nowhere-at-all/", "/desk/sign-in/"):
        assert "ETag" not in reader.get(path).headers
