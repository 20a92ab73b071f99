"""What sources bring for a published event waits for a reviewer; nothing of it is shown, doubled or lost before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from apps.events import actions, desk, desk_texts, queries
from apps.events.actions import judge
from apps.events.faults import OwnWork, WrongState
from apps.events.given import GivenEvidence
from apps.events.models import EventEvidence, EventRevision, EventStage, PolicyEvent, Proposal
from apps.events.rows import CandidateOutcome, ReadCandidate, ReadDocument, ReadEvidence, ReadStage
from tests.observations.build import NOW, snapshot, source
from tests.web.people import person

pytestmark = pytest.mark.django_db
SLUG, DAY = "made-up-rule", date(2026, 10, 7)
RULE = ReadCandidate(
    slug=SLUG, kind="EXPORT_CONTROL", title="A made-up rule", jurisdiction="USA", identifiers=("federal-register:1",),
    evidence=(ReadEvidence(url="https://example.org/rule", published_date=DAY),),
    stages=(ReadStage(stage="ANNOUNCED", date=DAY),),
)  # fmt: skip
# Another source tells of the same event, with a date of its own, on a page of its own.
NEWS = replace(
    RULE, slug="news-of-it", title="A headline", identifiers=("federal-register:1", "entry:9"),
    evidence=(ReadEvidence(url="https://example.net/news", quote="from 1 December", published_date=DAY, grade="C"),),
    stages=(ReadStage(stage="EFFECTIVE", date=date(2026, 12, 1)),),
)  # fmt: skip
MORE = replace(NEWS, evidence=(ReadEvidence(url="https://example.com/more", grade="C"),), stages=())


def gather(*candidates, source_key="rss.policy", now=NOW):
    return actions.record_candidates(source_key=source_key, candidates=candidates, now=now)


def revision():
    return EventRevision.objects.filter(event__slug=SLUG).count()


def verdict(name, by="rea", reason="read at the source", merged_into=""):
    return judge(slug=SLUG, expected=revision(), verdict=name, reason=reason, merged_into=merged_into,
                 by=person(by, "reviewer"), now=NOW)  # fmt: skip


def published():
    gather(RULE, source_key="federal.register")
    verdict("CONFIRM")


def shown():
    """Return what readers see of the event: dates and pages."""
    row = queries.events(state="CONFIRMED", as_of=NOW + timedelta(days=9))[0]
    return [(one.stage, one.date) for one in row.stages], [one.url for one in row.evidence]


def kinds():
    return list(EventRevision.objects.order_by("number").values_list("kind", "source_key"))


BEFORE = ([("ANNOUNCED", DAY)], ["https://example.org/rule"])


def test_readers_see_it_once_a_reviewer_has_confirmed_it():
    published()
    assert gather(NEWS) == CandidateOutcome(joined=1)
    assert shown() == BEFORE
    assert kinds()[2:] == [("PROPOSED", "rss.policy")]
    assert EventRevision.objects.get(number=3).changes == {"fields": [], "evidence": 1, "stages": 1}
    verdict("CONFIRM")
    assert shown() == (
        [("ANNOUNCED", DAY), ("EFFECTIVE", date(2026, 12, 1))],
        ["https://example.org/rule", "https://example.net/news"],
    )
    assert kinds()[3:] == [("EVIDENCE", "rss.policy"), ("STAGE", "rss.policy"), ("REVIEW", "")]
    event = PolicyEvent.objects.get()
    assert (event.title, event.state) == ("A made-up rule", "CONFIRMED")
    # The names by which others find it come with what was confirmed.
    assert event.identifiers == [
        "federal-register:1", "url:https://example.org/rule", "entry:9", "url:https://example.net/news",
    ]  # fmt: skip
    assert gather(NEWS) == CandidateOutcome(unchanged=1)


def test_the_same_again_changes_nothing():
    published()
    gather(NEWS)
    held = list(Proposal.objects.values())
    for day in (0, 1, 2):
        assert gather(NEWS, RULE, now=NOW + timedelta(days=day)) == CandidateOutcome(unchanged=2)
    assert (list(Proposal.objects.values()), revision()) == (held, 3)


def test_more_joins_the_text_that_waits():
    published()
    gather(NEWS)
    assert gather(NEWS, MORE, source_key="another.feed") == CandidateOutcome(joined=1, unchanged=1)
    waiting = Proposal.objects.get()
    assert [one["url"] for one in waiting.evidence] == [
        "https://example.net/news",
        "https://example.com/more",
    ]
    assert (waiting.state, waiting.author, shown()) == ("WAITING", None, BEFORE)
    told = desk_texts.waiting_texts(user_id=person("rea", "reviewer").user_id)[0]
    assert (told.author, told.is_gathered, told.is_own) == ("another.feed, rss.policy", True, False)


def test_what_was_declined_is_not_proposed_again():
    published()
    gather(NEWS)
    verdict("DECLINE")
    assert gather(NEWS, now=NOW + timedelta(days=1)) == CandidateOutcome(unchanged=1)
    assert (shown(), Proposal.objects.get().state) == (BEFORE, "DECLINED")
    # A date that nobody has judged yet comes with the page that shows it.
    later = replace(NEWS, stages=(*NEWS.stages, ReadStage(stage="REVERSED", date=date(2026, 12, 9))))
    assert gather(later) == CandidateOutcome(joined=1)
    verdict("CONFIRM")
    assert shown()[0] == [("ANNOUNCED", DAY), ("REVERSED", date(2026, 12, 9))]
    assert gather(later) == CandidateOutcome(unchanged=1)


def test_a_new_date_on_known_evidence_waits_with_that_evidence():
    published()
    gather(replace(RULE, stages=(*RULE.stages, ReadStage(stage="EFFECTIVE", date=date(2026, 12, 1)))))
    assert shown() == BEFORE
    verdict("CONFIRM")
    assert set(EventStage.objects.values_list("evidence_id", flat=True)) == {EventEvidence.objects.get().pk}


def test_nobody_is_asked_to_work_on_what_a_source_brought():
    published()
    gather(NEWS)
    with pytest.raises(WrongState, match="a source gathered"):
        verdict("NEEDS_WORK")


def test_the_queue_shows_it_with_its_source():
    published()
    gather(NEWS)
    row = desk.queue_rows(user_id=person("ana", "analyst").user_id)[0]
    assert (row.slug, row.waits_since, row.waits_by, row.state) == (SLUG, NOW, "rss.policy", "CONFIRMED")
    assert "rss.policy" in row.shown.sources


def persons_text(**values):
    actions.edit(
        slug=SLUG, expected=revision(), values=values, reason="clearer", by=person("ana", "analyst"), now=NOW
    )


def test_beside_the_text_of_a_person_each_keeps_its_own_name():
    published()
    persons_text(title="By Ana")
    gather(NEWS)
    assert Proposal.objects.get().author.get_username() == "ana"
    with pytest.raises(OwnWork):
        verdict("CONFIRM", by="ana")
    verdict("CONFIRM")
    log = EventRevision.objects.filter(number__gte=5).order_by("number")
    assert [(row.kind, row.author and row.author.get_username(), row.source_key) for row in log] == [
        ("EDITED", "ana", ""), ("EVIDENCE", None, "rss.policy"), ("STAGE", None, "rss.policy"), ("REVIEW", "rea", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["DECLINE", "NEEDS_WORK"])
def test_a_text_that_is_not_taken_leaves_what_was_gathered_waiting(name):
    published()
    actions.add_evidence(slug=SLUG, expected=2, given=GivenEvidence(url="https://example.org/hers"),
                         by=person("ana", "analyst"), now=NOW)  # fmt: skip
    gather(NEWS)
    verdict(name)
    told = desk_texts.waiting_texts(user_id=0)[0]
    assert (told.author, [one["url"] for one in told.evidence]) == (
        "rss.policy",
        ["https://example.net/news"],
    )
    # Of the two pieces that waited the first was hers: the date still names the page that shows it.
    assert [one["evidence"] for one in told.stages] == [0]
    verdict("CONFIRM")
    assert shown()[1] == ["https://example.org/rule", "https://example.net/news"]


def test_a_text_handed_in_carries_what_was_gathered_along():
    published()
    gather(NEWS)
    # The form holds what people wrote; what sources brought stays as they brought it.
    assert desk_texts.text_now(SLUG).evidence == []
    actions.submit(slug=SLUG, expected=3, values={"title": "By Ana"}, reason="clearer", by=person("ana", "analyst"),
                   evidence=[GivenEvidence(url="https://example.org/hers")], now=NOW)  # fmt: skip
    waiting = Proposal.objects.get(state="WAITING")
    assert [one["url"] for one in waiting.evidence] == [
        "https://example.org/hers",
        "https://example.net/news",
    ]
    assert [one["evidence"] for one in waiting.stages] == [1]
    verdict("CONFIRM")
    step = EventStage.objects.get(stage="EFFECTIVE")
    assert (step.evidence.url, PolicyEvent.objects.get().title) == ("https://example.net/news", "By Ana")


def test_a_removal_that_held_waits_too():
    source()
    gone = {"removed": [{"key": "k", "text": "We keep no logs.", "start": 4, "end": 20}], "previous": "c1"}
    removal = ReadDocument(
        key="made-up/terms", kind="TERMS", title="Made-up Terms", url="https://example.org/terms", external_id="c2",
        text="You.", change="KNOWN", published_at=NOW - timedelta(days=20), snapshot_id=snapshot(),
        new_passages=gone,
    )  # fmt: skip
    actions.record_documents(source_key="made.up", documents=[removal], now=NOW, parser_version=1)
    gather(replace(RULE, identifiers=("terms-removal:made-up/terms@c2",)))
    verdict("CONFIRM")
    assert actions.promote_removals(source_key="made.up", now=NOW) == CandidateOutcome(joined=1)
    assert (shown(), Proposal.objects.get().evidence[0]["quote"]) == (BEFORE, "We keep no logs.")
    for name in ("DECLINE", None):
        assert actions.promote_removals(source_key="made.up", now=NOW) == CandidateOutcome(unchanged=1)
        if name:
            verdict(name)
    assert Proposal.objects.count() == 1


def test_a_candidate_takes_more_evidence_at_once():
    gather(RULE, source_key="federal.register")
    assert gather(NEWS) == CandidateOutcome(joined=1)
    assert (EventEvidence.objects.count(), Proposal.objects.count()) == (2, 0)
    assert kinds()[1:] == [("GATHERED", "rss.policy")]
