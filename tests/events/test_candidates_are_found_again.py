"""Candidate events and document versions: stored once, found again by any of their names."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from apps.events import actions, queries
from apps.events.actions import UntellableCandidate
from apps.events.models import DocumentVersion, EventEvidence, EventStage, PolicyEvent
from apps.events.rows import (
    CandidateOutcome,
    DocumentOutcome,
    ReadCandidate,
    ReadDocument,
    ReadEvidence,
    ReadStage,
)
from tests.observations.build import NOW, snapshot, source

pytestmark = pytest.mark.django_db
PAGE = "https://www.example.org/rule/2026-1?utm_source=feed#top"
RULE = ReadCandidate(
    slug="made-up-rule", kind="EXPORT_CONTROL", title="A made-up rule", jurisdiction="USA", targets=(),
    identifiers=("federal-register:2026-1",), evidence=(ReadEvidence(url=PAGE, published_date=date(2026, 10, 7)),),
    stages=(ReadStage(stage="ANNOUNCED", date=date(2026, 10, 7)),),
)  # fmt: skip


def record(*candidates, now=NOW):
    return actions.record_candidates(source_key="made.up", candidates=candidates, now=now)


def version(external_id="c1", text="One paragraph.", **changes):
    words = {"change": "FIRST", "published_at": NOW, "snapshot_id": snapshot()}
    return ReadDocument(
        key="made-up/terms", kind="TERMS", title="Made-up Terms", url="https://example.org/terms",
        external_id=external_id, text=text, **words | changes,
    )  # fmt: skip


def documents(*read, now=NOW, parser_version=1):
    return actions.record_documents(
        source_key="made.up", documents=read, now=now, parser_version=parser_version
    )


def test_a_candidate_is_stored_once_and_never_confirmed():
    assert record(RULE) == CandidateOutcome(created=1)
    assert record(RULE, now=NOW + timedelta(days=1)) == CandidateOutcome(unchanged=1)
    event = queries.events(state="CANDIDATE", as_of=NOW)[0]
    assert (event.slug, event.stages[0].stage, event.evidence[0].url) == ("made-up-rule", "ANNOUNCED", PAGE)
    assert (queries.events(state="CONFIRMED", as_of=NOW), EventEvidence.objects.count()) == ([], 1)


@pytest.mark.parametrize("words", [
    {"identifiers": ("federal-register:2026-1",), "evidence": (ReadEvidence(url="https://example.net/news"),)},
    {"identifiers": (), "evidence": (ReadEvidence(url="http://example.org/rule/2026-1/", quote="a rule"),)},
])  # fmt: skip
def test_another_source_adds_evidence_to_the_same_event(words):
    record(RULE)
    news = replace(RULE, slug="news-of-it", title="Another headline", kind="DISCLOSURE", stages=(), **words)
    assert record(news) == CandidateOutcome(joined=1)
    assert [(event.slug, event.title) for event in PolicyEvent.objects.all()] == [
        ("made-up-rule", "A made-up rule")
    ]
    assert (EventEvidence.objects.count(), EventStage.objects.count()) == (2, 1)
    assert record(news) == CandidateOutcome(unchanged=1)


def test_a_rejected_event_is_not_proposed_again():
    record(RULE)
    PolicyEvent.objects.update(state="REJECTED")
    assert record(RULE) == CandidateOutcome(unchanged=1)
    assert queries.events(state="CANDIDATE", as_of=NOW) == []


def test_a_merged_event_passes_evidence_on():
    record(
        RULE,
        replace(
            RULE, slug="other", identifiers=("x",), evidence=(ReadEvidence(url="https://example.net/o"),)
        ),
    )
    rule, other = PolicyEvent.objects.order_by("pk")
    PolicyEvent.objects.filter(pk=other.pk).update(merged_into=rule)
    record(
        replace(
            RULE, slug="other", identifiers=("x",), evidence=(ReadEvidence(url="https://example.net/more"),)
        )
    )
    assert rule.evidence.filter(url="https://example.net/more").count() == 1


@pytest.mark.parametrize("evidence", [(), (ReadEvidence(),), (ReadEvidence(document=("no", "such")),)])
def test_a_candidate_without_evidence_stores_nothing(evidence):
    with pytest.raises(UntellableCandidate):
        record(replace(RULE, evidence=evidence))
    assert PolicyEvent.objects.count() == 0


def test_the_database_refuses_evidence_that_points_nowhere():
    record(RULE)
    with pytest.raises(IntegrityError, match="eventevidence_points_somewhere"):
        EventEvidence.objects.update(url=None)


def test_versions_are_stored_once_and_listed_in_order_of_publication():
    source()
    later = version("c2", "Two.", published_at=NOW + timedelta(days=1), change="NEW", severity="HIGH")
    assert documents(later, version()) == DocumentOutcome(changed=2)
    assert documents(version(), later, now=NOW + timedelta(days=1)) == DocumentOutcome(unchanged=2)
    rows = queries.versions_of(document_key="made-up/terms", as_of=NOW)
    assert [(row.external_id, row.change, row.severity) for row in rows] == [
        ("c1", "FIRST", "LOW"),
        ("c2", "NEW", "HIGH"),
    ]
    assert queries.version_text(version_id=rows[1].id) == "Two."
    # printf 'Two.' | sha256sum
    assert rows[1].text_sha256 == "1eb32d1ee4458814f94f8b92d1bd3e06e16dca6fab43d53f700840321f27fdf4"


def test_a_new_reading_of_old_bytes_is_a_technical_version_and_as_of_stays():
    source()
    documents(version())
    later = NOW + timedelta(days=1)
    for _ in range(2):
        documents(version(text="One better read paragraph."), now=later, parser_version=2)
    rows = DocumentVersion.objects.order_by("pk").values_list("external_id", "text", "is_technical_upgrade")
    assert list(rows) == [("c1", "One paragraph.", False), ("c1@2", "One better read paragraph.", True)]
    assert [row.external_id for row in queries.versions_of(document_key="made-up/terms", as_of=NOW)] == ["c1"]


def test_a_candidate_quotes_a_stored_version():
    source()
    documents(version())
    record(
        replace(RULE, evidence=(ReadEvidence(document=("made-up/terms", "c1"), quote="One", locator="0-3"),))
    )
    proof = queries.events(state="CANDIDATE", as_of=datetime(2027, 1, 1, tzinfo=UTC))[0].evidence[0]
    assert (proof.document_version_id, proof.quote) == (DocumentVersion.objects.get().pk, "One")


def test_what_a_source_gave_is_counted():
    source()
    documents(version(), version("c2", "Two."))
    record(replace(RULE, evidence=(ReadEvidence(snapshot_id=snapshot()), ReadEvidence(url=PAGE))))
    assert queries.kept_counts() == {"made.up": 3}
