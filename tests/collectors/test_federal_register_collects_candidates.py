"""The Federal Register through the real fetch path, from a publisher on loopback."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from apps.collectors import run
from apps.collectors.contract import State
from apps.collectors.models import CollectRun
from apps.collectors.sources import federal_register_documents as register
from apps.events.models import EventEvidence, EventStage, PolicyEvent
from apps.observations.models import Snapshot
from tests.collectors.upstream import upstream

PAGES = Path(__file__).resolve().parent / "pages" / register.SPEC.key
NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
SINCE = date(2026, 1, 1)
QUERIES = register.pages(State(NOW.date()), SINCE)
NONE = b'{"count": 0, "description": "Synthetic documents"}'
pytestmark = pytest.mark.usefixtures("known_world")


@pytest.fixture
def register_served(settings):
    with upstream() as served:
        settings.UPSTREAMS = {"FEDERAL_REGISTER": f"{served.url}/api/v1"}
        for page in QUERIES:
            served.put(f"/api/v1{page.path}", NONE)
        yield served


def put(served, name, page=QUERIES[0]):
    served.put(f"/api/v1{page.path}", (PAGES / f"2026-11-22{name}.json").read_bytes())


def collect(now=NOW):
    return run.collect(source=register.SPEC.key, now=now, since=SINCE)


def rows():
    return (PolicyEvent.objects.count(), EventStage.objects.count(), EventEvidence.objects.count())


def test_documents_become_candidates_and_the_correction_joins_what_it_corrects(register_served):
    put(register_served, "")
    outcome = collect()
    assert (outcome.state, outcome.problem) == ("OK", "")
    # Three documents, one of which corrects another: two events; 2 + 1 + 1 dates.
    assert rows() == (2, 4, 4)
    assert set(PolicyEvent.objects.values_list("state", flat=True)) == {"CANDIDATE"}
    rule = PolicyEvent.objects.get(slug="federal-register-2026-99001")
    assert sorted(rule.stages.values_list("stage", flat=True)) == ["ANNOUNCED", "CLARIFIED", "EFFECTIVE"]
    counts = CollectRun.objects.get().counts
    assert (counts["candidates"], counts["candidates_joined"], counts["documents_read"]) == (2, 1, 3)
    assert set(EventEvidence.objects.values_list("snapshot__source", flat=True)) == {register.SPEC.key}


def test_the_same_again_stores_nothing_and_one_change_one_stage(register_served):
    put(register_served, "")
    collect()
    before, snapshots = rows(), Snapshot.objects.count()
    assert collect(NOW + timedelta(hours=1)).state == "UNCHANGED"
    assert (rows(), Snapshot.objects.count()) == (before, snapshots)
    put(register_served, "-revision")
    assert collect(NOW + timedelta(hours=2)).state == "OK"
    assert rows() == (before[0], before[1] + 1, before[2])
    assert Snapshot.objects.count() == snapshots + 1


def test_nothing_found_is_a_success_without_candidates(register_served):
    outcome = collect()
    assert (outcome.state, outcome.problem, rows()) == ("UNCHANGED", "", (0, 0, 0))
    assert len(register_served.asked) == len(QUERIES)


def test_pages_that_follow_are_asked_by_number_on_our_base(register_served):
    documents = json.loads((PAGES / "2026-11-22.json").read_bytes())["results"]
    first = {
        "count": 101,
        "total_pages": 2,
        "next_page_url": "http://10.0.0.1/steal",
        "results": documents[:1],
    }
    (second,) = register.follow(QUERIES[0], json.dumps(first).encode())
    register_served.put(f"/api/v1{QUERIES[0].path}", json.dumps(first).encode())
    register_served.put(f"/api/v1{second.path}", json.dumps(first | {"results": documents[1:]}).encode())
    assert collect().state == "OK"
    assert rows()[0] == 2
    assert f"/api/v1{second.path}" in register_served.paths()


@pytest.mark.parametrize(
    ("name", "word"),
    [("-html", "unexpected_html"), ("-no-results", "results"), ("-missing-field", "document_number")],
)
def test_a_wrong_page_fails_and_the_last_good_candidates_stay(register_served, name, word):
    put(register_served, "")
    collect()
    before = rows()
    put(register_served, name)
    outcome = collect(NOW + timedelta(hours=1))
    assert outcome.state == "FAILED"
    assert f"{register.SPEC.key}: page /documents.json" in outcome.problem
    assert word in outcome.problem
    assert rows() == before


def test_reread_without_the_network_changes_nothing(register_served):
    put(register_served, "")
    collect()
    before, asked = rows(), len(register_served.asked)
    outcome = run.reread(source=register.SPEC.key, now=NOW + timedelta(days=1))
    assert (outcome.problem, rows(), len(register_served.asked)) == ("", before, asked)
