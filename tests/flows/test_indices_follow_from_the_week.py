"""The indices of the bundled weeks: each agrees with what was counted, stored or printed elsewhere."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction

from apps.estimator.inputs import Subject, WeekFacts
from apps.flows.analyses import concentration, curve, denominators, domestic, ladder, scopes
from apps.flows.analyses.row import check
from apps.flows.inputs.blocks import Block, InputSet
from apps.flows.models import CountryBalance, EstimateRun, FlowEstimate
from tests import build
from tests.estimator.build import inputs, usage
from tests.flows import analysed
from tests.flows.analysed import by_key

pytestmark = pytest.mark.django_db
WEEK = build.WEEK
WHOLE = date(2026, 5, 18)


@pytest.fixture(scope="module")
def given(django_db_setup, django_db_blocker):
    """Return the first run as an analysis sees it, made once for this module; everything is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = analysed.given()
        connection.check_constraints()
        yield found
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def made(given, django_db_blocker):
    """Return a reader of an analysis that works each out once."""
    return analysed.reader(given, django_db_blocker.unblock)


def test_the_world_s_tokens_stay_below_all_data_centres(made):
    checks = by_key(made(scopes), WEEK)
    world = checks["CEILING:WORLD"]
    assert world["low"] < world["central"] < world["high"] < world["ceiling_kwh"] == 415e9
    assert (world["is_over"], world["share_of_draws_over"]) == (False, 0)
    assert checks["CEILING:CHN"]["ceiling_kwh"] == 102e9
    assert "stays below" in world["says"]
    # Ten models are part of the platform; the whole platform is counted in May.
    assert world["counts_part_of_platform"]
    assert not by_key(made(scopes), WHOLE)["CEILING:WORLD"]["counts_part_of_platform"]
    coverage = by_key(made(scopes), None)["COVERAGE:PLATFORM"]
    assert (coverage["low"], coverage["high"]) == (0.0025, 0.02)
    assert "over-represent models of labs in China and open models" in coverage["bias_direction"]


def test_the_yearly_world_is_the_stored_world_of_the_week(made, given):
    # The mean of a ratio of draws is the stored mean; the analysis tells percentiles, so the stored row holds them.
    stored = CountryBalance.objects.get(
        run_id=given.run_id,
        scope="WORLD",
        basis="COMPUTE",
        measure="ENERGY_KWH",
        period_start=WHOLE,
        country=None,
    )
    row = by_key(made(scopes), WHOLE)["CEILING:WORLD"]
    weekly = [row[end] / row["weeks_per_year"] for end in ("low", "high")]
    assert weekly[0] < stored.total_mean < weekly[1]


def test_domestic_tokens_stand_beside_and_never_inside(made, given):
    # 2-8 March: 140e12 a day from 1 March, 980e12 a week; the week of 16 February still has 100e12 a day.
    march, february = (by_key(made(domestic), week) for week in (date(2026, 3, 2), WEEK))
    assert march["TOKENS_PER_WEEK:CHN"]["central"] == pytest.approx(980e12, rel=1e-3)
    assert february["TOKENS_PER_WEEK:CHN"]["central"] == pytest.approx(700e12, rel=1e-3)
    assert february["OBSERVED_OVER_DOMESTIC:CHN"]["at_stated_figure"] == pytest.approx(5.3 / 700, rel=1e-6)
    assert march["ENERGY_PER_YEAR:CHN"]["is_over"] is False
    stated = by_key(made(domestic), None)
    assert stated["GROWTH:CHN:nda-2025-12.tokens_domestic.CHN:nda-2026-03.tokens_domestic.CHN"][
        "central"
    ] == (pytest.approx(0.4))
    assert stated["GROWTH:CHN:nda-2024-01.tokens_domestic.CHN:nda-2026-03.tokens_domestic.CHN"][
        "central"
    ] == (pytest.approx(1399))
    assert not FlowEstimate.objects.filter(run_id=given.run_id, scope="DOMESTIC").exists()
    assert all(row["scope"] == "DOMESTIC" for row in stated.values())


def test_one_week_has_two_denominators_and_two_bars(made):
    rows = by_key(made(denominators), WEEK)
    ten = rows["TOKENS:LAB:TOP10:deeptide-2026-02-24:CHN"]
    assert ten["central"] == pytest.approx(5.3 / 8.7)
    assert ten["unknown_share"] == pytest.approx(3.4 / 8.7)
    assert (ten["denominator_set"], ten["window_start"]) == (
        "the ten largest models of the week",
        "2026-02-16",
    )
    pair = rows["TOKENS:LAB:LAB_PAIR:nbd-2026-02-16:CHN"]
    assert pair["central"] == pytest.approx(5.16 / 7.86)
    assert (ten["is_chosen"], pair["is_chosen"]) == (True, False)
    # Ten models say nothing of the platform, so nothing of the world either.
    assert not [key for key in rows if ":WORLD:" in key or ":PLATFORM:" in key]


def test_the_parts_of_every_counted_bar_add_to_one(made):
    bars = defaultdict(float)
    for row in made(denominators):
        if (
            row["key"].startswith("TOKENS:LAB:")
            and row["denominator"] != "WORLD"
            and row["central"] is not None
        ):
            bars[row["period_start"], row["publication"], row["denominator"]] += row["central"]
    assert len(bars) >= 20
    assert list(bars.values()) == pytest.approx([1.0] * len(bars))


