"""The documentation page: made from the document, without anything the content security policy refuses."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from apps.api.v1.urls import LISTS


class Page(HTMLParser):
    """Collects what a browser would fetch or run, and the anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("url", ["/api/v1/docs", "/api/v1/problems/invalid-parameter"])
def test_pages_hold_no_script_no_inline_style_and_no_outside_address(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    for tag, attributes in Page(answer.content.decode()).tags:
        assert tag not in ("script", "style", "iframe", "img"), tag
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        address = attributes.get("href", "/") or ""
        assert address.startswith(("/", "#")), address
    sheet = client.get("/api/v1/docs.css")
    assert (sheet.status_code, sheet.headers["Content-Type"]) == (200, "text/css; charset=utf-8")


@pytest.mark.django_db
def test_docs_show_every_operation_parameter_and_field_of_the_document(client: Client) -> None:
    document: dict[str, Any] = json.loads(client.get("/api/v1/openapi.json").content)
    text = client.get("/api/v1/docs").content.decode()
    anchors = {attributes.get("id") for _tag, attributes in Page(text).tags}
    for operation in (told for item in document["paths"].values() for told in item.values()):
        assert operation["operationId"] in anchors
        for parameter in operation.get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in text
    for name in document["components"]["schemas"]["Flow"]["properties"]:
        assert f"<code>{name}</code>" in text


def test_the_index_lists_every_resource_with_its_forms(client: Client) -> None:
    listed = client.get("/api/v1").json()["data"]["resources"]
    assert listed["flows"] == ["/api/v1/flows.json", "/api/v1/flows.csv", "/api/v1/flows.parquet"]
    assert [name for name in listed if name in LISTS] == list(LISTS)
    assert {"observations", "events", "changes"} <= set(listed)
