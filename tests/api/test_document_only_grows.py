"""The OpenAPI document against its committed snapshot.

After an addition: `curl -s http://127.0.0.1:8000/api/v1/openapi.json > tests/api/openapi_snapshot.json`.
"""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.api.v1.urls import RESOURCES, documented_path
from tests.api.compare import losses

pytestmark = pytest.mark.django_db
SNAPSHOT = json.loads(Path(__file__).with_name("openapi_snapshot.json").read_text())
PAGING = {"limit", "cursor", "shape", "fields"}


@pytest.fixture
def document() -> dict[str, Any]:
    return json.loads(Client().get("/api/v1/openapi.json").content)


def test_nothing_of_the_snapshot_is_lost_or_narrowed(document: dict[str, Any]) -> None:
    assert losses(SNAPSHOT, document) == []


def test_snapshot_knows_everything_that_is_served(document: dict[str, Any]) -> None:
    assert losses(document, SNAPSHOT) == [], "add it to tests/api/openapi_snapshot.json, as its test says"


@pytest.mark.parametrize(
    ("change", "loss"),
    [
        (lambda d: d["paths"].pop("/api/v1/flows.csv"), "/api/v1/flows.csv is gone"),
        (
            lambda d: _parameter(d, "basis")["schema"]["enum"].remove("LAB"),
            "/api/v1/flows.json parameter basis lost LAB",
        ),
        (
            lambda d: _parameter(d, "limit")["schema"].update(maximum=100),
            "/api/v1/flows.json parameter limit narrowed its maximum",
        ),
        (lambda d: d["components"]["schemas"]["Flow"]["properties"].pop("mean"), "Flow.mean is gone"),
        (
            lambda d: d["components"]["schemas"]["Flow"]["required"].remove("mean"),
            "Flow.mean may be absent now",
        ),
    ],
)
def test_losses_are_seen(change: Any, loss: str) -> None:
    changed = copy.deepcopy(SNAPSHOT)
    change(changed)
    assert loss in losses(SNAPSHOT, changed)


def _parameter(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(p for p in document["paths"]["/api/v1/flows.json"]["get"]["parameters"] if p["name"] == name)


def test_document_lists_each_resource_in_each_form_with_each_parameter(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for address, resource in RESOURCES.items():
        for form in resource.forms:
            path = documented_path(address, form)
            listed = {
                p["name"] for p in document["paths"][path]["get"].get("parameters", []) if p["in"] == "query"
            }
            expected = {*resource.words, *resource.own_words} | (PAGING if resource.is_list else set())
            left_out = {
                "csv": {"shape"},
                "parquet": {"shape"},
                "geojson": {"shape"},
                "atom": PAGING | {"since"},
            }.get(form, set())
            assert listed == expected - left_out, path


def test_every_list_states_its_largest_limit(document: dict[str, Any]) -> None:
    limits = {
        path: parameter["schema"]["maximum"]
        for path, item in document["paths"].items()
        for parameter in item.get("get", {}).get("parameters", [])
        if parameter["name"] == "limit" and "." in path
    }
    expected = {
        "flows": 5000,
        "balances": 5000,
        "countries": 1000,
        "series": 1000,
        "observations": 5000,
        "prices": 5000,
        "models": 1000,
        "labs": 1000,
        "providers": 1000,
        "events": 200,
        "documents": 200,
        "changes": 1000,
        "parameters": 1000,
        "runs": 200,
        "releases": 200,
        "sources": 200,
        "attribution": 5000,
        "value-multiple": 1000,
        "price-gap": 1000,
        "claims": 200,
    }
    files = {"json", "csv", "parquet"}
    only_json = {
        "scenarios": 200,
        "annotations": 200,
        "disputes": 200,
        "events/{event}/history": 1000,
        "annotations/{annotation}/history": 1000,
        "disputes/{dispute}/history": 1000,
    }
    assert limits.pop("/api/v1/countries.geojson") == 1000
    assert limits == {
        f"/api/v1/{name}.{form}": top if form == "json" else 100_000
        for name, top in (expected | only_json).items()
        for form in (files if name in expected else {"json"})
    }
