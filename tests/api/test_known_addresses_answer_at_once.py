"""An address read a moment ago is answered again at once, and only as long as its data are what they were."""

from typing import Any

import pytest
from django.test import Client

from apps.api import resource, swift
from apps.flows.releases import ReleaseRow

pytestmark = pytest.mark.django_db
URL = "/api/v1/flows?basis=LAB&limit=5&fields=origin%2Cmean"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that grows with every address that is read anew."""
    seen: list[str] = []
    whole = resource.Resource.read

    def read(self: Any, request: Any, path: dict[str, str]) -> Any:
        seen.append(request.get_full_path())
        return whole(self, request, path)

    monkeypatch.setattr(resource.Resource, "read", read)
    return seen


def test_the_second_answer_equals_the_first_and_is_not_read_anew(
    client: Client, release: ReleaseRow, reads: list[str]
) -> None:
    first, second = client.get(URL), client.get(URL)
    assert reads == [URL]
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    held = client.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert (held.status_code, held.content, reads) == (304, b"", [URL])
    for name in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
        assert held.headers[name] == first.headers[name]


def test_encodings_are_kept_apart(client: Client, release: ReleaseRow) -> None:
    for _ in range(2):
        assert client.get(URL, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in client.get(URL).headers


def test_a_new_release_is_seen(client: Client, release: ReleaseRow, request: Any, reads: list[str]) -> None:
    before = client.get(URL)
    later = request.getfixturevalue("restated")
    after = client.get(URL, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json()["meta"]["release"] == later.id
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (f"{URL}&as_of=2026-11-20", {}),
        (f"{URL}&as%5Fof=2026-11-20", {}),
        (URL, {"Authorization": "Bearer tt_nobody_nothing"}),
        ("/api/v1/events.atom", {}),
        ("/api/v1/flows?basis=NONE", {}),
        ("/api/v1/flows?limit=0", {}),
    ],
)
def test_what_depends_on_more_goes_the_long_way(
    client: Client, release: ReleaseRow, url: str, headers: dict[str, str]
) -> None:
    swift.forget()
    client.get(url, headers=headers)
    assert len(swift._KNOWN) == 0


def test_so_many_addresses_are_kept_and_no_more(
    client: Client, release: ReleaseRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swift, "KEPT_ADDRESSES", 3)
    for limit in range(1, 8):
        client.get(f"/api/v1/flows?limit={limit}")
    assert len(swift._KNOWN) == 3
