"""House law: no source without a recorded page, no endpoint without a schema entry and a refused request."""

import ast
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from apps.api.v1.urls import RESOURCES, documented_path
from apps.collectors.registry import sources
from tests.house.tree import ROOT, CodeFile, code, dotted, sample

PAGES = ROOT / "tests" / "collectors" / "pages"
SNAPSHOT = ROOT / "tests" / "api" / "openapi_snapshot.json"
ORIGINS = {"RECORDED", "HAND_MADE"}
REFUSALS = range(400, 500)


def page_faults(keys: Iterable[str], folder: Path) -> list[str]:
    """Return what is missing of the recorded pages of each source."""
    found = []
    for key in sorted(keys):
        about = folder / key / "ABOUT.toml"
        if not about.is_file():
            found.append(f"{key}: no ABOUT.toml")
            continue
        told = tomllib.loads(about.read_text()).get("page", [])
        files = {path.name for path in about.parent.iterdir() if path.is_file()} - {about.name}
        found += [
            f"{key}: {name} is not told of" for name in sorted(files - {page.get("file") for page in told})
        ]
        found += [f"{key}: {page.get('file')} is missing" for page in told if page.get("file") not in files]
        bad = [
            page
            for page in told
            if page.get("origin") not in ORIGINS or not page.get("licence") or not page.get("url")
        ]
        found += [f"{key}: {page.get('file')} lacks origin, licence or url" for page in bad]
        found += [] if files else [f"{key}: no page"]
    return found


def _constants(node: ast.AST) -> Iterable[object]:
    """Yield every literal inside a node."""
    return (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant))


def refused_addresses(addresses: Iterable[str], files: Iterable[CodeFile]) -> set[str]:
    """Return the addresses that some test asks in a way that must be answered by a 4xx."""
    known, covered = set(addresses), set()
    for file in files:
        for test in file.tree.body:
            if not isinstance(test, ast.FunctionDef) or not test.name.startswith("test_"):
                continue
            literals = list(_constants(test))
            if not any(type(literal) is int and literal in REFUSALS for literal in literals):
                continue
            texts = [literal for literal in literals if isinstance(literal, str)]
            covered |= {name for name in known for text in texts if text == name or f"/{name}" in text}
            names = {dotted(inner) for inner in ast.walk(test) if isinstance(inner, ast.Name)}
            covered |= known if "RESOURCES" in names else set()
    return covered


def test_every_source_has_recorded_pages():
    assert page_faults(sources(), PAGES) == []


def test_every_endpoint_is_in_the_schema_snapshot():
    paths = json.loads(SNAPSHOT.read_text())["paths"]
    served = {
        documented_path(address, form) for address, resource in RESOURCES.items() for form in resource.forms
    }
    assert served - set(paths) == set()


def test_every_endpoint_has_a_test_that_is_refused():
    addresses = {address.partition("/")[0] for address in RESOURCES}
    tests = [file for file in code(("tests",)) if file.path.startswith("tests/api/")]
    assert addresses - refused_addresses(addresses, tests) == set()


@pytest.mark.parametrize(
    ("about", "fault"),
    [
        (None, "a.b: no ABOUT.toml"),
        ("", "a.b: good.csv is not told of"),
        (
            '[[page]]\nfile = "good.csv"\nurl = "https://x"\nlicence = "CC0"\n',
            "a.b: good.csv lacks origin, licence or url",
        ),
    ],
)
def test_a_source_without_pages_is_refused(tmp_path, about, fault):
    (tmp_path / "a.b").mkdir()
    (tmp_path / "a.b" / "good.csv").touch()
    if about is not None:
        (tmp_path / "a.b" / "ABOUT.toml").write_text(about)
    assert page_faults(["a.b"], tmp_path) == [fault]


def test_an_endpoint_that_is_never_refused_is_noticed():
    kind = 'def test_flows_answer(client):\n    assert client.get("/api/v1/flows.json").status_code == 200\n'
    strict = 'def test_balances_refuse(client):\n    assert client.get("/api/v1/balances.csv?x=1").status_code == 400\n'
    assert refused_addresses({"flows", "balances"}, [sample(kind), sample(strict)]) == {"balances"}
