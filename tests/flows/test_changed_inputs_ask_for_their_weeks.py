"""What changed is estimated again, and nothing else: weeks of a fact, all weeks of a parameter or of the code."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.flows import actions, fingerprint, queries
from apps.flows.actions import checking, estimating
from apps.flows.actions.checking import spans
from apps.flows.models import EstimateRun, FlowEstimate, InputCheck
from apps.flows.stored_facts import items_of
from apps.observations import actions as observations
from apps.observations.rows import ReadRow
from apps.reference.models import ParameterRevision
from tests import build

MODEL = "minimax/minimax-m2.5-20260211"
WEEKS = [build.WEEK + timedelta(days=days) for days in (0, 7, 14)]
END = WEEKS[-1] + timedelta(days=7)
HOUR = timedelta(hours=1)
LATER = build.NOW + HOUR


@pytest.fixture
def three_weeks(db):
    """Publish three weeks of one model and the rest, as the product itself would."""
    build.countries()
    build.usage([(week, slug, tokens) for week in WEEKS for slug, tokens in ((MODEL, 1000), ("other", 500))])
    made = actions.estimate(period_from=WEEKS[0], period_to=END, as_of=build.NOW, now=build.NOW, draws=50)
    actions.publish_run(run_id=made, now=build.NOW)
    assert actions.request_changed(now=build.NOW) == ()


def asked():
    """Return the spans of the runs that wait."""
    return list(
        EstimateRun.objects.filter(state="REQUESTED").order_by("id").values_list("period_from", "period_to")
    )


def test_unchanged_inputs_ask_for_nothing(three_weeks):
    assert InputCheck.objects.get().weeks_stale == 0
    # Something else was stored: a look, and still nothing to do.
    build.figures("tiny", {("tokens_week_total", "platform"): 1.0}, week=date(2020, 1, 6), now=LATER)
    assert actions.request_changed(now=LATER + HOUR) == ()
    assert (InputCheck.objects.count(), asked()) == (2, [])


def test_a_changed_count_asks_for_its_week_only(three_weeks):
    build.usage([(WEEKS[1], MODEL, 1005)], now=LATER)
    assert len(actions.request_changed(now=LATER + HOUR)) == 1
    assert asked() == [(WEEKS[1], WEEKS[2])]
    # Asked again before anybody worked: the same request.
    build.usage([(WEEKS[1], MODEL, 1006)], now=LATER + HOUR)
    actions.request_changed(now=LATER + 2 * HOUR)
    assert asked() == [(WEEKS[1], WEEKS[2])]


def test_a_new_week_asks_for_that_week(three_weeks):
    build.usage([(END, MODEL, 7)], now=LATER)
    actions.request_changed(now=LATER + HOUR)
    assert asked() == [(END, END + timedelta(days=7))]


def price(day, usd, *, now):
    """Record a list price that holds from a day on."""
    key = "package.genai_prices"
    row = ReadRow(
        metric="list_price_input", unit="usd_per_mtok", kind="REPORTED", period_length="OPEN",
        period_start=day, value=Decimal(usd), subject="novita/minimax/minimax-m2.5",
    )  # fmt: skip
    snapshot_id = build.snapshot(key, now=now, body=f"{day} {usd}".encode())
    observations.record(source_key=key, rows=[row], snapshot_id=snapshot_id, now=now)


def test_a_price_valid_from_a_week_on_asks_for_that_week_and_the_later_ones(three_weeks):
    # Wednesday of the first week: the price of a week is the one of its Monday.
    price(WEEKS[0] + timedelta(days=2), "0.3", now=LATER)
    actions.request_changed(now=LATER + HOUR)
    assert asked() == [(WEEKS[1], END)]


def test_an_accepted_parameter_asks_for_all_weeks(three_weeks):
    ParameterRevision.objects.create(
        key="gpu_life", unit="year", low=4, central=5, high=6, source_title="A title",
        source_url="https://example.org", accessed_date=LATER.date(), reason="new accounts",
        accepted_by="ada", accepted_at=LATER,
    )  # fmt: skip
    assert len(actions.request_changed(now=LATER)) == 1
    assert asked() == [(WEEKS[0], END)]
    # The look is remembered: the next question does not ask again.
    assert actions.request_changed(now=LATER + HOUR) == ()


def test_changed_code_asks_for_all_weeks(three_weeks, monkeypatch):
    monkeypatch.setattr(checking, "code_version", lambda: "another")
    actions.request_changed(now=LATER)
    assert asked() == [(WEEKS[0], END)]


def test_a_week_of_the_new_code_is_not_asked_for_again(three_weeks, monkeypatch):
    for room in (checking, estimating, fingerprint):
        monkeypatch.setattr(room, "code_version", lambda: "another")
    (run_id,) = actions.request_changed(now=LATER)
    EstimateRun.objects.filter(pk=run_id).update(draws=50)
    actions.publish_run(run_id=actions.estimate(run_id=run_id, now=LATER), now=LATER)
    build.usage([(WEEKS[2], MODEL, 1001)], now=LATER + HOUR)
    actions.request_changed(now=LATER + 2 * HOUR)
    assert asked() == [(WEEKS[2], END)]


def test_before_the_first_release_nothing_is_asked_for(db):
    build.countries()
    build.usage([(build.WEEK, MODEL, 1000)])
    assert (actions.request_changed(now=LATER), InputCheck.objects.count()) == ((), 0)


def test_a_week_alone_is_estimated_as_among_all_weeks(three_weeks):
    release = queries.release()
    alone = actions.estimate(period_from=WEEKS[1], period_to=WEEKS[2], as_of=build.NOW, now=LATER, draws=50)
    columns = ("basis", "measure", "origin", "destination", "low", "central", "high", "mean")
    among, single = (
        sorted(FlowEstimate.objects.filter(run_id=run, period_start=WEEKS[1]).values_list(*columns), key=repr)
        for run in (release.weeks[1].run_id, alone)
    )
    assert len(single) > 100
    assert single == among


def test_a_week_that_became_a_gap_leaves_the_release(three_weeks):
    withdraw([(WEEKS[1], MODEL), (WEEKS[1], "other")], now=LATER)
    (run_id,) = actions.request_changed(now=LATER + HOUR)
    # The gap is estimated together with the week before it.
    assert asked() == [(WEEKS[0], WEEKS[2])]
    EstimateRun.objects.filter(pk=run_id).update(draws=50)
    actions.publish_run(run_id=actions.estimate(run_id=run_id, now=LATER + HOUR), now=LATER + HOUR)
    assert [item.week for item in queries.release().weeks] == [WEEKS[0], WEEKS[2]]


def withdraw(rows, *, now):
    """Record that the publisher took these days back."""
    key = "openrouter.rankings"
    observations.record(
        source_key=key,
        rows=[
            ReadRow(
                metric="tokens", unit="token", kind="MEASURED", period_length="DAY", period_start=day,
                value=None, subject=slug,
            )
            for day, slug in rows
        ],
        snapshot_id=build.snapshot(key, now=now, body=repr(rows).encode()),
        now=now,
    )  # fmt: skip


def test_what_is_stored_of_the_inputs_tells_each_item_of_a_week(three_weeks):
    stored = EstimateRun.objects.get().input_facts
    models = items_of(stored, "models", "2026-02-16")
    assert {"minimax-m2-5-20260211", "other"} < set(models)
    assert "params_active_b 10.0 to 10.0 to 10.0" in models["minimax-m2-5-20260211"]
    assert "electricity_price_usd_per_kwh" in items_of(stored, "electricity", "2026-02-16")["CHN"]
    assert items_of(stored, "models", "2026-02-09") == {}


def test_spans_hold_the_stale_weeks_and_no_other_known_week():
    known = [date(2026, 2, 2), date(2026, 2, 16), date(2026, 3, 2), date(2026, 3, 9)]
    # Weeks nobody counted lie between: they do not split a span.
    assert spans(known, known) == [(date(2026, 2, 2), date(2026, 3, 16))]
    assert spans([known[0], known[3]], known) == [
        (date(2026, 2, 2), date(2026, 2, 9)),
        (date(2026, 3, 9), date(2026, 3, 16)),
    ]
    assert spans([], known) == []
