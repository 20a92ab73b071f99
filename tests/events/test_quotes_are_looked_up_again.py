"""Every quote is tied to characters of a stored text and looked up again: altered, moved and gone words are flagged."""

import importlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from apps.events import actions, queries
from apps.events.models import DocumentVersion, EventEvidence, EvidenceCheck, QuoteRun
from apps.events.quoted import newest_state, place_of, reflowed_place, sha256_of, stored_state
from apps.events.rows import ReadCandidate, ReadDocument, ReadEvidence
from apps.observations.models import Change
from tests.observations.build import NOW, snapshot, source

TEXT = "Be kind.\n\nDo not resell. Do not resell."
SECOND = 25


@pytest.mark.parametrize(
    ("near", "start"),
    # "Do not resell." begins at 10 and at 25; 17 is nearer to 10 by one, 18 to 25.
    [(0, 10), (10, 10), (17, 10), (18, 25), (25, 25), (99, 25)],
)
def test_the_place_nearest_to_the_named_character_is_taken(near: int, start: int) -> None:
    assert place_of(TEXT, "Do not resell.", near=near) == (start, start + 14)


def test_words_that_do_not_stand_there_have_no_place() -> None:
    assert place_of(TEXT, "do not resell") is None
    assert place_of(TEXT, "") is None
    assert place_of("", "x") is None


def test_words_are_found_again_in_other_lines() -> None:
    assert reflowed_place("a\n  Do\n\tnot   resell. b", "Do not resell.") == (4, 21)
    assert reflowed_place("(a+)+", "(a+)+") == (0, 5)
    assert reflowed_place("a", "  ") is None


def test_stored_text_is_told_by_its_hash_and_by_its_characters() -> None:
    span, sha256 = (10, 24), sha256_of(TEXT)
    # printf 'Be kind.\n\nDo not resell. Do not resell.' | sha256sum
    assert sha256 == "d6be4fceed14af5ab97e82900cae8910532352d60860d09fd103d42d981ddae9"
    assert stored_state(TEXT, sha256=sha256, quote="Do not resell.", span=span) == "MATCH"
    assert stored_state(TEXT, sha256=sha256, quote="Do not resell!", span=span) == "MISPLACED"
    # A changed text far from the quote is another text all the same.
    assert stored_state(TEXT + " ", sha256=sha256, quote="Do not resell.", span=span) == "ALTERED"


def test_words_stay_move_or_go() -> None:
    span = (10, 24)
    assert newest_state(TEXT, quote="Do not resell.", span=span) == ("SAME", span)
    assert newest_state("New. " + TEXT, quote="Do not resell.", span=span) == ("MOVED", (15, 29))
    assert newest_state("Do not\nresell.", quote="Do not resell.", span=span) == ("MOVED", (0, 14))
    assert newest_state("Be kind.", quote="Do not resell.", span=span) == ("GONE", None)


def document(name: str, text: str, now: datetime) -> None:
    """Store a version of the made-up terms."""
    read = ReadDocument(
        key="made-up/terms", kind="TERMS", title="Made-up Terms", url="https://example.org/terms", external_id=name,
        text=text, change="NEW", published_at=now, snapshot_id=snapshot(),
    )  # fmt: skip
    actions.record_documents(source_key="made.up", documents=[read], now=now)


CLAUSE = ReadCandidate(
    slug="clause", kind="TERMS_CHANGE", title="A clause",
    evidence=(ReadEvidence(document=("made-up/terms", "c1"), quote="Do not resell.", near=SECOND),),
)  # fmt: skip


@pytest.fixture
def clause(db: None) -> EventEvidence:
    """Store an event whose evidence quotes the second of two equal sentences."""
    source()
    document("c1", TEXT, NOW)
    actions.record_candidates(source_key="made.up", candidates=[CLAUSE], now=NOW)
    return EventEvidence.objects.get()


def look(days: int = 0) -> tuple[int, int, int, int]:
    """Look at every quote; return how many, changed, unmatched, gone."""
    found = actions.check_quotes(now=NOW + timedelta(days=days))
    assert found is not None
    return found.quotes, found.changed, found.unmatched, found.gone


def row(**words: Any) -> dict[str, Any]:
    """Return the event as readers see it."""
    (found,) = queries.event_rows(states=("CANDIDATE",), as_of=words.get("as_of", NOW + timedelta(days=99)))
    return found


def test_gathered_evidence_keeps_the_characters_and_the_hash(clause: EventEvidence) -> None:
    assert (clause.span_start, clause.span_end) == (SECOND, SECOND + 14)
    assert clause.text_sha256 == sha256_of(TEXT)
    again = replace(CLAUSE.evidence[0], near=0)
    actions.record_candidates(source_key="made.up", candidates=[replace(CLAUSE, evidence=(again,))], now=NOW)
    # The place is no part of what evidence says: the same words are the same evidence.
    assert EventEvidence.objects.count() == 1


