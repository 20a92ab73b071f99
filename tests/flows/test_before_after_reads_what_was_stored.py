"""Before and after an event on stored weeks: which series, which other events, and what may be said."""

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from math import exp, log

import pytest

from apps.collectors import run
from apps.estimator.findings import Finding
from apps.events import actions as events
from apps.events.models import PolicyEvent
from apps.events.rows import ReadCandidate, ReadEvidence, ReadStage
from apps.flows import before_after
from apps.flows.panels import UnknownGroup, counted_weeks, group_of
from apps.observations import actions as observations
from apps.observations.rows import ReadRow
from apps.reference import queries as reference
from apps.reference import tables
from tests import build

pytestmark = pytest.mark.django_db
# A SYNTHETIC history, long before any of its models: nothing but what a test adds happens in it.
FIRST = date(2024, 9, 2)
EVENT_DAY = FIRST + timedelta(weeks=12, days=2)
SUBJECT, MODEL = "minimax/minimax-m2.5-20260211", "minimax-m2-5-20260211"
NUMBERS = [field.name for field in fields(Finding) if "float" in str(field.type)]


@pytest.fixture(autouse=True)
def known(db):
    """Load the reference data."""
    build.countries()


def donors(count):
    """Return the slugs of this many models of labs outside China."""
    facts = reference.model_facts()
    elsewhere = [row for row in tables.models() if facts[row.key].lab_country == "USA" and not row.is_group]
    return [row.slug for row in elsewhere][:count]


def history(rise, *, weeks=19, at=12, count=20, without=(), models=()):
    """Record whole weeks: the donors are level, the model rises by `rise` log points after week `at`."""
    slugs = list(models or donors(count))
    rows = []
    for week in range(weeks):
        for day in (FIRST + timedelta(weeks=week, days=number) for number in range(7)):
            amount = round(1e9 * exp(rise if week > at else 0))
            if day not in without:
                rows += [(day, SUBJECT, amount), *((day, slug, 10**9) for slug in slugs)]
    build.usage(rows)


def candidate(slug="invented-rule", day=EVENT_DAY, precision="DAY", **more):
    """Record a candidate event with one date."""
    events.record_candidates(
        source_key="synthetic.events",
        candidates=[
            ReadCandidate(
                slug=slug, kind="TERMS_CHANGE", title="Invented rule", jurisdiction="USA",
                evidence=(ReadEvidence(url=f"https://office.example/{slug}"),),
                stages=(ReadStage(stage="TEXT_CHANGE", date=day, date_precision=precision),), **more,
            )
        ],
        now=build.NOW - timedelta(days=1),
    )  # fmt: skip


def confirm(slug="invented-rule"):
    """Confirm an event, as a reviewer does."""
    PolicyEvent.objects.filter(slug=slug).update(state="CONFIRMED")


def ask(**asked):
    """Return the answer about China's labs."""
    return before_after.before_after(now=build.NOW, **asked)


def test_a_clear_change_is_reported_in_order_with_the_numbers_of_the_weeks_used():
    history(0.7)
    candidate()
    confirm()
    (row,) = ask(event="invented-rule").rows
    # One of 21 equal models before: 1/21; after, e^0.7 = 2.0138 of 22.0138. All donors are level: difference 0.7.
    after = round(1e9 * exp(0.7)) / 1e9
    assert row["before_share"] == pytest.approx(1 / 21)
    assert row["after_share"] == pytest.approx(after / (20 + after))
    assert (row["before_tokens"], row["after_tokens"]) == pytest.approx((7e9, 7e9 * after))
    assert row["difference"] == pytest.approx(log(after))
    assert (row["donors"], row["p_value"], row["q_value"]) == (20, 1 / 21, 1 / 21)
    assert (row["status"], row["words"]) == ("consistent_with_effect", "consistent with an effect of")
    assert (row["denominator"], row["state"], row["event_title"]) == ("TOP50", "CONFIRMED", "Invented rule")


def test_a_change_as_large_as_the_donors_is_not_detectable():
    history(0.0)
    candidate()
    confirm()
    (row,) = ask(event="invented-rule").rows
    assert (row["status"], row["words"], row["p_value"]) == (
        "no_detectable_change",
        "no detectable change",
        1.0,
    )


def test_a_change_of_list_price_confounds():
    history(0.7)
    prices({FIRST: "0.30", EVENT_DAY + timedelta(days=20): "0.20"})
    (row,) = ask(day=EVENT_DAY).rows
    # 2024-11-27 and 20 days: 2024-12-17.
    assert row["words"] == "change after; overlaps with change of list price of MiniMax M2.5 (2024-12-17)"