def test_the_world_s_shares_of_value_follow_spending_and_of_tokens_follow_tokens(made):
    rows = by_key(made(denominators), WHOLE)
    assert rows["TOKENS:LAB:WORLD:CHN"]["inputs"] == ["openrouter_token_share_world"]
    assert rows["SERVICE_VALUE_USD:LAB:WORLD:CHN"]["inputs"] == ["openrouter_spend_share_world"]
    platform = rows["TOKENS:LAB:PLATFORM:sftpmac-2026-06-06:CHN"]["central"]
    assert rows["TOKENS:LAB:WORLD:CHN"]["central"] == pytest.approx(platform * 0.006, rel=5e-3)
    assert rows["TOKENS:LAB:WORLD:UNK"]["low"] > 0.97


def test_concentration_is_bounded_in_every_week(made):
    rows = made(concentration)
    assert {row["key"] for row in rows} == {"HHI:MODEL", "HHI:LAB", "HHI:COMPANY", "HHI:COMPUTE"}
    for row in rows:
        assert 0 <= row["low"] <= row["central"] <= row["high"] <= 1 + 1e-9
        assert row["atomistic"][1] <= row["one_new"][1] <= row["largest"][1]
    week = by_key(rows, WEEK)
    # One model is named: 2.45 of 8.7 = .2816; .2816^2 = .0793; + .7184^2 = .5954; all one party: 1.
    assert [week["HHI:MODEL"][end] for end in ("low", "central", "high")] == pytest.approx(
        [0.0793, 0.5954, 1], abs=1e-4
    )


def test_the_curve_orders_its_methods_and_meets_the_run(made, given):
    rows = by_key(made(curve), WEEK)
    multiples = {
        name: rows[f"MULTIPLE:ENERGY_MODEL:{name}:WORLD"]["central"]
        for name in ("OWN_FIT", "DEEPSEEK_ANCHOR", "ECOLOGITS_OUTPUT_ONLY", "BROKERAGE_TOPDOWN")
    }
    assert list(multiples.values()) == sorted(multiples.values(), reverse=True)
    stored = EstimateRun.objects.get(pk=given.run_id).ratios
    ratio = next(
        row for row in stored
        if (row["period_start"], row["name"], row["country"]) == (WEEK.isoformat(), "value_multiple", None)
    )  # fmt: skip
    own = rows["MULTIPLE:ENERGY_MODEL:OWN_FIT:WORLD"]
    for end in ("low", "central", "high"):
        assert own[end] == pytest.approx(ratio[end], rel=1e-4)
    assert own["electricity_share"][1] == pytest.approx(1 / own["central"], rel=2e-2)


def test_overheads_move_the_curve_their_own_way(made, given):
    rows = by_key(made(curve), given.newest_complete)

    def central(dimension, choice, kind="MULTIPLE"):
        return rows[f"{kind}:{dimension}:{choice}:WORLD"]["central"]

    for dimension in ("PUE", "IDLE_POWER", "ELECTRICITY_PRICE"):
        assert central(dimension, "LOW") > central(dimension, "CENTRAL") > central(dimension, "HIGH")
    # Chips that are busier cost less per token; electricity and list value do not know of it.
    assert central("UTILISATION", "LOW") == pytest.approx(central("UTILISATION", "HIGH"))
    assert central("UTILISATION", "LOW", "COST_MULTIPLE") > central("UTILISATION", "HIGH", "COST_MULTIPLE")
    own_day = central("PRICE_VINTAGE", given.newest_complete.isoformat())
    assert own_day == pytest.approx(central("ENERGY_MODEL", "OWN_FIT"))


def test_a_published_multiple_is_a_point_and_another_base_is_no_clash(made):
    rows = by_key(made(curve), None)
    point = rows["POINT:trade-2026-03.multiple"]
    assert (point["central"], point["electricity_share"]) == (22, pytest.approx(1 / 22))
    clash = rows["CLASH:trade-2026-03.multiple:opinion-2026-04.electricity_share"]
    assert (clash["is_same_base"], clash["contradicts"]) == (False, False)
    assert "on one base they would exclude each other" in clash["says"]


def test_a_kwh_earns_more_from_rung_to_rung(made):
    rows = by_key(made(ladder), WEEK)
    rungs = ["RAW_EXPORT:CHN", "BITCOIN:WORLD", "TOKENS_AT_COST:WORLD", "TOKENS_AT_LIST:WORLD"]
    earned = [rows[f"USD_PER_KWH:{rung}"]["central"] for rung in rungs]
    assert earned == sorted(earned)
    # 39.53 / (24 x 28.2 / 1000 x 1000 / 1000) = 0.0584 USD per kWh.
    assert earned[1] == pytest.approx(39.53 / (24 * 28.2), rel=0.03)
    assert rows["MULTIPLE:BITCOIN:WORLD"]["central"] == pytest.approx(earned[1] / 0.045)


def test_a_week_without_any_sized_model_says_so(given):
    # One subject of unknown lab, no model with parameter counts or prices: tokens alone are known.
    nobody = Subject("other", "UNKNOWN", "UNK")
    facts = inputs(
        [nobody], [], usage({"other": 1e12}), weeks=[WeekFacts(WEEK, "made for a test", "PLATFORM")]
    )
    summaries = {WEEK.isoformat(): {"denominator": "PLATFORM", "coverage": 1.0}}
    only = InputSet((Block(facts, frozenset({WEEK})),), summaries, ())
    bare = replace(given, run_id=0, draws=50, inputs=only, weeks=(WEEK,))
    for module, key in ((scopes, "CEILING:WORLD"), (ladder, "USD_PER_KWH:TOKENS_AT_LIST:WORLD")):
        row = by_key(check(module.NAME, module.rows(bare)), WEEK)[key]
        assert row["central"] is None
        assert "no model has parameter counts" in row["reason"]
    shares = by_key(check(concentration.NAME, concentration.rows(bare)), WEEK)["HHI:COMPUTE"]
    # Nothing is known: from a crowd to a monopoly.
    assert [shares[end] for end in ("low", "central", "high")] == [0, 1, 1]