def test_a_quote_that_stands_is_looked_up_and_told_once(clause: EventEvidence) -> None:
    assert look() == (1, 1, 0, 0)
    told = Change.objects.count()
    assert look(1) == (1, 0, 0, 0)
    assert (EvidenceCheck.objects.count(), QuoteRun.objects.count(), Change.objects.count()) == (1, 2, told)
    assert row()["evidence"][0]["check"] == {
        "checked_at": NOW, "stored": "MATCH", "newest": "SAME", "newest_version": "c1", "newest_span": [25, 39],
    }  # fmt: skip


def test_an_altered_text_is_flagged_and_the_event_is_told_as_changed(clause: EventEvidence) -> None:
    look()
    told = Change.objects.count()
    # Nobody can do this through the product; a damaged or forged table can look like it.
    DocumentVersion.objects.update(text=TEXT.replace("kind", "nice"))
    assert look(1) == (1, 1, 1, 0)
    assert row()["unmatched_quotes"] == 1
    assert [(one.slug, one.stored, one.newest) for one in queries.flagged_quotes(as_of=NOW + timedelta(days=1))] == [
        ("clause", "ALTERED", "SAME")
    ]  # fmt: skip
    assert Change.objects.count() == told + 1
    # As it was known before.
    assert queries.flagged_quotes(as_of=NOW) == []
    DocumentVersion.objects.update(text=TEXT)
    assert look(2) == (1, 1, 0, 0)
    assert list(EvidenceCheck.objects.order_by("pk").values_list("stored", flat=True)) == [
        "MATCH",
        "ALTERED",
        "MATCH",
    ]


def test_words_that_a_later_version_moves_or_drops_are_told_with_the_version(clause: EventEvidence) -> None:
    look()
    document("c2", "Hello. " + TEXT, NOW + timedelta(days=1))
    assert look(1) == (1, 1, 0, 0)
    assert row()["evidence"][0]["check"]["newest_span"] == [32, 46]
    document("c3", "Be kind.", NOW + timedelta(days=2))
    assert look(2) == (1, 1, 0, 1)
    assert (row()["unmatched_quotes"], row()["gone_quotes"]) == (0, 1)
    (flagged,) = queries.flagged_quotes(as_of=NOW + timedelta(days=2))
    assert (flagged.stored, flagged.newest, flagged.newest_version) == ("MATCH", "GONE", "c3")


def test_a_quote_of_a_removal_is_tied_to_no_characters(clause: EventEvidence) -> None:
    gone = ReadEvidence(document=("made-up/terms", "c1"), quote="No longer there.")
    read = replace(CLAUSE, slug="removal", evidence=(gone,))
    actions.record_candidates(source_key="made.up", candidates=[read], now=NOW)
    assert EventEvidence.objects.get(event__slug="removal").span_start is None
    assert look() == (1, 1, 0, 0)


@pytest.mark.django_db
def test_the_look_is_due_once_a_night() -> None:
    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 11, day, hour, tzinfo=UTC)

    assert queries.quotes_are_due(now=at(20, 1))
    assert actions.check_quotes(now=at(20, 1), only_due=True) is not None
    # The night of the 20th begins at 3.
    assert actions.check_quotes(now=at(20, 2), only_due=True) is None
    assert actions.check_quotes(now=at(20, 3), only_due=True) is not None
    assert actions.check_quotes(now=at(21, 2), only_due=True) is None
    assert actions.check_quotes(now=at(21, 4), only_due=True) is not None
    assert QuoteRun.objects.count() == 3


def test_quotes_from_before_get_their_characters_from_the_locator_or_the_first_place(
    clause: EventEvidence,
) -> None:
    step = importlib.import_module("apps.events.migrations.0008_evidence_has_spans_that_are_checked")
    told = {"blob ab, characters 25-39": 25, "characters 10-24; above": 10, "characters 3-9": 10, "": 10}
    gone = clause.event.evidence.create(
        document_version=clause.document_version, quote="Gone.", accessed_date=NOW.date(), grade="A"
    )
    for locator, start in told.items():
        EventEvidence.objects.filter(pk=clause.pk).update(
            locator=locator, span_start=None, span_end=None, text_sha256=""
        )
        with connection.cursor() as cursor:
            cursor.execute(step.PLACED)
        clause.refresh_from_db()
        assert (clause.span_start, clause.span_end, clause.text_sha256) == (
            start,
            start + 14,
            sha256_of(TEXT),
        )
    gone.refresh_from_db()
    assert gone.span_start is None
