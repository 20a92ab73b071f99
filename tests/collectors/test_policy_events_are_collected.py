"""Policy events typed with citations: the shipped file, and how it meets what other sources say."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as product

from apps.collectors import run
from apps.collectors.contract import Bodies, Body, State
from apps.collectors.documents import Stage
from apps.collectors.githistory import Record
from apps.collectors.sources import curated_policy_events as curated
from apps.collectors.sources import federal_register_documents as register
from apps.collectors.sources import terms_archive
from apps.collectors.transports import http
from apps.events.models import EventEvidence, EventStage, PolicyEvent
from tests.collectors.upstream import upstream

PAGES = Path(__file__).resolve().parent / "pages"
NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
FILE = product.ROOT / "apps/events/data/policy_events.csv"
SHIPPED = curated.parse(
    Bodies([Body(curated.page_for("policy_events.csv"), FILE.read_bytes())])
).event_candidates


@pytest.fixture
def typed(tmp_path, settings, known_world):
    """Return a function that puts a file where the product's own would lie."""
    # Our name is read from the product's own folder, once.
    http.user_agent()
    settings.ROOT = tmp_path
    folder = tmp_path / "apps/events/data"
    folder.mkdir(parents=True)

    def put(name=""):
        body = (PAGES / curated.SPEC.key / f"2026-11-22{name}.csv").read_bytes()
        (folder / "policy_events.csv").write_bytes(body)

    return put


def collect(hours=0):
    return run.collect(source=curated.SPEC.key, now=NOW + timedelta(hours=hours))


def rows():
    return (PolicyEvent.objects.count(), EventStage.objects.count(), EventEvidence.objects.count())


def test_conflicting_dates_stand_side_by_side_with_their_pages(typed):
    typed()
    outcome = collect()
    assert (outcome.said, rows()) == ("ok: 0 numbers stored, 2 documents and events", (2, 5, 4))
    event = PolicyEvent.objects.get(slug="invented-rule-1")
    disputed = event.stages.filter(is_disputed=True).order_by("date")
    assert [(str(stage.date), stage.evidence.url) for stage in disputed] == [
        ("2026-03-02", "https://office.example/rule/1"), ("2026-03-03", "https://press.example/rule/1"),
    ]  # fmt: skip
    suspended = event.stages.get(stage="REVERSED")
    assert suspended.date_precision == "MONTH"
    assert suspended.evidence.locator == "Invented page 1 (read). Until 2027-04-01. Status to be checked."
    assert event.summary == "Nothing happened. Affected: Nobody."
    assert sorted(event.targets.values_list("code", flat=True)) == ["CHN", "MAC"]


def test_the_same_file_again_stores_nothing_and_a_changed_date_stands_beside_the_old(typed):
    typed()
    collect()
    before = rows()
    assert (collect(1).state, rows()) == ("UNCHANGED", before)
    typed("-revision")
    assert (collect(2).state, rows()) == ("OK", (before[0], before[1] + 1, before[2]))


@pytest.mark.parametrize("name", ["-uncited", "-shared-page", "-word", "-twice"])
def test_a_bad_row_stores_nothing(typed, name):
    typed(name)
    outcome = collect()
    assert outcome.state == "FAILED"
    assert "page policy_events.csv, field " in outcome.problem
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize("first", ["curated", "register"])
def test_a_typed_event_and_its_federal_register_document_are_one(typed, settings, first):
    since = date(2026, 1, 1)
    with upstream() as served:
        settings.UPSTREAMS = {"FEDERAL_REGISTER": f"{served.url}/api/v1"}
        for page in register.pages(State(NOW.date()), since):
            served.put(f"/api/v1{page.path}", b'{"count": 0}')
        good = (PAGES / register.SPEC.key / "2026-11-22.json").read_bytes()
        served.put(f"/api/v1{register.pages(State(NOW.date()), since)[0].path}", good)
        typed()
        steps = [collect, lambda: run.collect(source=register.SPEC.key, now=NOW, since=since)]
        for step in steps if first == "curated" else reversed(steps):
            assert step().state == "OK"
    # Two typed events; of three documents one is the first of them, one corrects it, one is new.
    assert PolicyEvent.objects.count() == 3
    event = PolicyEvent.objects.get(identifiers__contains=["federal-register:2026-99001"])
    assert {"federal-register:2026-99002", "url:https://office.example/rule/1"} <= set(event.identifiers)
    assert event.stages.count() == 4 + 2 + 1
    assert set(PolicyEvent.objects.values_list("state", flat=True)) == {"CANDIDATE"}


@pytest.mark.usefixtures("known_world")
def test_the_shipped_events_are_stored_as_candidates():
    assert collect().state == "OK"
    assert rows()[:2] == (len(SHIPPED), sum(len(event.stages) for event in SHIPPED))
    assert set(PolicyEvent.objects.values_list("state", flat=True)) == {"CANDIDATE"}


def test_the_shipped_events_say_what_the_sources_say():
    events = {event.slug: event for event in SHIPPED}
    assert (len(events), sum(len(event.stages) for event in SHIPPED)) == (19, 63)
    suspended = [slug for slug, event in events.items() if "status to be checked" in event.doubt]
    assert suspended == [
        "us-ai-diffusion-rule",
        "us-bis-affiliates-rule",
        "china-rare-earth-and-technology-controls-2025",
    ]
    antigravity = events["google-antigravity-third-party-access"]
    (named,) = [stage for stage in antigravity.stages if stage.date == date(2026, 2, 27)]
    assert named == Stage(stage="TEXT_CHANGE", date=date(2026, 2, 27), evidence=named.evidence)
    # The address that the archive's own candidate for this change has: both become one event.
    archived = Record(
        "contrib", "0fb6e2729714910042c7e289e7446075208f58a3", NOW, "CHANGE",
        "Google Antigravity/Terms of Service.md", "",
    )  # fmt: skip
    assert antigravity.evidence[named.evidence].url == f"{terms_archive.REPOSITORIES}{archived.page_path}"
    credentials = events["anthropic-subscription-credentials-third-party-tools"]
    disputed = [str(stage.date) for stage in credentials.stages if stage.is_disputed]
    assert disputed == ["2026-02-17", "2026-02-18", "2026-02-18", "2026-02-19"]
    assert events["us-executive-order-14409"].identifiers == ("federal-register:2026-11415",)
    assert {stage.date for stage in events["us-bis-affiliates-rule"].stages if stage.stage == "EFFECTIVE"} == {
        date(2025, 9, 29), date(2025, 9, 30),
    }  # fmt: skip


def test_a_trial_says_what_would_be_stored_and_stores_nothing(typed):
    typed()
    outcome = run.try_out(source=curated.SPEC.key, now=NOW)
    assert outcome.notices[-1] == "2 documents and events would be compared and stored"
    assert rows() == (0, 0, 0)
