"""Sets of results are appended, never changed: revisions, missing inputs, backfills, nights and confirmed events."""

from datetime import date, timedelta
from decimal import Decimal

import orjson
import pytest
from django.db import connection, transaction

from apps.events.models import PolicyEvent
from apps.flows import actions
from apps.flows.claims import queries
from apps.flows.claims.evaluating import evaluate
from apps.flows.models import EstimateRun
from apps.observations import actions as observations
from apps.observations.rows import ReadRow
from tests import build

pytestmark = pytest.mark.django_db
AT = build.NOW + timedelta(minutes=10)
LATER = AT + timedelta(hours=1)
TOTAL = "deeptide-2026-02-24.tokens_week_top10.top10"
NATION = "nda-2026-03.tokens_domestic.CHN"


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """Return the shipped data with one evaluation, made once for this module and then taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        build.bundled()
        made = actions.evaluate_claims(now=AT)
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)


def revise(figure_id, metric, subject, start, value, *, length="WEEK", country=None, at=LATER):
    """Record another value of a shipped figure; None withdraws it."""
    source = "curated.published_figures"
    row = ReadRow(
        metric=metric, unit="token", kind="REPORTED", period_length=length, period_start=start,
        value=None if value is None else Decimal(value), subject=subject, qualifier=figure_id, country=country,
    )  # fmt: skip
    snapshot = build.snapshot(source, now=at, body=repr(row).encode())
    done = observations.record(source_key=source, rows=[row], snapshot_id=snapshot, now=at)
    assert done.changed == 1


def written(results):
    """Return results as bytes, keys in order."""
    return orjson.dumps(list(results), option=orjson.OPT_SORT_KEYS)


def by_check(results):
    return {row["check_id"]: row for row in results}


def test_a_missing_input_leaves_the_other_claims_alone(shipped):
    # Trap 14.
    revise(NATION, "tokens_domestic", "CHN", date(2026, 3, 1), None, length="DAY", country="CHN")
    after, before = (
        by_check(evaluate(as_of=LATER + timedelta(hours=1))["results"]),
        by_check(shipped["results"]),
    )
    gone = {key for key, row in after.items() if row["reason"] == f"MISSING_INPUT:figure:{NATION}"}
    assert gone == {"c38.main", "c38.growth", "c38.level"}
    assert {after[key]["status"] for key in gone} == {"cannot_be_checked"}
    assert [key for key in before if key not in gone and after[key] != before[key]] == []
    assert len({row["claim_id"] for row in after.values()}) == 62


def test_a_revised_input_makes_a_new_set_and_the_old_moment_keeps_its_bytes(shipped):
    # Trap 15. 5.3 / 9.7 = 0.5464, no longer 0.61.
    before = queries.claim_set(as_of=AT)
    revise(TOTAL, "tokens_week_top10", "top10", date(2026, 2, 16), "9.7e12")
    now = LATER + timedelta(hours=1)
    actions.evaluate_claims(now=now)
    newest, old = queries.claim_set(as_of=now), queries.claim_set(as_of=AT)
    stored = by_check(newest.results)["c01.stored"]
    assert (stored["status"], stored["central"]) == ("contradicted", "0.546391752577")
    assert by_check(newest.results)["c01.main"]["status"] == "reproduced"
    assert written(old.results) == written(before.results) == written(shipped["results"])
    # Worked out anew from what was known then, the bytes are the same too.
    assert written(evaluate(as_of=AT)["results"]) == written(old.results)
    run = EstimateRun.objects.get()
    assert [one["evaluated_at"] for one in run.claim_results] == [
        "2026-11-22T12:10:00.000000+00:00",
        "2026-11-22T14:10:00.000000+00:00",
    ]
    assert written(run.claim_results[0]["results"]) == written(shipped["results"])


def test_changes_between_sets_are_told_with_their_moment(shipped):
    revise(TOTAL, "tokens_week_top10", "top10", date(2026, 2, 16), "9.7e12")
    actions.evaluate_claims(now=LATER + timedelta(hours=1))
    assert len(queries.claim_changes(as_of=AT)) == len(shipped["results"])
    (change,) = queries.claim_changes(since=AT)
    assert change == {
        "claim_id": "c01", "check_id": "c01.stored", "is_headline": False,
        "before": "reproduced", "before_reason": "", "after": "contradicted", "after_reason": "",
        "at": "2026-11-22T14:10:00.000000+00:00", "run": EstimateRun.objects.get().fingerprint[:16],
    }  # fmt: skip
    assert [row["check_id"] for row in queries.claim("c01").history][-1] == "c01.stored"


def test_a_night_without_news_adds_a_line_and_no_results(shipped):
    night = AT + timedelta(days=1)
    assert [queries.claims_due(now=moment) for moment in (AT, LATER, night)] == [False, False, True]
    assert actions.evaluate_due_claims(now=night) is True
    assert actions.evaluate_due_claims(now=night + timedelta(hours=1)) is False
    first, second = EstimateRun.objects.get().claim_results
    assert first["results_sha256"] == second["results_sha256"]
    assert "results" not in second
    assert written(queries.claim_set().results) == written(shipped["results"])
    assert queries.claim_changes(since=AT) == []


def test_a_new_release_asks_for_an_evaluation(shipped):
    build.published(weeks=[date(2026, 11, 9)], now=LATER, name="a week more")
    assert queries.claims_due(now=LATER + timedelta(minutes=1)) is True
    assert actions.evaluate_due_claims(now=LATER + timedelta(minutes=1)) is True
    assert queries.claims_due(now=LATER + timedelta(minutes=2)) is False
    assert len(queries.claim_sets()) == 2
    assert queries.claim_set().run_id != queries.claim_set(as_of=AT).run_id


def test_one_claim_a_past_moment_and_another_week_store_nothing(shipped):
    one = actions.evaluate_claims(now=LATER, claim_id="c11")
    assert {row["claim_id"] for row in one["results"]} == {"c11"}
    past = actions.evaluate_claims(now=LATER, as_of=AT)
    week = actions.evaluate_claims(now=LATER, week=date(2026, 2, 16))
    assert week["week"] == "2026-02-16"
    latest, february = (
        by_check(week["results"])[key]["central"] for key in ("c46.estimate", "c46.estimate_february")
    )
    assert latest == february
    assert past["as_of"] == "2026-11-22T12:10:00Z"
    assert len(queries.claim_sets()) == 1


SLUGS = ("minimax/minimax-m2.5-20260211", "moonshotai/kimi-k2.5-0127", "z-ai/glm-5-20260211")
US = "anthropic/claude-4.6-opus-20260205"


def test_a_backfill_lets_a_waiting_claim_be_checked(shipped):
    days = [date(2026, 2, 23) + timedelta(days=offset) for offset in range(14)]
    rows = [(day, slug, 100 - place) for day in days for place, slug in enumerate(SLUGS)]
    rows += [(day, f"{US}:thinking", 10) for day in days] + [(day, "other", 10_000) for day in days]
    build.usage(rows, now=LATER)
    found = by_check(evaluate(as_of=LATER + timedelta(hours=1))["results"])
    assert (found["c03.main"]["status"], found["c03.main"]["central"]) == ("reproduced", "1")
    # The first three by tokens of two weeks: all by labs of China; the remainder is no model.
    assert found["c03.main"]["resolved_inputs"][1]["series"][0] == ["CHN", "700"]


def test_a_span_with_a_missing_day_is_a_missing_input(shipped):
    days = [date(2026, 2, 23) + timedelta(days=offset) for offset in range(14) if offset != 3]
    build.usage([(day, slug, 100) for day in days for slug in SLUGS], now=LATER)
    found = by_check(evaluate(as_of=LATER + timedelta(hours=1))["results"])
    assert (
        found["c03.main"]["reason"] == "MISSING_INPUT:obs:openrouter.rankings/tokens/*@2026-02-23..2026-03-02"
    )


def test_growth_of_one_model_is_taken_between_two_days(shipped):
    build.usage([(date(2026, 2, 20), SLUGS[0], 1000), (date(2026, 3, 20), SLUGS[0], 5760)], now=LATER)
    found = by_check(evaluate(as_of=LATER + timedelta(hours=1))["results"])["c42.main"]
    # 5760 / 1000 - 1 = 4.76.
    assert (found["status"], found["central"]) == ("reproduced", "4.76")


def test_an_event_counts_once_a_person_confirmed_it(shipped):
    slugs = ["anthropic-subscription-credentials-third-party-tools", "china-compute-electricity-synergy-2026"]
    # A decision of a person, as the desk will store it.
    PolicyEvent.objects.filter(slug__in=slugs).update(state="CONFIRMED")
    found = by_check(evaluate(as_of=LATER)["results"])
    assert (found["c08.event"]["status"], found["c08.event"]["low"]) == ("within_range", "2026-02-17")
    assert found["c47.event"]["status"] == "reproduced"
    assert found["c09.event"]["status"] == "cannot_be_checked"