def prices(steps):
    """Record the list prices of the model at its lab."""
    build.sources()
    rows = [
        ReadRow(
            metric=metric, unit="usd_per_mtok", kind="REPORTED", period_length="DAY", period_start=day,
            value=Decimal(price), subject="minimax/MiniMax-M2",
        )
        for metric in ("list_price_input", "list_price_output")
        for day, price in steps.items()
    ]  # fmt: skip
    key = "package.genai_prices"
    observations.record(source_key=key, rows=rows, snapshot_id=build.snapshot(key), now=build.NOW)


def test_a_free_promotion_confounds():
    history(0.7)
    free = FIRST + timedelta(weeks=14)
    build.usage([(free + timedelta(days=day), f"{SUBJECT}:free", 10**6) for day in range(7)])
    (row,) = ask(day=EVENT_DAY).rows
    # It begins in the week of 9 December 2024 and is no longer counted in the next.
    begins = "free promotion of MiniMax M2.5 begins or ends"
    assert row["overlaps"] == (f"{begins} (2024-12-09)", f"{begins} (2024-12-16)")
    assert row["status"] == "confounded"


def test_another_policy_event_confounds_only_what_it_may_touch():
    history(0.7)
    candidate()
    candidate("elsewhere", EVENT_DAY + timedelta(days=7), targets=("IND",))
    confirm()
    confirm("elsewhere")
    assert ask(event="invented-rule").rows[0]["status"] == "consistent_with_effect"
    candidate("everywhere", EVENT_DAY + timedelta(days=7))
    confirm("everywhere")
    row = ask(event="invented-rule").rows[0]
    assert row["words"] == "change after; overlaps with policy event everywhere: TEXT_CHANGE (2024-12-04)"


def test_candidates_are_shown_only_on_request_and_said_to_be_so():
    history(0.7)
    candidate()
    assert ask().rows == ()
    with pytest.raises(
        before_after.UnknownEvent, match="a candidate is shown only where candidates are asked"
    ):
        ask(event="invented-rule")
    found = ask(event="invented-rule", candidates=True)
    assert found.rows[0]["state"] == "CANDIDATE"
    assert found.notices == (before_after.UNCONFIRMED,)


def test_a_date_known_to_the_month_says_nothing():
    history(0.7)
    candidate(day=date(2024, 11, 1), precision="MONTH")
    confirm()
    (row,) = ask(event="invented-rule").rows
    assert (row["words"], row["reason"], row["difference"]) == (
        "no statement",
        "no exact date is known",
        None,
    )


def test_a_week_with_a_missing_day_is_a_gap():
    history(0.7, without={FIRST + timedelta(weeks=3)})
    (weeks,) = counted_weeks(end=EVENT_DAY, as_of=build.NOW).values()
    assert FIRST + timedelta(weeks=3) not in weeks
    assert ask(day=EVENT_DAY).rows[0]["weeks_before"] == 11


def test_only_what_was_known_at_the_moment_is_used():
    history(0.7)
    earlier = build.NOW - timedelta(days=1)
    (row,) = before_after.before_after(day=EVENT_DAY, as_of=earlier, now=build.NOW).rows
    assert (row["words"], row["reason"]) == ("no statement", "no week near it counts models of labs in CHN")


def test_groups_are_countries_labs_or_models():
    models = reference.model_facts()
    assert group_of(MODEL, models).models == {MODEL}
    assert group_of("minimax", models).models >= {MODEL, "minimax-m3-20260531"}
    assert group_of("CHN", models).models > group_of("minimax", models).models
    assert "unnamed-chn" in group_of("CHN", models).models
    for key in ("UNK", "unknown", "other", "", "chn"):
        with pytest.raises(UnknownGroup, match="use an ISO code"):
            group_of(key, models)


def test_models_of_the_same_lab_are_no_donors():
    sisters = ["minimax/minimax-m2.7-20260318", "moonshotai/kimi-k2.6-20260420"]
    history(0.7, models=[*donors(20), *sisters])
    assert ask(day=EVENT_DAY, group=MODEL).rows[0]["donors"] == 21
    assert ask(day=EVENT_DAY, group="CHN").rows[0]["donors"] == 20


def test_on_the_bundled_weeks_nothing_is_stated_for_want_of_data():
    run.collect_bundled(now=build.NOW)
    later = build.NOW + timedelta(minutes=5)
    for group in ("CHN", "USA", "minimax", MODEL):
        found = before_after.before_after(group=group, now=later, candidates=True)
        assert len(found.rows) >= 30
        assert {row["words"] for row in found.rows} == {"no statement"}
        assert {row[name] for row in found.rows for name in NUMBERS} == {None}
        assert all(row["reason"] for row in found.rows)
