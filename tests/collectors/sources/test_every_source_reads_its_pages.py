"""Every source reads the pages kept for it: good ones to exact rows, wrong ones to an error with an address."""

import tomllib
from pathlib import Path

import pytest

from apps.collectors import registry
from apps.collectors.contract import Bodies, Body, ImplausibleReading, SchemaDrift, State
from apps.collectors.reading import refuse_html
from tests.collectors.exports import SNAPSHOT

PAGES = Path(__file__).resolve().parent.parent / "pages"
CASES = {"good", "empty", "missing-field", "extra-field", "html", "revision"}


def about(key):
    file = PAGES / key / "ABOUT.toml"
    return tomllib.loads(file.read_text())["page"] if file.is_file() else []


def every_page():
    return [
        pytest.param(key, page, id=f"{key}-{page['file']}")
        for key in registry.sources()
        for page in about(key)
    ]


def read(key, page):
    module = registry.source(key)
    body = Body(module.page_for(page["path"]), (PAGES / key / page["file"]).read_bytes())
    refuse_html(body.page, body.content)
    return module.parse(Bodies([body]))


def said(reading):
    numbers = {
        (row.metric, row.subject, row.qualifier, row.period_start): row.value for row in reading.observations
    }
    versions = {("version", row.key, row.external_id): row for row in reading.documents}
    return numbers | versions | {("event", row.slug): row for row in reading.event_candidates}


@pytest.mark.parametrize("key", registry.sources())
def test_every_source_has_a_page_of_every_case(key):
    assert CASES - {page["case"] for page in about(key)} == set()
    files = {file.name for file in (PAGES / key).iterdir()} - {"ABOUT.toml"}
    assert files == {page["file"] for page in about(key)}
    assert {page["origin"] for page in about(key)} <= {"RECORDED", "HAND_MADE"}


@pytest.mark.parametrize(("key", "page"), every_page())
def test_every_page_is_read_or_refused_as_it_says(key, page):
    if "fault" in page:
        with pytest.raises((SchemaDrift, ImplausibleReading)) as fault:
            read(key, page)
        assert f"page {page['path']}, field " in str(fault.value)
        assert page["fault"] in str(fault.value)
        return
    reading = read(key, page)
    assert reading.rows == page["rows"]
    assert page.get("notice", "") in " ".join(reading.notices)


@pytest.mark.parametrize("key", registry.sources())
def test_the_same_bytes_give_the_same_reading(key):
    good = next(page for page in about(key) if page["case"] == "good")
    assert said(read(key, good)) == said(read(key, good))


@pytest.mark.parametrize("key", registry.sources())
def test_a_revision_changes_one_number(key):
    first, second = (said(read(key, page)) for page in about(key) if page["case"] in ("good", "revision"))
    # A set has a number for each member: one that joins is the change.
    assert first.keys() == second.keys() or registry.source(key).SPEC.member_metrics
    changed = [name for name in first.keys() | second.keys() if first.get(name) != second.get(name)]
    # A ranking's revision moves the share of every model, but the count of one.
    assert len(changed) == 1


@pytest.mark.parametrize("key", registry.sources())
def test_every_source_names_itself_its_licence_and_its_pages(key):
    module = registry.source(key)
    spec = module.SPEC
    assert spec.key == key
    assert all([spec.title, spec.publisher, spec.licence, spec.citation, spec.url.startswith("https://")])
    assert "{as_of}" in spec.citation
    pages = module.pages(State(SNAPSHOT), spec.since)
    assert [module.page_for(page.path).key for page in pages] == [page.key for page in pages]
