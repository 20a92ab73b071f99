"""List prices through the real fetch path: what is stored, what is held, and since when it holds."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.collectors import run
from apps.collectors.models import CollectRun
from apps.events import actions as events
from apps.events import queries as reviews
from apps.events.models import Review
from apps.observations import queries
from apps.observations.models import Observation, Snapshot
from tests.collectors.exports import NOW
from tests.collectors.lists import listed, model, put

pytestmark = pytest.mark.usefixtures("known_world")
MODELS = "openrouter.models"
DAY = NOW.date()


def at(days):
    return NOW + timedelta(days=days)


def collect(source=MODELS, days=0):
    return run.collect(source=source, now=at(days))


def prices(subject, metric="list_price_input", source=MODELS, as_of=None):
    rows = queries.values_as_of(
        source_keys=[source], metric=metric, period_from=date(2020, 1, 1), period_to=date(2028, 1, 1),
        as_of=as_of or at(99),
    )  # fmt: skip
    return {row.period_start: row.value for row in rows if row.subject == subject and not row.qualifier}


def test_a_price_holds_from_the_day_it_was_first_seen(publisher):
    put(publisher, "/models", listed())
    assert collect().state == "OK"
    rows = Observation.objects.count()
    # The next day another model changes: the unchanged ones get no number of their own.
    put(publisher, "/models", listed(model("labs/m-001", "0.0000012")))
    outcome = collect(days=1)
    assert (outcome.state, outcome.recorded.changed, Observation.objects.count()) == ("OK", 1, rows + 1)
    assert prices("labs/m-001") == {DAY: Decimal(1), DAY + timedelta(days=1): Decimal("1.2")}
    assert prices("labs/m-002") == {DAY: Decimal(1)}
    assert collect(days=2).state == "UNCHANGED"
    assert (Observation.objects.count(), Snapshot.objects.count()) == (rows + 1, 2)


def test_a_model_that_left_the_list_is_not_listed_from_that_day(publisher):
    put(publisher, "/models", listed(model("labs/gone")))
    collect()
    put(publisher, "/models", listed())
    collect(days=1)
    rows = queries.values_as_of(
        source_keys=[MODELS], metric="is_listed", period_from=DAY, period_to=at(9).date(), as_of=at(9)
    )
    assert [(row.period_start, row.value) for row in rows if row.qualifier == "labs/gone"] == [
        (DAY, Decimal(1)), (DAY + timedelta(days=1), Decimal(0)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("price", "words"),
    [
        # From 1 USD per million tokens.
        ("0.0000031", "1 to 3.1"),
        ("0.0000003", "1 to 0.3"),
        ("0", "falls from 1 to 0"),
        ("1", "slip of 10^6"),
        ("0.0000000005", "slip of 10^6"),
    ],
)
def test_an_odd_price_is_held_and_the_last_one_stays(publisher, price, words):
    put(publisher, "/models", listed())
    collect()
    put(publisher, "/models", listed(model("labs/m-001", price)))
    outcome = collect(days=1)
    assert (outcome.state, outcome.held) == ("HELD", 1)
    (review,) = reviews.open_reviews(source_key=MODELS)
    assert review.subject_key == f"reading/{MODELS}/price/labs/m-001"
    assert words in review.reason
    assert prices("labs/m-001") == {DAY: Decimal(1)}


@pytest.mark.parametrize("price", ["0.000003", "0.00000034"])
def test_a_price_within_three_times_passes(publisher, price):
    put(publisher, "/models", listed())
    collect()
    put(publisher, "/models", listed(model("labs/m-001", price)))
    assert collect(days=1).state == "OK"


def test_a_held_price_that_stays_three_days_is_accepted_from_its_first_day(publisher):
    put(publisher, "/models", listed())
    collect()
    put(publisher, "/models", listed(model("labs/m-001", "0.000005")))
    assert [collect(days=days).state for days in (1, 2)] == ["HELD", "HELD"]
    # A second look on the same day counts once.
    assert collect(days=2).state == "HELD"
    outcome = collect(days=3)
    assert (outcome.state, outcome.recorded.changed) == ("OK", 1)
    assert prices("labs/m-001") == {DAY: Decimal(1), DAY + timedelta(days=1): Decimal(5)}
    review = Review.objects.get()
    assert (review.reviewer, review.verdict) == ("auto_confirmed", "ACCEPT")
    assert "2026-11-23, 2026-11-24, 2026-11-25" in review.reason
    assert collect(days=4).state == "UNCHANGED"


def test_days_that_are_not_equal_do_not_count(publisher):
    put(publisher, "/models", listed())
    collect()
    for days, price in ((1, "0.000005"), (2, "0.000006"), (3, "0.000006"), (4, "0.000001"), (5, "0.000006")):
        put(publisher, "/models", listed(model("labs/m-001", price)))
        collect(days=days)
    # Back to the accepted price on the fourth day: the sixth day starts anew.
    assert Review.objects.get().payload["seen_on"] == ["2026-11-27"]
    assert prices("labs/m-001") == {DAY: Decimal(1)}


def test_a_zero_is_never_accepted_by_itself(publisher):
    put(publisher, "/models", listed())
    collect()
    put(publisher, "/models", listed(model("labs/m-001", "0")))
    assert [collect(days=days).state for days in (1, 2, 3, 4)] == ["HELD"] * 4
    assert prices("labs/m-001") == {DAY: Decimal(1)}


def test_a_rejected_price_does_not_ask_again(publisher):
    put(publisher, "/models", listed())
    collect()
    put(publisher, "/models", listed(model("labs/m-001", "0.000005")))
    collect(days=1)
    events.reject(review_id=Review.objects.get().pk, reviewer="an analyst", reason="a slip", now=at(1))
    put(publisher, "/models", listed(model("labs/m-001", "0.000005"), model("labs/new")))
    assert (collect(days=2).state, reviews.open_reviews()) == ("OK", [])
    assert prices("labs/m-001") == {DAY: Decimal(1)}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        # Five models of one author, a tenth off each: nobody's prices move so.
        (
            [model(f"labs/m-{n:03d}", "0.0000009") for n in range(5)],
            "5 models of labs move by the factor 0.9",
        ),
        ([model(f"labs/m-{n:03d}", "0") for n in range(5)], "5 models of labs move by the factor 0 "),
        # 16 of 160 models of sixteen authors.
        (
            [model(f"author-{n}/m", "0.0000009") for n in range(16)],
            "16 models of the list move by the factor 0.9",
        ),
    ],
)
def test_a_batch_accident_is_held_as_one(publisher, changed, words):
    authors = [model(f"author-{n}/m") for n in range(16)]
    put(publisher, "/models", listed(*authors, count=160))
    collect()
    put(
        publisher,
        "/models",
        listed(*(authors if changed[0]["id"].startswith("labs") else ()), *changed, count=160),
    )
    outcome = collect(days=1)
    assert (outcome.state, outcome.held) == ("HELD", len(changed))
    (review,) = reviews.open_reviews()
    assert words in review.reason


def test_four_models_that_move_alike_pass(publisher):
    put(publisher, "/models", listed())
    collect()
    put(publisher, "/models", listed(*(model(f"labs/m-{n:03d}", "0.0000009") for n in range(4))))
    assert collect(days=1).state == "OK"


def test_five_models_that_become_equal_wait(publisher):
    mixed = [model(f"labs/m-{n:03d}", f"0.00000{n + 3}") for n in range(5)]
    put(publisher, "/models", listed(*mixed))
    collect()
    put(publisher, "/models", listed(*(model(f"labs/m-{n:03d}", "0.000002") for n in range(5))))
    assert collect(days=1).held == 5
    assert "5 models of labs move to 2 in list_price_input" in reviews.open_reviews()[0].reason


def test_a_list_that_lost_a_fifth_is_held_whole(publisher):
    put(publisher, "/models", listed(count=200))
    collect()
    rows = Observation.objects.count()
    put(publisher, "/models", listed(model("labs/new"), count=159))
    outcome = collect(days=1)
    assert (outcome.state, Observation.objects.count()) == ("HELD", rows)
    assert "falls from 200 to 159" in reviews.open_reviews()[0].reason
    put(publisher, "/models", listed(count=160))
    assert collect(days=2).state == "OK"


def test_too_few_models_fail_by_name(publisher):
    put(publisher, "/models", listed(count=149))
    outcome = collect()
    assert (outcome.state, Observation.objects.count()) == ("FAILED", 0)
    assert [word for word in ("(models)", "at least 150") if word not in outcome.problem] == []


def test_the_archive_reads_to_the_same_prices_again(publisher):
    put(publisher, "/models", listed())
    collect()
    put(publisher, "/models", listed(model("labs/m-001", "0.0000012")))
    collect(days=1)
    rows = Observation.objects.count()
    outcome = run.reread(source=MODELS, now=at(2))
    assert (outcome.state, outcome.problem, Observation.objects.count()) == ("UNCHANGED", "", rows)


def test_the_real_models_are_told_apart(publisher, test_data):
    put(publisher, "/models", (test_data / "openrouter" / "models_openrouter_capture.json").read_bytes())
    outcome = collect()
    assert (outcome.state, outcome.problem) == ("OK", "")
    from_page = json.loads((test_data / "openrouter" / "models_openrouter_capture.json").read_bytes())["data"]
    counts = run_counts()
    assert {name: counts[name] for name in ("models", "dynamic", "free", "zero_unexplained", "aliases", "refused")} == {
        "models": 364, "dynamic": 3, "free": 25, "zero_unexplained": 4, "aliases": 8, "refused": 0,
    }  # fmt: skip
    for slug in ("openrouter/auto", "openrouter/bodybuilder", "openrouter/pareto-code"):
        assert prices(slug) == {}
    # Every id is listed, under the name that the rankings use: 172 ids differ from it.
    assert sum(one["id"] != one["canonical_slug"] for one in from_page) == 172
    assert prices("anthropic/claude-opus-4.7-fast") == {DAY: Decimal(30)}
    aliases = Observation.objects.filter(series__metric="alias_points_at").values_list(
        "series__subject", "series__qualifier"
    )
    assert dict(aliases)["~moonshotai/kimi-latest"] == "moonshotai/kimi-k2.6"
    assert len(aliases) == 8


def run_counts():
    return CollectRun.objects.latest("pk").counts
